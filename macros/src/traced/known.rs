//! What is said where an argument is not known: what it is called here, or what there is.

/// Says of an argument that `attribute` does not know what to write instead.
pub(super) fn unknown_argument(
    name: &str,
    attribute: &str,
    foreign: &[(&str, &str)],
    known: &[&str],
) -> String {
    if let Some((_, instead)) = foreign.iter().find(|(foreign, _)| *foreign == name) {
        return format!("`#[{attribute}]` knows no `{name}`: {instead}");
    }
    let near = known.iter().map(|known| (strsim::damerau_levenshtein(known, name), known)).min();
    match near {
        Some((distance, known)) if distance <= 2 => {
            format!("unknown argument `{name}`: did you mean `{known}`?")
        }
        _ => format!("unknown argument `{name}`: known are {}", quoted(known)),
    }
}

/// Lists words as they are written.
pub(super) fn quoted(words: &[&str]) -> String {
    words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}
