//! Findings with the source around them, related places and help: the format for people.

use super::excerpt::{self, Cut, Excerpt, Mark};
use super::text::{count, printable};
use super::{PathDisplay, RenderOptions, summary};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::Report;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};
use std::io::{self, Write};

/// More related places are counted, not shown.
const MAX_RELATED: usize = 5;

/// Prints the report.
pub(super) fn render(out: &mut dyn Write, report: &Report, options: &RenderOptions) -> io::Result<()> {
    let renderer = if options.color { Renderer::styled() } else { Renderer::plain() };
    for diagnostic in report.shown() {
        let text = finding(&renderer, diagnostic, &options.paths);
        // Excerpts end in spaces where a line is empty.
        for line in text.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        writeln!(out)?;
    }
    if options.summary { summary::render(out, report, options) } else { Ok(()) }
}

/// Shows one finding without colour.
pub(super) fn plain(diagnostic: &Diagnostic) -> String {
    finding(&Renderer::plain(), diagnostic, &PathDisplay::default())
}

fn finding(renderer: &Renderer, diagnostic: &Diagnostic, paths: &PathDisplay) -> String {
    let related = diagnostic.related.iter().take(MAX_RELATED);
    let related = related.map(|place| Mark { location: &place.location, label: Some(&place.label) });
    let main = Mark { location: &diagnostic.location, label: None };
    let excerpts = excerpt::group(std::iter::once(main).chain(related));
    let cuts: Vec<Cut> = excerpts.iter().map(Excerpt::cut).collect();
    let message = printable(&diagnostic.message);
    let title = level(diagnostic.severity).primary_title(message).id(&*diagnostic.rule);
    let mut group = Group::with_title(title);
    for (index, (excerpt, cut)) in excerpts.iter().zip(&cuts).enumerate() {
        let path = paths.shown(excerpt.file().path());
        group = group.element(snippet(excerpt, cut, index == 0).path(path));
    }
    let more = diagnostic.related.len().saturating_sub(MAX_RELATED);
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("and {}", count(more, "more place"))));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help)));
    }
    renderer.render(&[group])
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Info => Level::INFO,
        Severity::Warning => Level::WARNING,
        Severity::Error => Level::ERROR,
    }
}

fn snippet<'a>(excerpt: &Excerpt<'a>, cut: &'a Cut, is_main: bool) -> Snippet<'a, Annotation<'a>> {
    let annotations = excerpt.marks.iter().zip(&cut.marks).enumerate().map(|(index, (mark, range))| {
        let kind = if is_main && index == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
        kind.span(range.clone()).label(mark.label.map(printable))
    });
    Snippet::source(cut.text.as_str()).line_start(cut.first_line as usize).annotations(annotations)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use crate::render::{OutputFormat, RenderOptions, render};
    use crate::source::{Location, SourceFile, TextRange};
    use std::sync::Arc;

    #[test]
    fn findings_show_their_source() {
        insta::assert_snapshot!(fixture::before_summary(OutputFormat::Full), @r#"
        warning[interpolated-log]: log message is built from variables
         --> a"b\n100%,#:?.py:1:1
          |
        1 | log.info(f"user {user} �" + name)
          | ^^^

        error[empty-catch]: the handler forgets the error
         --> shop/bestell übersicht.py:3:1
          |
        2 |     charge(é)
          |     --------- this can fail
        3 | except Exception:
          | ^^^^^^^^^^^^^^^^^
          |
         ::: web/long.go:1:410
          |
        1 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; db.Query(q)
          |                                                         ----------- so can this
          |
          = help: handle the error, or say in a comment why not

        info[call-without-timeout]: `Query` waits for ever
         --> web/long.go:1:410
          |
        1 | ...aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; db.Query(q)
          |                                                                 ^^^^^^^^
        "#);
    }

    #[test]
    fn lines_of_a_megabyte_are_cut() {
        let text = format!("{}danger(){}", "é ".repeat(400_000), ";".repeat(400_000));
        let file = Arc::new(SourceFile::new("a.py", text));
        let mut report = fixture::report();
        report.diagnostics.truncate(1);
        report.diagnostics[0].location = Location { file, range: TextRange::new(1_200_000, 1_200_008) };
        let mut out = Vec::new();
        render(&mut out, &report, &fixture::options(OutputFormat::Full)).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("danger()") && out.contains("a.py:1:800001"), "{out:.300}");
        assert!(out.lines().all(|line| line.chars().count() < 200));
    }

    #[test]
    fn colour_changes_nothing_but_colour() {
        let options = RenderOptions { color: true, ..fixture::options(OutputFormat::Full) };
        let mut out = Vec::new();
        render(&mut out, &fixture::report(), &options).unwrap();
        let colored = String::from_utf8(out).unwrap();
        let mut plain = String::new();
        for part in colored.split('\u{1b}') {
            plain.push_str(
                part.strip_prefix('[').and_then(|part| part.split_once('m')).map_or(part, |it| it.1),
            );
        }
        let plain: Vec<&str> = plain.lines().map(str::trim_end).collect();
        assert_eq!(plain.join("\n"), fixture::rendered(OutputFormat::Full));
    }
}
