//! From actions to what carries them out.

use super::{Action, Workspace};
use crate::corpus::provenance::ReadOptions;

impl Workspace {
    /// Carries out what the researcher asked for.
    pub fn perform(&mut self, action: Action) {
        // What a run or a corpus brings replaces the topics: a decision made meanwhile would be lost unasked.
        if self.is_busy() && action.changes_topics() {
            return;
        }
        match action {
            Action::Open(source) => {
                self.importing = None;
                self.open(source, ReadOptions::default());
            }
            Action::Import(action) => self.import(action),
            Action::ShowReport(of) => self.show_report(of),
            Action::CloseReport => self.close_report(),
            Action::FilterReport(filter) => self.filter_report(filter),
            Action::SaveReport(path) => self.save_report(path),
            Action::ReadColumn(column) => self.reopen(column),
            Action::SetParams(params) => {
                if let Some(opened) = &mut self.opened {
                    opened.params = *params;
                }
            }
            Action::Run => self.run(),
            Action::Cancel => {
                if let Some(job) = &self.job {
                    job.cancel();
                } else {
                    self.cancel_saving();
                }
            }
            Action::Select(topics, mode) => self.select(&topics, mode),
            Action::SelectUpTo(topic, mode) => self.select_up_to(topic, mode),
            Action::Hover(topics) => self.hover(topics),
            Action::HoverTerm(term) => self.hover_term(term),
            Action::PinTerm(term) => self.pin_term(term),
            Action::UnpinTerm => self.unpin_term(),
            Action::LayOut(kind) => self.lay_out(kind),
            Action::StopLayingOut => self.stop_laying_out(),
            Action::SpreadOverlaps(scale) => self.spread_overlaps(scale),
            Action::UnspreadOverlaps => self.unspread_overlaps(),
            Action::ColourMap(colour_by) => self.colour_map(colour_by),
            Action::ShowDots(shown) => self.show_dots(shown),
            Action::Curate(command) => self.curate(command),
            Action::MergeSelected => self.merge_selected(),
            Action::TakeSelectedApart => self.take_selected_apart(),
            Action::TrashSelected => self.trash_selected(),
            Action::ProposeMerge(members) => self.propose_merge(&members),
            Action::TurnMerge => self.turn_merge(),
            Action::AcceptMerge => self.accept_merge(),
            Action::DropMerge => self.proposed_merge = None,
            Action::ProposeSplit(how) => self.propose_split(how),
            Action::AcceptSplit => self.accept_split(),
            Action::DropSplit => self.drop_split(),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::CompareWithStart => self.compare_with_start(),
            Action::Travel(step) => self.travel(step),
            Action::Revert(step) => self.revert(step),
            Action::SaveAs(path) => self.save_as(path),
            Action::SaveCopy(path) => self.save_copy(path),
            Action::Compact => self.compact(),
            Action::Export(folder) => self.export(folder),
            Action::WriteFile(file) => self.write_file(file),
            Action::SetThreshold(threshold) => self.set_threshold(threshold),
            Action::SetGrouping(grouping) => self.set_grouping(grouping),
            Action::ExceptFromGroups(topic, excepted) => {
                if let Some(session) = &self.session {
                    self.merging.except(topic, excepted, session);
                }
            }
            Action::MergeGroups => self.merge_groups(),
            Action::SetRelevance(lambda) => self.set_relevance(lambda),
            Action::SetTermScore(score) => self.set_term_score(score),
            Action::ListTerms(n) => self.list_terms(n),
            Action::ReadDocument(place) => self.read(place),
            Action::ChooseDocument(document, mode) => self.choose(document, mode),
            Action::ChooseRange(from, to) => self.choose_range(from, to),
            Action::ChooseAllDocuments => self.choose_all(),
            Action::SortDocuments(sort) => self.sort_documents(sort),
            Action::FoldDuplicates(folds) => self.fold_duplicates(folds),
            Action::Unfold(place) => self.unfold(place),
            Action::MoveChosen(to) => self.move_chosen(to),
            Action::SplitChosen => self.split_chosen(),
            Action::NeedDocuments(ids) => self.need_documents(ids),
            Action::Search(query) => self.search(query),
            Action::SortTopics(sort) => self.sort_topics(sort),
            Action::FilterTopics(filter) => self.filter_topics(filter),
            Action::Tell(text) => self.notices.warn(text),
            Action::TellDone(text) => self.announce(text),
            Action::DismissNotices => self.notices.clear(),
            Action::Set(setting) => self.set(setting),
        }
    }
}
