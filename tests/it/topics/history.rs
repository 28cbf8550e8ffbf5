//! The tree of steps: undo and redo, branches, steps taken back alone, and histories that were written down.

use mungchi::topics::{Command, CommandError, History, Pair, RevertError, Step, StepId, TopicId, TopicSet};

use super::{
    all, documents_of, ids, merge, merges_of, move_to, open, perform, remove, rename, split, tag, take_apart, topics,
    trashed,
};

/// Takes one step for each command; the sentences are "step 1", "step 2" and so on.
fn history_of(set: &mut TopicSet, commands: &[Command]) -> History {
    let mut history = History::default();
    commands.iter().for_each(|command| act(&mut history, set, command));
    history
}

#[track_caller]
fn act(history: &mut History, set: &mut TopicSet, command: &Command) {
    let sentence = format!("step {}", history.n_steps() + 1);
    history.perform(set, command.clone(), sentence, 1).unwrap();
}

fn steps(numbers: &[u32]) -> Vec<StepId> {
    numbers.iter().copied().map(StepId).collect()
}

/// The sentences of the steps that build on `step`.
#[track_caller]
fn builds_on(history: &History, set: &TopicSet, step: u32) -> Vec<String> {
    let (mut history, mut set) = (history.clone(), set.clone());
    match history.revert(&mut set, StepId(step), 1) {
        Err(RevertError::BuiltUpon { sentences, .. }) => sentences,
        other => panic!("step {step}: {other:?}"),
    }
}

#[test]
fn steps_are_undone_and_done_again() {
    let mut set = topics(4);
    let beginning = all(&set);
    let mut history = history_of(&mut set, &[merge(0, &[1]), merge(0, &[2])]);
    let end = all(&set);
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (Some("step 2"), None));
    let change = history.undo(&mut set).unwrap();
    assert_eq!(change.topics, ids(&[0, 2]));
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (Some("step 1"), Some("step 2")));
    assert_eq!((history.current(), history.redo_tip()), (StepId(1), StepId(2)));
    history.undo(&mut set).unwrap();
    assert_eq!(history.undo(&mut set), None);
    assert_eq!(all(&set), beginning);
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (None, Some("step 1")));
    assert_eq!(history.redo_line(), steps(&[1, 2]));
    history.redo(&mut set).unwrap();
    history.redo(&mut set).unwrap();
    assert_eq!(history.redo(&mut set), None);
    assert_eq!(all(&set), end);
    assert!(history.commands().eq([&merge(0, &[1]), &merge(0, &[2])]));
}

#[test]
fn a_step_is_told_with_both_of_its_patches() {
    let mut set = topics(2);
    let before = set.clone();
    let mut history = History::default();
    let command = move_to(0, &[3]);
    let (change, new) = history.perform(&mut set, command.clone(), "Moved".to_owned(), 42).unwrap();
    assert_eq!((new.id, new.parent, new.at_ms), (StepId(1), StepId::START, 42));
    assert_eq!((new.command, new.sentence.as_str()), (command, "Moved"));
    assert_eq!(change.topics, ids(&[0, 1]));
    let (mut done, mut undone) = (before.clone(), set.clone());
    assert_eq!(done.swap(new.does), new.undoes);
    assert_eq!(done, set);
    undone.swap(new.undoes);
    assert_eq!(undone, before);
    assert_eq!(history.step(StepId(1)).unwrap().at_ms, 42);
    assert_eq!((history.step(StepId::START), history.step(StepId(2))), (None, None));
}

