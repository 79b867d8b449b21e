//! JSON as people write it in settings.

use serde_json::Value;

/// Reads JSON in which comments and trailing commas may stand.
pub(crate) fn read(text: &str) -> Option<Value> {
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&plain(text))).ok()
}

fn plain(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    let mut in_text = false;
    while let Some(next) = rest.next() {
        match (in_text, next, rest.peek()) {
            (true, '\\', _) => {
                kept.push(next);
                kept.extend(rest.next());
            }
            (false, '/', Some('/')) => while rest.next_if(|next| *next != '\n').is_some() {},
            (false, '/', Some('*')) => {
                let mut last = ' ';
                while let Some(inner) = rest.next().filter(|inner| !(last == '*' && *inner == '/')) {
                    last = inner;
                }
            }
            (false, ']' | '}', _) => {
                kept.truncate(kept.trim_end().trim_end_matches(',').len());
                kept.push(next);
            }
            (_, next, _) => {
                in_text ^= next == '"';
                kept.push(next);
            }
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_trailing_commas_are_read_over() {
        let read = read("{ // a\n \"a\": [\"//x\", ], /* b */ }").unwrap();
        assert_eq!(read["a"][0], "//x");
    }
}
