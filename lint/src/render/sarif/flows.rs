//! Findings as ways through the program: where a value comes from, how a span is left behind.

use super::model::{CodeFlow, Location, Message, Step, ThreadFlow};
use super::results::location;
use super::sentence;
use crate::diagnostic::{Annotation, Diagnostic};
use crate::facts::Relation;

/// More ways are left out: the first ones show what is wrong.
const MAX_FLOWS: usize = 10;
/// Longer ways lose their beginning.
const MAX_STEPS: usize = 100;

/// Returns the ways that lead to a finding, or on from it; none where its related places are no way.
pub(super) fn of(diagnostic: &Diagnostic, relation: Relation) -> Vec<CodeFlow> {
    let related = &diagnostic.related;
    match relation {
        Relation::Notes => Vec::new(),
        Relation::Steps if related.is_empty() => Vec::new(),
        Relation::Steps => {
            let nearest = &related[related.len().saturating_sub(MAX_STEPS)..];
            vec![flow(nearest.iter().map(step).chain([finding(diagnostic)]))]
        }
        Relation::Exits => {
            let ways = related.iter().take(MAX_FLOWS);
            ways.map(|exit| flow([finding(diagnostic), step(exit)].into_iter())).collect()
        }
    }
}

fn flow(steps: impl Iterator<Item = Step>) -> CodeFlow {
    CodeFlow { thread_flows: [ThreadFlow { locations: steps.collect() }] }
}

fn step(annotation: &Annotation) -> Step {
    said(location(&annotation.location), &annotation.label)
}

fn finding(diagnostic: &Diagnostic) -> Step {
    said(location(&diagnostic.location), &diagnostic.message)
}

fn said(place: Location, text: &str) -> Step {
    Step { location: Location { message: Some(Message::new(sentence(text))), ..place } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;

    /// The lines of each way.
    fn ways(relation: Relation) -> Vec<Vec<u32>> {
        let flows = of(&fixture::report().diagnostics[1], relation);
        let steps = flows.iter().map(|flow| &flow.thread_flows[0].locations);
        let line = |step: &Step| step.location.physical.region.as_ref().unwrap().start_line;
        steps.map(|steps| steps.iter().map(line).collect()).collect()
    }

    #[test]
    fn steps_lead_to_the_finding_and_exits_on_from_it() {
        assert_eq!(ways(Relation::Steps), [[2, 1, 3]]);
        assert_eq!(ways(Relation::Exits), [[3, 2], [3, 1]]);
        assert!(ways(Relation::Notes).is_empty());
    }
}
