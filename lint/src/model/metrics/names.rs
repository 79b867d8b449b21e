//! The spelling of names, the same for all conventions.

use super::Problem;

/// Words that take no plural in `s`: they say how things are, or stand for many already.
const WITHOUT_PLURAL: &[&str] = &[
    "active",
    "alive",
    "available",
    "bad",
    "busy",
    "data",
    "dead",
    "down",
    "free",
    "full",
    "good",
    "healthy",
    "idle",
    "in",
    "inactive",
    "new",
    "offline",
    "ok",
    "old",
    "online",
    "open",
    "out",
    "people",
    "ready",
    "unhealthy",
    "up",
];

/// Returns the name of one thing as the name of many.
pub(super) fn plural(name: &str) -> String {
    let last = name.rsplit('_').next().unwrap_or(name);
    let is_verbal = last.ends_with("ed") || last.ends_with("ing");
    if WITHOUT_PLURAL.contains(&last) || is_verbal || (last.ends_with('s') && !last.ends_with("ss")) {
        return name.to_owned();
    }
    if ["ss", "x", "z", "ch", "sh"].iter().any(|ending| last.ends_with(ending)) {
        return format!("{name}es");
    }
    match name.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u'])) {
        Some(stem) => format!("{stem}ies"),
        None => format!("{name}s"),
    }
}

/// Returns the problem of a name with characters that are not allowed.
pub(super) fn outside(name: &str, is_allowed: impl Fn(char) -> bool) -> Option<Problem> {
    let is_outside = !name.chars().all(&is_allowed);
    is_outside.then(|| ("invalid-characters", replaced(name, is_allowed)))
}

/// Runs of what is not allowed become one `_`.
fn replaced(name: &str, is_allowed: impl Fn(char) -> bool) -> String {
    let mut written = String::new();
    for letter in name.chars() {
        if is_allowed(letter) {
            written.push(letter);
        } else if !written.ends_with('_') {
            written.push('_');
        }
    }
    snake(written.trim_matches('_'))
}

/// Returns whether a name is in camel case: a capital right behind a small letter.
pub(super) fn is_camel(name: &str) -> bool {
    let letters: Vec<char> = name.chars().collect();
    letters.windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Returns a name in snake case, its separators kept.
pub(super) fn snake(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut written = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| letters[before]);
        let follows = before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let ends_acronym = before.is_some_and(|before| before.is_ascii_uppercase())
            && letters.get(index + 1).is_some_and(char::is_ascii_lowercase);
        if letter.is_ascii_uppercase() && (follows || ends_acronym) {
            written.push('_');
        }
        written.push(letter.to_ascii_lowercase());
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_named_in_the_plural() {
        let many =
            ["connector", "cache_entry", "worker_process", "day", "items", "jobs_failed", "certs_good"];
        let named =
            ["connectors", "cache_entries", "worker_processes", "days", "items", "jobs_failed", "certs_good"];
        assert_eq!(many.map(plural), named);
    }

    #[test]
    fn camel_case_becomes_snake_case() {
        assert_eq!(snake("shop.ordersPlaced"), "shop.orders_placed");
        assert_eq!(snake("HTTPRequestsTotal"), "http_requests_total");
        assert!(is_camel("ordersPlaced") && !is_camel("orders_placed") && !is_camel("ORDERS"));
    }
}
