//! Random sequences of decisions, with undo, redo, travels and steps taken back alone in between.

use proptest::prelude::*;

use super::world::{World, merges, split_off};
use crate::fixtures::{Random, fixed_cases};

proptest! {
    #![proptest_config(fixed_cases(96))]

    #[test]
    fn decisions_keep_the_topics_whole_and_can_be_travelled(
        actions in prop::collection::vec((0_u32..100, any::<u64>()), 0..=200),
    ) {
        let mut world = World::new();
        for (kind, seed) in actions {
            world.act(kind, seed);
        }
        world.assert_every_step_is_as_it_was();
    }
}

#[test]
fn three_thousand_actions_stay_correct() {
    let mut random = Random::new(11);
    let mut world = World::new();
    // What the random actions must have reached for this test to mean something.
    let (mut most_merges, mut most_splits, mut n_branches) = (0, 0, 0);
    for number in 0..3000 {
        world.act(random.below(100) as u32, number);
        most_merges = most_merges.max(merges(&world.set).len());
        most_splits = most_splits.max(split_off(&world.set).len());
        n_branches = n_branches.max(world.history.branches().len());
    }
    assert!(world.history.n_steps() > 100, "{} steps", world.history.n_steps());
    assert!(most_merges > 1 && most_splits > 2 && n_branches > 2, "{most_merges} {most_splits} {n_branches}");
    world.assert_every_step_is_as_it_was();
}
