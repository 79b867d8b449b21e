//! The resolved model: semantic facts of files, then what they mean together in a service.
//!
//! ```text
//! Parsed + Resolver ─▶ CallSites ─▶ one analysis per kind of fact ─▶ FileModel ─┐ per file, parallel
//!                                                                             ▼
//!                              units, evidence ─▶ verdicts on entry points and calls ─▶ Facts
//! ```

mod alerts;
mod call_sites;
mod callers;
mod conditions;
mod context;
mod contexts;
mod documentation;
mod elsewhere;
mod entries;
mod errors;
mod file;
mod flow;
mod instrumentation;
mod labels;
mod logs;
mod loops;
mod memo;
mod metrics;
mod origin;
mod outbound;
mod sensitive;
mod serving;
mod span_search;
mod spans;
mod spawns;
mod started;
mod thresholds;
mod verdict;
mod ways;

pub(crate) use callers::named_function;
pub(crate) use file::started_functions;
pub use file::{FileModel, file_model};
pub use verdict::{Evidence, Evidences, judge};
