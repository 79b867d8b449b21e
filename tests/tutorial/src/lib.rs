//! A page of instructions: files to write, commands to run, and what they show.

use regex::Regex;

/// What the page asks for, or says.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// A file with this path is written.
    Write {
        /// Where, from the folder that the reader is in.
        path: String,
        /// What it holds.
        text: String,
    },
    /// These commands run one after the other.
    Run(String),
    /// This one goes on while the others run.
    Serve(String),
    /// These lines are shown by then.
    Shows(String),
}

/// Reads the steps of a page in Markdown, in their order.
///
/// A block after a line that holds a path in backticks and a colon alone is a file; one of `sh` is commands, or a server
/// where it ends with `cargo run`; one of `text` is what is shown. Others are an error.
///
/// # Errors
/// The first line of a block that is none of these.
pub fn steps(page: &str) -> Result<Vec<Step>, String> {
    let (mut steps, mut lines, mut before) = (Vec::new(), page.lines(), "");
    while let Some(line) = lines.next() {
        let Some(kind) = line.strip_prefix("```") else {
            before = if line.is_empty() { before } else { line };
            continue;
        };
        let text: Vec<_> = lines
            .by_ref()
            .take_while(|line| *line != "```")
            .flat_map(|line| {
                [
                    line, "
",
                ]
            })
            .collect();
        let text = text.concat();
        let path = before.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:"));
        steps.push(match (kind, path) {
            (_, Some(path)) => Step::Write { path: path.to_owned(), text },
            ("sh", None) if text.trim_end().ends_with("cargo run") => Step::Serve(text),
            ("sh", None) => Step::Run(text),
            ("text", None) => Step::Shows(text),
            _ => return Err(format!("a block of `{kind}` after: {before}")),
        });
        before = "";
    }
    Ok(steps)
}

/// Returns a line without what differs from run to run: times, ids, dates, and the version of curl.
///
/// # Panics
/// Never: the expression is a constant.
#[must_use]
pub fn lasting(line: &str) -> String {
    let differing = r"[0-9]+(\.[0-9]+)?(ns|µs|ms|s)\x20|[0-9a-f]{32}|[0-9a-f]{16}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z|curl/[0-9.]+";
    let differing = Regex::new(differing).expect("it is one");
    differing.replace_all(&format!("{line} "), "… ").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_files_commands_servers_and_what_is_shown() {
        let page = "`a.rs`:\n\n```ignore\nfn\n```\nRun:\n\n```sh\ncurl x\n```\n```sh\nA=1 cargo run\n```\n\n```text\nok\n```\n";
        let write = Step::Write { path: "a.rs".into(), text: "fn\n".into() };
        let steps = steps(page).unwrap();
        assert_eq!(
            steps,
            [
                write,
                Step::Run("curl x\n".into()),
                Step::Serve("A=1 cargo run\n".into()),
                Step::Shows("ok\n".into())
            ]
        );
    }

    #[test]
    fn a_block_that_is_nothing_is_an_error() {
        assert!(steps("Look:\n```json\n{}\n```\n").unwrap_err().contains("json"));
    }

    #[test]
    fn times_and_ids_do_not_last() {
        let (one, other) = (
            "pay 6.1ms trace_id=8c0e17637f9ea3c32860d9cb4bf48ddf",
            "pay 71µs trace_id=0bbd3704e2086c56400350a151648de9",
        );
        assert_eq!(lasting(one), lasting(other));
        assert_ne!(lasting("status=200"), lasting("status=402"));
    }
}
