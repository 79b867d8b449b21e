//! API paths as text: brace expansion and wildcards.

/// Expands `a.{b,c}.{d,e}` into every path it stands for.
pub fn expand(pattern: &str) -> Vec<String> {
    let Some(open) = pattern.find('{') else { return vec![pattern.to_owned()] };
    let Some(length) = pattern[open..].find('}') else { return vec![pattern.to_owned()] };
    let (head, tail) = (&pattern[..open], &pattern[open + length + 1..]);
    let choices = pattern[open + 1..open + length].split(',');
    choices.flat_map(|choice| expand(&format!("{head}{}{tail}", choice.trim()))).collect()
}

/// A path with `*` inside segments, or a leading `**.`.
#[derive(Debug, Clone)]
pub(super) struct Wildcard {
    segments: Vec<String>,
    any_prefix: bool,
    /// What a path starts with that fits: nothing behind a leading `**.`.
    head: String,
}

impl Wildcard {
    /// Returns the wildcard of a pattern, or `None` where it is a plain path.
    pub(super) fn parse(pattern: &str) -> Option<Self> {
        let any_prefix = pattern.starts_with("**.");
        let rest = pattern.strip_prefix("**.").unwrap_or(pattern);
        let head = pattern.split('*').next().unwrap_or_default().to_owned();
        (any_prefix || rest.contains('*')).then(|| Self {
            segments: segments(rest).map(str::to_owned).collect(),
            any_prefix,
            head,
        })
    }

    /// Returns the last segment, where no run of characters is left open in it.
    pub(super) fn plain_last(&self) -> Option<&str> {
        self.segments.last().map(String::as_str).filter(|last| !last.contains('*'))
    }

    /// Returns whether a path could fit, given with its last segment. Cost: far less than to see whether it does.
    pub(super) fn may_fit(&self, path: &str, last: &str) -> bool {
        path.starts_with(&self.head) && self.segments.last().is_some_and(|want| segment_fits(want, last))
    }

    /// Returns whether a path fits, segment by segment.
    pub(super) fn fits(&self, path: &str) -> bool {
        let mut rest = Some(path);
        for want in self.segments.iter().rev() {
            let Some(path) = rest else { return false };
            let (before, have) = last_and_rest(path);
            if !segment_fits(want, have) {
                return false;
            }
            rest = before;
        }
        rest.is_none() || self.any_prefix
    }
}

/// Splits at the dots that are no part of an import path: after its last slash.
fn segments(path: &str) -> impl Iterator<Item = &str> {
    let start =
        path.rfind('/').map_or(0, |slash| path[slash..].find('.').map_or(path.len(), |dot| slash + dot));
    let (module, rest) = path.split_at(start);
    std::iter::once(module).filter(|module| !module.is_empty()).chain(rest.trim_start_matches('.').split('.'))
}

/// Splits a path into what comes before its last segment and that segment.
pub(super) fn split_last(path: &str) -> Option<(&str, &str)> {
    let dot = path.rfind('.')?;
    let slash = path.rfind('/').unwrap_or(0);
    (dot > slash).then(|| (&path[..dot], &path[dot + 1..]))
}

/// Takes the last segment off a path.
fn last_and_rest(path: &str) -> (Option<&str>, &str) {
    split_last(path).map_or((None, path), |(rest, last)| (Some(rest), last))
}

/// Returns the last segment of a path.
pub(super) fn last_segment(path: &str) -> &str {
    split_last(path).map_or(path, |(_, last)| last)
}

/// `*` stands for any run of characters, once or twice in a segment.
pub(super) fn segment_fits(pattern: &str, segment: &str) -> bool {
    let Some((head, tail)) = pattern.split_once('*') else { return pattern == segment };
    let Some(rest) = segment.strip_prefix(head) else { return false };
    if !tail.contains('*') {
        return rest.ends_with(tail);
    }
    (0..=rest.len()).filter(|at| rest.is_char_boundary(*at)).any(|at| segment_fits(tail, &rest[at..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_expand_to_every_combination() {
        assert_eq!(expand("a.{b,c}.{d,e}()"), ["a.b.d()", "a.b.e()", "a.c.d()", "a.c.e()"]);
    }

    #[test]
    fn wildcards_fit_whole_segments_and_any_prefix() {
        let wildcard = Wildcard::parse("**.Register*Server").unwrap();
        assert!(wildcard.fits("example.com/shop/pb.RegisterCartServer"));
        assert!(!wildcard.fits("example.com/shop/pb.NewServer"));
        assert!(Wildcard::parse("*_pb2_grpc.*Stub").unwrap().fits("cart_pb2_grpc.CartStub"));
        assert!(!Wildcard::parse("*_pb2_grpc.*Stub").unwrap().fits("a.cart_pb2_grpc.CartStub"));
    }
}
