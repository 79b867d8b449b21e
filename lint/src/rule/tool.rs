//! The tool's own diagnostics: ids that are selected, ignored and levelled like rules, without a rule file.

/// A diagnostic that the tool raises about its own use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ToolRule {
    /// The id, kebab-case like a rule's.
    pub id: &'static str,
    /// One sentence on what it reports.
    pub summary: &'static str,
}

/// Reports suppressions that silence nothing.
pub const UNUSED_SUPPRESSION: ToolRule = ToolRule {
    id: "unused-suppression",
    summary: "An ignore comment silences nothing, or names a rule that does not exist.",
};
/// Reports suppressions that do not say why.
pub const SUPPRESSION_WITHOUT_REASON: ToolRule = ToolRule {
    id: "suppression-without-reason",
    summary: "An ignore comment does not say why the finding is acceptable.",
};
/// Reports suppressions whose date has passed.
pub const EXPIRED_SUPPRESSION: ToolRule = ToolRule {
    id: "expired-suppression",
    summary: "The date until which an ignore comment holds has passed; it silences nothing any more.",
};
/// Reports faults in `tracewell.toml`.
pub const INVALID_CONFIGURATION: ToolRule = ToolRule {
    id: "invalid-configuration",
    summary: "A `tracewell.toml` has an unknown key or a wrong value.",
};

/// Every diagnostic of the tool itself.
pub const TOOL_RULES: [ToolRule; 4] =
    [UNUSED_SUPPRESSION, SUPPRESSION_WITHOUT_REASON, EXPIRED_SUPPRESSION, INVALID_CONFIGURATION];
