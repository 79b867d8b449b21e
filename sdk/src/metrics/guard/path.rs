//! From the path of a URL to a template: `/orders/17/items/ab3f` becomes `/orders/{id}/items/{id}`.
//!
//! A framework's own route is better, where there is one: it knows which segment is a parameter. This is for what has
//! none, such as the URLs of calls to others.

use super::{Shape, shape::has_hex};

/// How many segments are looked at; what comes after them is `{rest}`.
const SEGMENTS: usize = 16;
/// How long a template may be before the rest of it is `{rest}`, in bytes.
const LENGTH: usize = 160;
/// How long a segment may be before it is taken for an identifier, in bytes.
const SEGMENT_LENGTH: usize = 64;

/// Returns what is left of a path, or of a URL, when what tells one request from another is taken out of it.
///
/// - Scheme, authority, query and fragment are dropped, and matrix parameters (`;name=value`) of each segment.
/// - Empty segments and a slash at the end are dropped; a path without segments is `/`, and `*` stays `*`.
/// - A segment becomes `{id}` if it
///   - is a number, or has more digits than other characters (`INV-00017`, `2024-01-15`); versions such as `v1` and
///     `v2beta1` stay;
///   - has the [`Shape`] of an identifier;
///   - has a part of four or more hexadecimal digits, letters and digits among them (`ab3f`, `app.3f2a9c0d.js`);
///   - holds `@`, `%`, `,`, `=`, `:`, `+` or `~`, a blank, a control character, or anything but ASCII: names that people
///     gave;
///   - is longer than 64 bytes.
/// - Everything after the sixteenth segment, or after 160 bytes, is one `{rest}`.
///
/// A word remains a word, also where it is somebody's name: the budget of the label bounds what this lets through.
/// Segments that are templates (`{order_id}`, `:order_id`, `*`) stay as they are.
///
/// # Cost
/// One allocation, and one look at each byte for each rule.
///
/// ```
/// use tracewell::metrics::guard::template_path;
///
/// assert_eq!(template_path("/orders/17/items/ab3f?full=1"), "/orders/{id}/items/{id}");
/// assert_eq!(template_path("https://shop.example/v1/carts;region=eu/"), "/v1/carts");
/// ```
#[must_use]
pub fn template_path(path: &str) -> String {
    let path = path_of(path);
    if path == "*" {
        return path.to_owned();
    }
    let mut template = String::with_capacity(path.len().min(LENGTH) + "/{rest}".len());
    let segments = path.split('/').map(without_parameters).filter(|segment| !segment.is_empty());
    for (order, segment) in segments.enumerate() {
        let segment = if is_identifier(segment) { "{id}" } else { segment };
        if order == SEGMENTS || template.len() + 1 + segment.len() > LENGTH {
            template.push_str("/{rest}");
            break;
        }
        template.push('/');
        template.push_str(segment);
    }
    if template.is_empty() { "/".to_owned() } else { template }
}

/// Cuts a URL down to its path.
fn path_of(url: &str) -> &str {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let url = &url[..end];
    // `//host/path` has an authority in a URL, but as a path it is one with an empty segment.
    match url.split_once("://") {
        Some((scheme, rest)) if !scheme.contains('/') => rest.find('/').map_or("", |start| &rest[start..]),
        _ => url,
    }
}

fn without_parameters(segment: &str) -> &str {
    segment.split_once(';').map_or(segment, |(segment, _)| segment)
}

fn is_identifier(segment: &str) -> bool {
    if is_template(segment) {
        return false;
    }
    segment.len() > SEGMENT_LENGTH
        || segment.bytes().any(is_foreign)
        || (is_mostly_digits(segment) && !is_version(segment))
        || has_hex(segment, 4)
        || Shape::of(segment).is_some()
}

/// `{id}`, `{id:[0-9]+}`, `:id`, `*`, `*path`.
fn is_template(segment: &str) -> bool {
    let is_name = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let braced = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let name = braced.map(|name| name.split_once(':').map_or(name, |(name, _)| name.trim_end()));
    let name = name.map(|name| name.trim_start_matches('*'));
    let name = name.or_else(|| segment.strip_prefix([':', '*']));
    name.is_some_and(is_name) && segment.len() <= SEGMENT_LENGTH
}

fn is_foreign(byte: u8) -> bool {
    !byte.is_ascii_graphic() || b"@%,=:+~".contains(&byte)
}

fn is_mostly_digits(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    2 * digits > segment.len()
}

/// `v1`, `V2`, `v1.2`, `v10beta3`, `1.0`.
fn is_version(segment: &str) -> bool {
    let number = segment.strip_prefix(['v', 'V']).unwrap_or(segment);
    let is_short =
        |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts = number.split('.').flat_map(|part| part.split("alpha")).flat_map(|part| part.split("beta"));
    let has_mark = number.len() < segment.len() || number.contains('.');
    has_mark && segment.len() <= 12 && parts.clone().count() <= 3 && parts.into_iter().all(is_short)
}

#[cfg(test)]
mod tests;
