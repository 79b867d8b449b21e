//! Prints the syntactic facts of one file, for people who write `rules/languages/*.scm`.

use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;
use tracewell_lint::language::Languages;
use tracewell_lint::source::SourceFile;
use tracewell_lint::syntax::lower;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: dump FILE")?;
    let languages = Languages::load()?;
    let language = languages.of_path(&path).ok_or("no language has files of that name")?;
    let file = Arc::new(SourceFile::new(path.clone(), std::fs::read(&path)?));
    let syntax = lower(languages.get(language).grammar(&path)?, &file, Duration::from_mins(1))?;
    let mut out = std::io::stdout().lock();
    let mut open: Vec<u32> = Vec::new();
    for (id, node) in syntax.nodes().iter().enumerate() {
        while open.last().is_some_and(|end| *end as usize <= id) {
            open.pop();
        }
        let line = file.line_of(node.range.start);
        let indent = "  ".repeat(open.len());
        writeln!(out, "{line:>5} {indent}{:?} {:?} {}", node.part, node.kind, syntax.name(id as u32))?;
        open.push(node.end);
    }
    Ok(())
}
