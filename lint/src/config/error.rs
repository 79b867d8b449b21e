//! What is wrong with a configuration file.

use crate::source::{Location, SourceFile, TextRange};
use std::ops::Range;
use std::sync::Arc;

/// A fault in a configuration file; the location carries path, text and range for the renderer.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{}:{}: {message}", .location.file.path(), .location.file.line_of(.location.range.start))]
pub struct ConfigError {
    /// The file and the guilty bytes.
    pub location: Location,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

impl ConfigError {
    /// Builds an error about a byte range.
    pub(super) fn new(
        file: &Arc<SourceFile>,
        range: Range<usize>,
        message: String,
        help: Option<String>,
    ) -> Self {
        Self { location: Location { file: Arc::clone(file), range: text_range(range) }, message, help }
    }
}

/// Converts a range of the TOML parser.
pub(super) fn text_range(range: Range<usize>) -> TextRange {
    TextRange::new(range.start as u32, range.end as u32)
}
