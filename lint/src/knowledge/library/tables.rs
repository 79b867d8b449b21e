//! The tables that stand once in a library file: lists of API paths by what they are.

use serde::Deserialize;
use std::collections::BTreeMap;

/// `[context]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct ContextTable {
    pub(in crate::knowledge) types: Vec<String>,
    pub(in crate::knowledge) carriers: BTreeMap<String, String>,
    pub(in crate::knowledge) background: Vec<String>,
    pub(in crate::knowledge) detach: Vec<String>,
    pub(in crate::knowledge) deadline: Vec<String>,
    pub(in crate::knowledge) keeps: Vec<String>,
    pub(in crate::knowledge) indifferent: Vec<String>,
}

/// `[command-line]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct CommandLineTable {
    pub(in crate::knowledge) on: Vec<String>,
    pub(in crate::knowledge) flags: Vec<String>,
    pub(in crate::knowledge) exit: Vec<String>,
    pub(in crate::knowledge) answers: Vec<String>,
    pub(in crate::knowledge) progress: Vec<String>,
    pub(in crate::knowledge) scripts: Vec<String>,
    pub(in crate::knowledge) serves: Vec<String>,
}

/// `[exceptions]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct ExceptionsTable {
    pub(in crate::knowledge) blanket: Vec<String>,
    pub(in crate::knowledge) control_flow: Vec<String>,
    pub(in crate::knowledge) optional_import: Vec<String>,
    pub(in crate::knowledge) lookup: Vec<String>,
    pub(in crate::knowledge) conversion: Vec<String>,
    pub(in crate::knowledge) empty: Vec<String>,
    pub(in crate::knowledge) encoding: Vec<String>,
    pub(in crate::knowledge) decoding: Vec<String>,
    pub(in crate::knowledge) expected: BTreeMap<String, Vec<String>>,
    pub(in crate::knowledge) current: Vec<String>,
}

/// `[origins]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct OriginsTable {
    pub(in crate::knowledge) unbounded: BTreeMap<String, Vec<String>>,
    pub(in crate::knowledge) bounded: BTreeMap<String, Vec<String>>,
    pub(in crate::knowledge) sensitive: BTreeMap<String, Vec<String>>,
    pub(in crate::knowledge) passes: Vec<String>,
}

/// `[telemetry]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct TelemetryTable {
    pub(in crate::knowledge) exporters: Vec<String>,
}

/// `[formatters]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub(in crate::knowledge) struct FormattersTable {
    pub(in crate::knowledge) printf: Vec<String>,
    pub(in crate::knowledge) print: Vec<String>,
    pub(in crate::knowledge) table: Vec<String>,
}