#[test]
fn going_back_and_acting_anew_keeps_the_old_branch() {
    let mut set = topics(4);
    let mut history = history_of(&mut set, &[merge(0, &[1]), merge(0, &[2])]);
    let old = all(&set);
    history.undo(&mut set);
    act(&mut history, &mut set, &merge(3, &[2]));
    assert_eq!((history.undo_sentence(), history.redo_sentence()), (Some("step 3"), None));
    assert!(history.redo(&mut set).is_none());
    assert!(history.commands().eq([&merge(0, &[1]), &merge(3, &[2])]));
    assert_eq!(history.done(), steps(&[1, 3]));
    assert_eq!(history.branches(), [(StepId(2), StepId(1))]);

    let new = all(&set);
    let change = history.travel(&mut set, StepId(2));
    assert_eq!(change.topics, ids(&[0, 2, 3]));
    assert_eq!(all(&set), old);
    assert_eq!((history.done(), history.redo_line()), (&steps(&[1, 2])[..], Vec::new()));
    assert_eq!(history.branches(), [(StepId(3), StepId(1))]);
    history.travel(&mut set, StepId(3));
    assert_eq!(all(&set), new);
}

#[test]
fn redo_follows_the_line_that_was_undone_last() {
    let mut set = topics(4);
    let mut history = history_of(&mut set, &[rename(0, Some("a")), rename(0, Some("b"))]);
    history.travel(&mut set, StepId(1));
    act(&mut history, &mut set, &rename(0, Some("c")));
    act(&mut history, &mut set, &rename(0, Some("d")));
    history.travel(&mut set, StepId::START);
    assert_eq!(history.redo_line(), steps(&[1, 3, 4]));
    assert_eq!(history.branches(), [(StepId(2), StepId(1))]);
    history.travel(&mut set, StepId(2));
    history.travel(&mut set, StepId::START);
    assert_eq!(history.redo_line(), steps(&[1, 2]));
    assert_eq!(history.branches(), [(StepId(4), StepId(1))]);
    assert_eq!(history.redo_tip(), StepId(2));
    history.redo(&mut set);
    history.redo(&mut set);
    assert_eq!(set.get(TopicId(0)).unwrap().name.as_deref(), Some("b"));
}

#[test]
fn a_branch_of_a_branch_is_told_where_it_leaves_the_line() {
    let mut set = topics(2);
    let mut history = history_of(&mut set, &[tag(&[0], "a"), tag(&[0], "b"), tag(&[0], "c")]);
    history.travel(&mut set, StepId(2));
    act(&mut history, &mut set, &tag(&[0], "d"));
    history.travel(&mut set, StepId::START);
    act(&mut history, &mut set, &tag(&[1], "e"));
    // Steps 3 and 4 both left the line at the start, where step 5 begins.
    assert_eq!(history.branches(), [(StepId(3), StepId::START), (StepId(4), StepId::START)]);
}

#[test]
fn parts_of_splits_on_different_branches_have_different_ids() {
    let mut set = topics(2);
    let mut history = history_of(&mut set, &[split(0, &[&[0]])]);
    history.undo(&mut set);
    act(&mut history, &mut set, &split(0, &[&[1]]));
    assert_eq!(open(&set), ids(&[0, 1, 3]));
    history.travel(&mut set, StepId(1));
    assert_eq!(open(&set), ids(&[0, 1, 2]));
    assert_eq!(documents_of(&set, 2), [0]);
}

#[test]
fn an_impossible_decision_keeps_what_can_be_done_again() {
    let mut set = topics(2);
    let mut history = history_of(&mut set, &[merge(0, &[1])]);
    history.undo(&mut set);
    let refused = history.perform(&mut set, merge(0, &[0]), String::new(), 1).unwrap_err();
    assert_eq!(refused, CommandError::NamedTwice { topic: TopicId(0) });
    assert!(history.redo(&mut set).is_some());
    assert_eq!(open(&set), ids(&[0]));
}

#[test]
fn a_step_in_the_middle_is_taken_back_alone_and_that_can_be_undone() {
    let mut set = topics(4);
    let commands = [merge(0, &[1]), rename(0, Some("rivers")), move_to(2, &[9])];
    let mut history = history_of(&mut set, &commands);
    let before = all(&set);
    let (change, new) = history.revert(&mut set, StepId(1), 8).unwrap();
    assert_eq!((new.id, new.parent, new.at_ms), (StepId(4), StepId(3), 8));
    assert_eq!((new.command, new.sentence.as_str()), (Command::Revert(StepId(1)), "Undid only: step 1"));
    assert_eq!(change.topics, ids(&[0, 1]));
    assert_eq!(open(&set), ids(&[0, 1, 2, 3]));
    assert_eq!(set.get(TopicId(0)).unwrap().name.as_deref(), Some("rivers"));
    assert_eq!(documents_of(&set, 2), [6, 7, 8, 9]);
    let after = all(&set);
    history.undo(&mut set);
    assert_eq!(all(&set), before);
    history.redo(&mut set);
    assert_eq!(all(&set), after);
    // What was taken back is done again by taking that step back.
    history.revert(&mut set, StepId(4), 9).unwrap();
    assert_eq!(all(&set), before);
}

