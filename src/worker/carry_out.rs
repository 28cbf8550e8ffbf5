//! How each job is done.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::job::{CorpusSource, Homes, Job, NewFile, Outcome, SplitHow};
use super::{Shared, importing, labels, lock, mapping, memory, words};
use crate::analysis::{Analysis, AnalysisError, RunParams, Step, analyse, vectorize_corpus_again};
use crate::corpus::search::{SearchError, search};
use crate::corpus::vectorizer::{VectorizeParams, Vectorized};
use crate::corpus::{Corpus, DocId};
use crate::export::{ExportError, file, project};
use crate::import::{ReadError, read, read_sample};
use crate::layout::spread::spread;
use crate::preview::Preview;
use crate::progress::Monitor;
use crate::store::places::{Places, ProjectName};
use crate::store::{CreateError, NewProject, OpenError, copy_project, create_project, open_project, open_store};
use crate::tables::{Relations, Tables};
use crate::topics::compare::compare_with_start;
use crate::topics::listing::{ListError, list_documents};
use crate::topics::merge_tree::Grouping;
use crate::topics::pull::pull_of;
use crate::topics::split::{SplitError, split_by_clustering, split_by_term};
use crate::topics::{TopicId, TopicSet};

pub(super) fn carry_out(job: Job, shared: &Shared) -> Outcome {
    match job {
        Job::Open { source, options } => {
            let corpus = match source {
                CorpusSource::Sample => read_sample(&options, shared),
                CorpusSource::Paths(paths) => read(&paths, &options, shared),
            };
            match corpus {
                Ok(corpus) => Outcome::Opened(Arc::new(corpus)),
                Err(ReadError::Cancelled(_)) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Run { corpus, params, grouping, vectorized } => run(&corpus, &params, grouping, vectorized, shared),
        Job::Load(path) => match open_project(&path, shared) {
            Ok(project) => {
                let tables = Tables::new(&project.analysis, &project.topics, project.view.grouping);
                Outcome::Loaded(Box::new(project), Box::new(tables))
            }
            Err(OpenError::Cancelled(_)) => Outcome::Cancelled,
            Err(error) => Outcome::Failed(format!("{error}: {}", path.display())),
        },
        Job::Create { name, corpus, analysis, places } => create(&name, &corpus, &analysis, &places, shared),
        Job::List { corpus, analysis, homes, request } => {
            match list_documents(&corpus.documents, &analysis.vectorized.rows, &homes, &request, shared) {
                Ok(listed) => Outcome::Listed(listed),
                Err(ListError::Cancelled(_)) => Outcome::Cancelled,
                Err(ListError::Shelf(error)) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Pull { analysis, document, own, topics } => {
            Outcome::Pulled(pull_of(analysis.vectorized.rows.row(document.index()), own, &topics))
        }
        Job::Search { corpus, vectorized, query } => {
            let mut give = |documents: Vec<DocId>| {
                lock(&shared.found).extend(documents);
                (shared.wake)();
            };
            match search(&corpus, vectorized.as_deref(), &query, shared, &mut give) {
                Ok(()) => Outcome::Searched,
                Err(SearchError::Cancelled(_)) => Outcome::Cancelled,
                Err(SearchError::Shelf(error)) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Fetch(corpus, ids) => match corpus.documents.pick(&ids) {
            Ok(documents) => Outcome::Fetched(ids.into_iter().zip(documents).collect()),
            Err(error) => Outcome::Failed(error.to_string()),
        },
        Job::Split { analysis, homes, topic, leaves, how } => split(&analysis, &homes, topic, &leaves, how, shared),
        Job::Copy { from, to, n_documents } => match copy_project(&from, &to) {
            Ok(()) => reopen(&to, n_documents),
            Err(reason) => Outcome::Failed(format!("Cannot save a copy: {reason}: {}", to.display())),
        },
        Job::Reopen { path, n_documents } => reopen(&path, n_documents),
        Job::Export { folder, corpus, analysis, topics, history } => {
            let tables = Tables::new(&analysis, &topics, Grouping::default());
            let exported = project::Exported {
                corpus: &corpus,
                analysis: &analysis,
                topics: &topics,
                history: &history,
                tables: &tables,
            };
            match project::export_project(&folder, &exported, shared) {
                Ok(()) => Outcome::Exported(folder),
                Err(ExportError::Cancelled(_)) => Outcome::Cancelled,
                Err(error) => Outcome::Failed(error.to_string()),
            }
        }
        Job::Relate { topics, leaves, grouping } => {
            let size = |id| topics.leaves_of(id).into_iter().map(|leaf| leaves.leaf(leaf).n_documents).sum();
            Outcome::Related(Box::new(Relations::new(&topics, &leaves, grouping, &size)))
        }
        Job::WriteFile(file) => write_file(file),
        Job::Compare { analysis, topics } => {
            Outcome::Compared(compare_with_start(&topics, &analysis.clustering.labels))
        }
        Job::LayOut { kind, topics, before, extent } => mapping::lay_topics_out(kind, &topics, &before, extent, shared),
        Job::Spread { points, radii } => spread(&points, &radii, shared).map_or(Outcome::Cancelled, Outcome::Spread),
        Job::Labels { corpus, source, homes, known } => labels::count_labels(&corpus, source, &homes, known, shared),
        Job::PlaceDocuments { analysis, topics, points, documents } => {
            mapping::place_documents(&analysis.vectorized.rows, &topics, &points, &documents, shared)
        }
        Job::FindWords { tokenizer, corpus, document } => words::find_words(&tokenizer, &corpus, document),
        Job::Remember(places, path) => Outcome::Remembered(places.remember(&path)),
        Job::RecallChoices(places, inputs) => Outcome::ChoicesRecalled(places.recall_choices(&inputs).map(Box::new)),
        Job::KeepChoices(places, inputs, choices) => match places.keep_choices(&inputs, &choices) {
            Ok(()) => Outcome::ChoicesKept,
            Err(reason) => Outcome::Failed(reason),
        },
        Job::Inspect { source, options } => importing::inspect_source(&source, &options, shared),
        Job::Excerpt(corpus) => importing::excerpt(&corpus),
        Job::PreviewWords { corpus, params } => importing::preview(&corpus, &params, shared),
        Job::LearnWords { known, corpus, params } => importing::learn(known.as_deref(), &corpus, &params, shared),
        Job::FilterReport(warnings, filter) => importing::filter_report(&warnings, &filter, shared),
        Job::KeepSettings(places, settings) => match places.keep_settings(&settings) {
            Ok(()) => Outcome::SettingsKept,
            Err(reason) => Outcome::Failed(reason),
        },
    }
}

fn write_file(file: NewFile) -> Outcome {
    let written = file.content.make().and_then(|bytes| {
        let written = file::write_whole(&file.path, &bytes);
        written.map_err(|error| error.to_string())
    });
    match written {
        Ok(()) => Outcome::FileWritten(file),
        Err(reason) => Outcome::Failed(format!("Cannot save the {}: {reason}", file.what)),
    }
}

fn run(
    corpus: &Corpus,
    params: &RunParams,
    grouping: Grouping,
    vectorized: Option<(VectorizeParams, Arc<Vectorized>)>,
    shared: &Shared,
) -> Outcome {
    let analysed = || -> Result<Analysis, AnalysisError> {
        let vectors = params.vectors(corpus)?;
        let vectorized = match vectorized {
            Some((known, vectorized)) if known == params.vectorize => vectorized,
            before => vectorize_corpus_again(corpus, params, before.as_ref().map(|(_, before)| &**before), shared)?,
        };
        lock(&shared.progress).warning = memory::warning(&vectorized.rows, vectors, params);
        let mut watcher = Watcher::new(shared, Arc::clone(&vectorized));
        analyse(vectorized, vectors, params, shared, &mut |step| watcher.watch(step))
    };
    match analysed() {
        Ok(analysis) => {
            let tables = Tables::new(&analysis, &initial_topics(&analysis), grouping);
            Outcome::Analysed(Arc::new(analysis), Box::new(tables))
        }
        Err(error) if error.is_cancelled() => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

fn split(
    analysis: &Analysis,
    homes: &Homes,
    topic: TopicId,
    leaves: &[TopicId],
    how: SplitHow,
    monitor: &dyn Monitor,
) -> Outcome {
    let rows = &analysis.vectorized.rows;
    let is_inside = |home: &Option<TopicId>| home.is_some_and(|home| leaves.binary_search(&home).is_ok());
    let documents = homes.iter().enumerate().filter(|(_, home)| is_inside(home));
    let documents: Vec<DocId> = documents.map(|(row, _)| DocId(row as u32)).collect();
    let proposal = match how {
        SplitHow::IntoParts { n_parts, seed } => split_by_clustering(rows, topic, &documents, n_parts, seed, monitor),
        SplitHow::ByTerm(term) => {
            split_by_term(rows, topic, &documents, term, analysis.vectorized.vocabulary.term(term))
        }
    };
    match proposal {
        Ok(proposal) => Outcome::SplitProposed(proposal.keep_own(|document| homes[document.index()] == Some(topic))),
        Err(SplitError::Cancelled(_)) => Outcome::Cancelled,
        Err(error) => Outcome::Failed(error.to_string()),
    }
}

/// The topics that a run begins with.
pub fn initial_topics(analysis: &Analysis) -> TopicSet {
    TopicSet::new(analysis.clustering.n_clusters(), &analysis.clustering.labels)
}

fn create(name: &ProjectName, corpus: &Corpus, analysis: &Analysis, places: &Places, monitor: &dyn Monitor) -> Outcome {
    let mut refusal = String::new();
    for (path, replace) in places.candidates(name) {
        places.prepare(&path);
        let project = NewProject { corpus, analysis, source: name.source(), replace };
        match create_project(&path, &project, monitor) {
            Ok(()) => return reopen(&path, corpus.documents.len()),
            Err(CreateError::Cancelled(_)) => return Outcome::Cancelled,
            Err(CreateError::Exists { .. }) => {}
            Err(error) => refusal = error.to_string(),
        }
    }
    Outcome::Failed(refusal)
}

fn reopen(path: &Path, n_documents: usize) -> Outcome {
    match open_store(path, n_documents) {
        Ok((store, documents)) => Outcome::Created(store, documents),
        Err(reason) => Outcome::Failed(format!("Cannot keep decisions in {}: {reason}", path.display())),
    }
}

/// Draws previews of a run, as many as cost a tenth of its time.
struct Watcher<'a> {
    shared: &'a Shared,
    vectorized: Arc<Vectorized>,
    start: Instant,
    spent: Duration,
    previous: Option<Arc<Preview>>,
}

impl<'a> Watcher<'a> {
    fn new(shared: &'a Shared, vectorized: Arc<Vectorized>) -> Self {
        Self { shared, vectorized, start: Instant::now(), spent: Duration::ZERO, previous: None }
    }

    fn watch(&mut self, step: &Step<'_>) {
        if self.previous.is_some() && self.spent * 10 > self.start.elapsed() {
            return;
        }
        let began = Instant::now();
        let (vocabulary, previous) = (&self.vectorized.vocabulary, self.previous.as_deref());
        let preview = Preview::new(step.iteration.number, step.sizes, &step.centroids(), vocabulary, previous);
        let preview = Arc::new(preview);
        self.spent += began.elapsed();
        lock(&self.shared.progress).preview = Some(Arc::clone(&preview));
        self.previous = Some(preview);
        (self.shared.wake)();
    }
}
