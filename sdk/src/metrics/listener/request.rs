//! What is read of a request, and what an answer looks like (RFC 9112).

/// What the bytes so far are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// The head is not whole.
    More,
    /// The page is asked for; `has_body` where it is not only its head.
    Page { accept: Option<String>, has_body: bool },
    /// Something else is.
    Refused(Answer),
}

/// Reads the head of a request.
pub(super) fn read(bytes: &[u8]) -> Read {
    let ends = [&b"\r\n\r\n"[..], b"\n\n"];
    let end = ends.iter().filter_map(|end| bytes.windows(end.len()).position(|window| window == *end)).min();
    let Some(end) = end else { return Read::More };
    let Ok(head) = str::from_utf8(&bytes[..end]) else { return Read::Refused(Answer::BAD) };
    let mut lines = head.lines();
    let words: Vec<_> = lines.next().unwrap_or_default().split(' ').collect();
    let [method, target, version] = words[..] else { return Read::Refused(Answer::BAD) };
    if !version.starts_with("HTTP/1.") {
        return Read::Refused(Answer::BAD);
    }
    if target.split('?').next() != Some("/metrics") {
        return Read::Refused(Answer::NOT_FOUND);
    }
    let has_body = match method {
        "GET" => true,
        "HEAD" => false,
        _ => return Read::Refused(Answer::NOT_ALLOWED),
    };
    Read::Page { accept: accept(lines), has_body }
}

/// Returns what is accepted; a header that stands there several times is one list.
fn accept<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let headers = lines.filter_map(|line| line.split_once(':'));
    let accepted = headers.filter(|(name, _)| name.eq_ignore_ascii_case("accept"));
    let values: Vec<_> = accepted.map(|(_, value)| value.trim()).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// An answer, after which the connection ends.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    status: &'static str,
    content_type: &'static str,
    body: String,
    has_body: bool,
}

impl Answer {
    pub(super) const BAD: Self = Self::empty("400 Bad Request");
    pub(super) const NOT_FOUND: Self = Self::empty("404 Not Found");
    pub(super) const NOT_ALLOWED: Self = Self::empty("405 Method Not Allowed");
    pub(super) const TOO_LARGE: Self = Self::empty("431 Request Header Fields Too Large");
    pub(super) const FAILED: Self = Self::empty("500 Internal Server Error");

    const fn empty(status: &'static str) -> Self {
        Self { status, content_type: "text/plain; charset=utf-8", body: String::new(), has_body: true }
    }

    pub(super) const fn page(content_type: &'static str, body: String, has_body: bool) -> Self {
        Self { status: "200 OK", content_type, body, has_body }
    }

    /// Returns the answer as it travels.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let Self { status, content_type, body, .. } = self;
        let allow = if *self == Self::NOT_ALLOWED { "Allow: GET, HEAD\r\n" } else { "" };
        let length = body.len();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{allow}Connection: close\r\n\r\n"
        );
        if self.has_body { (head + body).into_bytes() } else { head.into_bytes() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(accept: Option<&str>, has_body: bool) -> Read {
        Read::Page { accept: accept.map(str::to_owned), has_body }
    }

    #[test]
    fn only_the_page_is_given() {
        for (request, expected) in [
            ("GET /metrics HTTP/1.1\r\n\r\n", page(None, true)),
            ("GET /metrics?x=1 HTTP/1.0\n\n", page(None, true)),
            ("HEAD /metrics HTTP/1.1\r\nACCEPT: a\r\nAccept:b \r\n\r\n", page(Some("a,b"), false)),
            ("GET /metrics HTTP/1.1\r\n", Read::More),
            ("", Read::More),
            ("GET / HTTP/1.1\r\n\r\n", Read::Refused(Answer::NOT_FOUND)),
            ("GET /metrics/ HTTP/1.1\r\n\r\n", Read::Refused(Answer::NOT_FOUND)),
            ("POST /metrics HTTP/1.1\r\n\r\n", Read::Refused(Answer::NOT_ALLOWED)),
            ("GET /metrics\r\n\r\n", Read::Refused(Answer::BAD)),
            ("PRI * HTTP/2.0\r\n\r\n", Read::Refused(Answer::BAD)),
            ("\r\n\r\n", Read::Refused(Answer::BAD)),
        ] {
            assert_eq!(read(request.as_bytes()), expected, "{request:?}");
        }
        assert_eq!(read(b"GET /\xff HTTP/1.1\r\n\r\n"), Read::Refused(Answer::BAD));
    }

    #[test]
    fn an_answer_says_how_long_it_is() {
        let text = |answer: &Answer| String::from_utf8(answer.bytes()).unwrap();
        let head = "HTTP/1.1 200 OK\r\nContent-Type: t\r\nContent-Length: 2\r\nConnection: close\r\n\r\n";
        assert_eq!(text(&Answer::page("t", "ab".to_owned(), true)), format!("{head}ab"));
        assert_eq!(text(&Answer::page("t", "ab".to_owned(), false)), head);
        assert!(text(&Answer::NOT_ALLOWED).contains("\r\nAllow: GET, HEAD\r\n"));
    }
}
