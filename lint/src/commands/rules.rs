//! `tracewell rules`: lists what can be found.

use super::{ExitStatus, output};
use crate::cli::{ListFormat, RulesArgs};
use crate::rule::{Rule, RuleSet};
use std::io::{self, Write};

/// Runs the subcommand.
pub(super) fn run(arguments: &RulesArgs) -> anyhow::Result<ExitStatus> {
    let rules = RuleSet::embedded()?;
    output::write_to(None, |out| match arguments.format {
        ListFormat::Text => text(out, &rules),
        ListFormat::Json => json(out, &rules),
        ListFormat::Markdown => markdown(out, &rules),
    })?;
    Ok(ExitStatus::Success)
}

fn text(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    let width = rules.rules().iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    for rule in rules.rules() {
        let (id, category, level) = (&rule.id, &rule.category, rule.level.name());
        writeln!(out, "{id:width$}  {category:7}  {level:7}  {}", one_line(rule))?;
    }
    Ok(())
}

fn json(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    let rules: Vec<_> = rules
        .rules()
        .iter()
        .map(|rule| {
            serde_json::json!({
                "id": &*rule.id, "category": rule.category, "level": rule.level.name(),
                "summary": one_line(rule), "documentation": rule.documentation,
            })
        })
        .collect();
    let list = serde_json::json!({ "schema": "tracewell/rules/v1", "rules": rules });
    serde_json::to_writer_pretty(&mut *out, &list)?;
    writeln!(out)
}

/// Prints a table whose links are relative to the repository's root.
fn markdown(out: &mut dyn Write, rules: &RuleSet) -> io::Result<()> {
    writeln!(out, "| rule | level | what it finds |\n|---|---|---|")?;
    for rule in rules.rules() {
        let (id, category) = (&rule.id, &rule.category);
        let summary = one_line(rule).replace('|', "\\|");
        writeln!(out, "| [`{id}`](rules/{category}/{id}.md) | {} | {summary} |", rule.level.name())?;
    }
    Ok(())
}

fn one_line(rule: &Rule) -> String {
    rule.summary.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tracewell_rules::DataFile;

    #[test]
    fn lists_have_a_line_for_each_rule() {
        let text = "# empty-catch\n\n```toml\nsince = \"0.1.0\"\n[[case]]\nmatch = { fact = \"catch\" }\nlevel = \"error\"\nmessage = \"x\"\n```\n\nAn error is caught,\nand `a | b` forgets it.\n";
        let rules = RuleSet::parse(&[DataFile { path: "errors/empty-catch.md", text }]).unwrap();
        let printed = |print: fn(&mut dyn Write, &RuleSet) -> io::Result<()>| {
            let mut out = Vec::new();
            print(&mut out, &rules).unwrap();
            String::from_utf8(out).unwrap()
        };
        insta::assert_snapshot!(printed(super::text), @"empty-catch  errors   error    An error is caught, and `a | b` forgets it.");
        insta::assert_snapshot!(printed(markdown), @r"
        | rule | level | what it finds |
        |---|---|---|
        | [`empty-catch`](rules/errors/empty-catch.md) | error | An error is caught, and `a \| b` forgets it. |
        ");
    }
}