#[test]
fn steps_of_each_kind_can_be_taken_back_alone() {
    let commands = [
        merge(0, &[1]),
        split(2, &[&[6]]),
        move_to(3, &[7]),
        rename(3, Some("seas")),
        tag(&[3], "water"),
        Command::Trash(ids(&[4])),
        Command::MarkDifferent(Pair::new(TopicId(2), TopicId(3)).unwrap()),
        Command::IgnoreTerms(super::words(&["the"])),
        Command::Lock(ids(&[5])),
    ];
    for (left_out, command) in commands.iter().enumerate() {
        let mut set = topics(6);
        let mut history = history_of(&mut set, &commands);
        history.revert(&mut set, StepId(left_out as u32 + 1), 1).unwrap();
        let mut without = topics(6);
        let others = commands.iter().filter(|other| *other != command);
        others.for_each(|other| drop(perform(&mut without, other)));
        if left_out == 1 {
            // The id of the part stays taken.
            assert_eq!((open(&set), trashed(&set)), (open(&without), trashed(&without)));
            assert_eq!(set.homes(), without.homes());
        } else {
            assert_eq!(all(&set), all(&without), "{command:?}");
        }
    }
}

#[test]
fn a_step_that_later_steps_build_on_is_not_taken_back_alone() {
    let mut set = topics(4);
    let commands = [rename(0, Some("a")), merge(0, &[1]), rename(0, Some("b")), remove(1), rename(0, Some("c"))];
    let mut history = history_of(&mut set, &commands);
    let before = (set.clone(), history.clone());
    let refused = history.revert(&mut set, StepId(1), 1).unwrap_err();
    let expected = RevertError::BuiltUpon { steps: steps(&[3, 5]), sentences: super::words(&["step 3", "step 5"]) };
    assert_eq!(refused, expected);
    assert_eq!(refused.to_string(), "2 later steps build on it: step 3; step 5");
    assert_eq!((&set, &history), (&before.0, &before.1));
    let refused = history.revert(&mut set, StepId(2), 1).unwrap_err();
    assert_eq!(refused.to_string(), "1 later step builds on it: step 4");
}

#[test]
fn what_a_split_made_is_built_on_by_what_went_into_it() {
    let mut set = topics(4);
    let history = history_of(&mut set, &[split(0, &[&[0, 1]]), rename(0, Some("a")), merge(4, &[1])]);
    assert_eq!(builds_on(&history, &set, 1), ["step 3"]);
    let mut set = topics(4);
    let history = history_of(&mut set, &[split(0, &[&[0, 1]]), rename(0, Some("a")), move_to(4, &[3])]);
    assert_eq!(builds_on(&history, &set, 1), ["step 3"]);
    let mut set = topics(4);
    let history = history_of(&mut set, &[split(0, &[&[0, 1]]), rename(0, Some("a")), split(4, &[&[1]])]);
    assert_eq!(builds_on(&history, &set, 1), ["step 3"]);
}

#[test]
fn no_step_that_is_taken_back_makes_a_circle() {
    let mut set = topics(3);
    let commands = [merge(0, &[1]), take_apart(0, 0), rename(2, Some("a")), merge(1, &[0])];
    let history = history_of(&mut set, &commands);
    assert_eq!(builds_on(&history, &set, 2), ["step 4"]);
}

