//! Runs the examples of every rule file: marked lines must be flagged as marked, all others must not.

#![expect(clippy::unwrap_used, reason = "all of this is a test, which clippy cannot see without a harness")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, LazyLock};
use std::time::Duration;
use tracewell_lint::config::{ConfigSet, Selection};
use tracewell_lint::diagnostic::{Confidence, Severity};
use tracewell_lint::language::Languages;
use tracewell_lint::linter::{InputFile, LintOptions, Linter};
use tracewell_lint::rule::RuleSet;
use tracewell_lint::rule::examples::{self, Example, ExampleFile};
use tracewell_lint::source::{Role, SourceFile};
use tracewell_lint::suppression::Date;

static LINTER: LazyLock<Linter> = LazyLock::new(|| Linter::new().unwrap());
static LANGUAGES: LazyLock<Languages> = LazyLock::new(|| Languages::load().unwrap());

datatest_stable::harness! {
    { test = run, root = "../../rules", pattern = r"^(traces|logs|errors|metrics|alerts)/.*\.md$" },
}

/// What is said about a line; the message is left out where an info string expects none in particular.
type Said = (String, u32, Severity, bool, Option<String>);

fn run(path: &Path) -> datatest_stable::Result<()> {
    let id = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
    let text = std::fs::read_to_string(path)?;
    let mut faults = String::new();
    for example in examples::parse(&path.to_string_lossy(), &text).map_err(|fault| fault.to_string())? {
        compare(&id, &example, &mut faults);
    }
    if faults.is_empty() { Ok(()) } else { Err(format!("{}\n{faults}", path.display()).into()) }
}

fn compare(id: &str, example: &Example, faults: &mut String) {
    let named: Vec<(String, &ExampleFile)> = example.files.iter().map(|file| (name_of(file), file)).collect();
    let expected: Vec<Said> = named
        .iter()
        .flat_map(|(name, file)| {
            file.expectations
                .iter()
                .map(move |one| (name.clone(), one.line, one.level, one.pedantic, one.message.clone()))
        })
        .collect();
    let mut found = lint(id, &named);
    let first_line =
        |name: &str| named.iter().find(|(known, _)| known == name).map_or(0, |(_, file)| file.first_line);
    for (name, line, level, pedantic, message) in expected {
        let place = found.iter().position(|said| {
            (&said.0, said.1, said.2, said.3) == (&name, line, level, pedantic)
                && message.as_ref().is_none_or(|message| said.4.as_ref() == Some(message))
        });
        if let Some(place) = place {
            found.remove(place);
            continue;
        }
        let message = message.unwrap_or_default();
        let at = first_line(&name) + line - 1;
        let _ = writeln!(faults, "  line {at}: missing {} (pedantic: {pedantic}): {message}", level.name());
    }
    for (name, line, level, pedantic, message) in found {
        let at = first_line(&name) + line - 1;
        let _ = writeln!(
            faults,
            "  line {at}: unexpected {} (pedantic: {pedantic}): {}",
            level.name(),
            message.unwrap_or_default()
        );
    }
}

/// A fence without a name is a file of a service.
fn name_of(file: &ExampleFile) -> String {
    let ending = |language: &str| {
        let found = LANGUAGES.find(language).map(|id| LANGUAGES.get(id));
        found.and_then(|found| found.extension_of(language)).unwrap_or(language).to_owned()
    };
    file.name.clone().unwrap_or_else(|| format!("main.{}", ending(&file.language)))
}

fn lint(id: &str, files: &[(String, &ExampleFile)]) -> Vec<Said> {
    let rules = Arc::new(RuleSet::embedded().unwrap());
    let selection = Selection::new(&[id], &[] as &[&str], true, &rules).unwrap();
    let config = ConfigSet::new(Vec::new(), selection, &rules);
    let inputs: Vec<InputFile> = files
        .iter()
        .map(|(name, file)| InputFile {
            source: Arc::new(SourceFile::new(name.clone(), file.text.clone())),
            is_explicit: false,
            role_hint: None,
            named_prefix: 0,
        })
        .collect();
    let options = LintOptions {
        roll_up: true,
        today: Date::new(2026, 1, 1).unwrap(),
        file_time_limit: Duration::from_secs(10),
        root_name: "example".to_owned(),
        default_role: Role::Service,
    };
    let report = LINTER.lint(&inputs, &rules, &config, &options).unwrap();
    report
        .diagnostics
        .into_iter()
        .map(|found| {
            let file = &found.location.file;
            let line = file.line_of(found.location.range.start);
            (
                file.path().to_owned(),
                line,
                found.severity,
                found.confidence == Confidence::Low,
                Some(found.message),
            )
        })
        .collect()
}
