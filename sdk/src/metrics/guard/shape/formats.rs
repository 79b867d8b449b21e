//! Shapes that somebody defined: each function says what of a whole value.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::likelihood::is_unlike_words;

pub(super) fn is_jwt(value: &str) -> bool {
    let is_part =
        |part: &str| part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    // The third part, the signature, is empty where the algorithm is `none`.
    value.starts_with("eyJ")
        && value.split('.').count() == 3
        && value.split('.').take(2).all(|part| part.len() > 3)
        && value.split('.').all(is_part)
}

pub(super) fn is_email(value: &str) -> bool {
    let Some((local, domain)) = value.split_once('@') else { return false };
    let Some((host, end)) = domain.rsplit_once('.') else { return false };
    let is_local = |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b'/' | b':' | b'@');
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.') || !byte.is_ascii();
    !local.is_empty()
        && local.bytes().all(is_local)
        && !host.is_empty()
        && host.bytes().all(is_host)
        && end.len() >= 2
        && end.bytes().all(|byte| byte.is_ascii_alphabetic())
}

pub(super) fn is_address(value: &str) -> bool {
    address(value).is_some_and(|address| !address.is_loopback() && !address.is_unspecified())
}

fn address(value: &str) -> Option<IpAddr> {
    if !value.bytes().next().is_some_and(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'[')) {
        return None;
    }
    let value = value.split_once('/').map_or(value, |(address, _)| address);
    let four = value.split_once(':').map_or(value, |(address, _)| address);
    let six =
        value.strip_prefix('[').and_then(|rest| rest.split_once(']')).map_or(value, |(address, _)| address);
    let six = six.split_once('%').map_or(six, |(address, _)| address);
    let four = four.parse::<Ipv4Addr>().map(IpAddr::V4);
    four.or_else(|_| six.parse::<Ipv6Addr>().map(|address| address.to_canonical())).ok()
}

pub(super) fn is_uuid(value: &str) -> bool {
    let value = value.strip_prefix("urn:uuid:").unwrap_or(value);
    let value = value.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(value);
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

pub(super) fn is_ulid(value: &str) -> bool {
    let is_crockford = |byte: u8| byte.is_ascii_alphanumeric() && !b"ILOUilou".contains(&byte);
    value.len() == 26 && matches!(value.as_bytes()[0], b'0'..=b'7') && value.bytes().all(is_crockford)
}

pub(super) fn is_timestamp(value: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00";
    let fits = |form: u8, byte: u8| match form {
        b'0' => byte.is_ascii_digit(),
        b'T' => matches!(byte, b'T' | b't' | b' '),
        other => byte == other,
    };
    value.len() >= FORM.len() && FORM.iter().zip(value.bytes()).all(|(form, byte)| fits(*form, byte))
}

/// What the control plane puts behind a deployment's name: the hash of the template, and five random characters
/// (`SafeEncodeString` of Kubernetes' apimachinery, which has neither vowels nor what looks like them).
pub(super) fn is_pod(value: &str) -> bool {
    let is_safe = |part: &str| part.bytes().all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte));
    let mut parts = value.rsplitn(3, '-');
    let (Some(random), Some(hash), Some(_)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    random.len() == 5
        && (8..=10).contains(&hash.len())
        && is_safe(random)
        && is_safe(hash)
        && hash.bytes().any(|byte| byte.is_ascii_digit())
}

pub(super) fn is_base64(value: &str) -> bool {
    let text = value.trim_end_matches('=');
    let has = |test: fn(&u8) -> bool| text.as_bytes().iter().any(test);
    let is_base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'-' | b'_');
    text.len() >= 20
        && value.len() - text.len() <= 2
        && text.bytes().all(is_base64)
        && has(u8::is_ascii_lowercase)
        && has(u8::is_ascii_uppercase)
        && (has(u8::is_ascii_digit) || value.len() > text.len())
        && is_unlike_words(text.as_bytes())
}