#[test]
fn only_steps_of_the_present_state_are_taken_back() {
    let mut set = topics(3);
    let mut history = history_of(&mut set, &[merge(0, &[1]), merge(0, &[2])]);
    history.undo(&mut set);
    for step in [StepId::START, StepId(2), StepId(3)] {
        assert_eq!(history.revert(&mut set, step, 1), Err(RevertError::NotDone));
    }
    let text = "This step is not part of the present state: it is undone or on another branch";
    assert_eq!(RevertError::NotDone.to_string(), text);
}

#[test]
fn a_merge_comes_back_with_its_number() {
    let mut set = topics(3);
    let mut history = history_of(&mut set, &[merge(0, &[1]), take_apart(0, 0), merge(0, &[2])]);
    history.revert(&mut set, StepId(2), 1).unwrap();
    assert_eq!(merges_of(&set, 0), [(0, ids(&[1])), (1, ids(&[2]))]);
}

/// The steps of a history as they are written down.
fn written(history: &History) -> Vec<Step> {
    let step = |id: u32| {
        let step = history.step(StepId(id)).unwrap();
        Step::new(step.parent, step.command.clone(), step.sentence.clone(), step.at_ms, step.patch().clone())
    };
    (1..=history.n_steps() as u32).map(step).collect()
}

#[test]
fn a_history_that_was_written_down_is_read_again() {
    let mut set = topics(4);
    let mut history = history_of(&mut set, &[merge(0, &[1]), split(2, &[&[6]]), rename(0, Some("a"))]);
    history.travel(&mut set, StepId(1));
    act(&mut history, &mut set, &tag(&[3], "b"));
    act(&mut history, &mut set, &merge(3, &[2]));
    history.revert(&mut set, StepId(1), 1).unwrap();
    for at in 0..=history.n_steps() as u32 {
        history.travel(&mut set, StepId(at));
        // Once with steps to be done again, once without.
        history.undo(&mut set);
        let mut read = History::from_steps(written(&history), history.current(), history.redo_tip()).unwrap();
        let mut same = set.clone();
        assert_eq!(read.done(), history.done());
        assert_eq!(read.redo_line(), history.redo_line());
        assert_eq!(read.branches(), history.branches());
        assert_eq!(written(&read), written(&history));
        for step in (0..=history.n_steps() as u32).map(StepId) {
            read.travel(&mut same, step);
            history.travel(&mut set, step);
            assert_eq!(same, set, "from {at} to {step:?}");
        }
    }
}

#[test]
fn steps_that_contradict_each_other_are_no_history() {
    let mut set = topics(2);
    let history = history_of(&mut set, &[rename(0, Some("a")), rename(0, Some("b"))]);
    let read = |steps: Vec<Step>, current: u32, redo_tip: u32| {
        History::from_steps(steps, StepId(current), StepId(redo_tip)).map(|history| history.current())
    };
    assert_eq!(read(written(&history), 2, 2), Some(StepId(2)));
    assert_eq!(read(Vec::new(), 0, 0), Some(StepId::START));
    assert_eq!(read(written(&history), 3, 3), None);
    assert_eq!(read(written(&history), 2, 3), None);
    let mut itself = written(&history);
    itself[0].parent = StepId(1);
    assert_eq!(read(itself, 2, 2), None);
}

#[test]
fn a_step_is_not_taken_back_against_a_lock_or_a_mark_that_was_set_since() {
    let mut set = topics(4);
    let mut history = history_of(&mut set, &[split(2, &[&[6]]), Command::Lock(ids(&[2]))]);
    let error = history.revert(&mut set, StepId(1), 1).unwrap_err();
    assert_eq!(error, RevertError::Forbidden(CommandError::Locked { topic: TopicId(2) }));

    let mut set = topics(4);
    let pair = Pair::new(TopicId(0), TopicId(1)).unwrap();
    let mut history = history_of(&mut set, &[merge(0, &[1]), take_apart(0, 0), Command::MarkDifferent(pair)]);
    let before = (set.clone(), history.clone());
    let error = history.revert(&mut set, StepId(2), 1).unwrap_err();
    assert_eq!(error, RevertError::Forbidden(CommandError::MarkedDifferent { a: TopicId(0), b: TopicId(1) }));
    assert_eq!((set, history), before, "a refusal changes nothing");
}
