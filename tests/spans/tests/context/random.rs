//! Random trees of spans, each compared with what it says of itself.

use proptest::{collection::vec, prelude::*, test_runner::Config};

use crate::{
    crossings::{CROSSINGS, Crossing},
    kinds::KINDS,
    runtime::{RUNTIME, block_on},
    tree::{Node, check},
};

/// What is drawn: a kind, a crossing among those that fit the parent, children.
#[derive(Clone, Debug)]
struct Drawn {
    kind: usize,
    crossing: usize,
    children: Vec<Drawn>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let indices = || (0..KINDS.len(), 0..CROSSINGS.len());
    let leaf = indices().prop_map(|(kind, crossing)| Drawn { kind, crossing, children: Vec::new() });
    leaf.prop_recursive(5, 12, 3, move |below| {
        (indices(), vec(below, 1..=3)).prop_map(|((kind, crossing), children)| Drawn {
            kind,
            crossing,
            children,
        })
    })
}

impl Drawn {
    /// Returns the span; its children are reached from a task or from a call.
    fn node(&self, crossing: Crossing, is_task: bool) -> Node {
        let children = self.children.iter().map(|child| child.below(is_task)).collect();
        Node { id: 0, kind: KINDS[self.kind], crossing, children }
    }

    fn below(&self, from_task: bool) -> Node {
        let fitting = CROSSINGS.into_iter().filter(|crossing| crossing.is_from_task() == from_task);
        let fitting: Vec<_> = fitting.collect();
        let crossing = fitting[self.crossing % fitting.len()];
        self.node(crossing, crossing.is_to_task())
    }
}

proptest! {
    #![proptest_config(Config { cases: 200, failure_persistence: None, ..Config::default() })]

    #[test]
    fn any_tree_nests_as_it_is_written(drawn in drawn(), is_task: bool) {
        // The root is called, or awaited, in place.
        let root = drawn.node(CROSSINGS[0], is_task).numbered();
        let run = |root: Node| {
            let _runtime = RUNTIME.enter();
            if is_task { block_on(tracewell::future_in_current_context(root.into_task())) } else { root.call() }
        };
        prop_assert_eq!(check(&root, run), Ok(()));
    }
}
