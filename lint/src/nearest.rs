//! The name somebody probably meant: every "unknown name" message offers one.

/// Returns the candidate nearest to a name, or `None` where none is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = name.chars().count().max(3) / 3;
    candidates
        .into_iter()
        .map(|candidate| (distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Returns "did you mean …?" where a candidate is near enough.
pub(crate) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(name, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

/// Returns "did you mean …?", or else every candidate: for short lists.
pub(crate) fn nearest_or_all<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    did_you_mean(name, candidates.iter().copied()).unwrap_or_else(|| {
        let all: Vec<String> = candidates.iter().map(|candidate| format!("`{candidate}`")).collect();
        if all.is_empty() { "there are none".to_owned() } else { format!("one of {}", all.join(", ")) }
    })
}

/// Counts edits; a name that is part of a candidate, or the other way round, is one edit away.
fn distance(name: &str, candidate: &str) -> usize {
    let parts =
        name.len() >= 4 && candidate.contains(name) || candidate.len() >= 4 && name.contains(candidate);
    if parts { 1 } else { strsim::damerau_levenshtein(&name.to_lowercase(), candidate) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_finds_its_name_and_a_stranger_finds_none() {
        let names = ["empty-catch", "interpolated-log", "span-not-ended"];
        assert_eq!(nearest("emtpy-catch", names), Some("empty-catch"));
        assert_eq!(nearest("interpolated", names), Some("interpolated-log"));
        assert_eq!(nearest("blue-whale", names), None);
        assert_eq!(nearest_or_all("zzz", ["a", "b"]), "one of `a`, `b`");
    }
}
