//! What of a request and its answer is recorded because somebody named it.
//!
//! Nothing else of headers and of the query is: both hold secrets.

use std::{borrow::Cow, sync::Arc};

use http::{HeaderMap, HeaderName};
use opentelemetry::{Array, Key, KeyValue, StringValue, Value};

/// See the module's documentation; none where nothing is named.
#[derive(Clone, Debug, Default)]
pub(crate) struct Named(Option<Arc<Names>>);

#[derive(Clone, Debug, Default)]
struct Names {
    headers: Vec<Header>,
    query: Vec<Cow<'static, str>>,
}

/// A header, and what it is called in each place.
#[derive(Clone, Debug)]
struct Header {
    name: HeaderName,
    request: Key,
    response: Key,
    call: Key,
    answer: Key,
}

impl Header {
    /// No request has a header by a name that is none.
    fn new(name: &str) -> Option<Self> {
        let name = HeaderName::try_from(name).ok()?;
        let key = |prefix: &str| Key::from(Arc::<str>::from(format!("{prefix}.{name}")));
        Some(Self {
            request: key("http.request.header"),
            response: key("http.response.header"),
            call: key("rpc.request.metadata"),
            answer: key("rpc.response.metadata"),
            name,
        })
    }
}

/// Whose headers they are.
#[derive(Clone, Copy)]
pub(super) enum Of {
    Request,
    Response,
    Call,
    Answer,
}

impl Named {
    pub(crate) const NOTHING: Self = Self(None);

    pub(super) fn add_headers<N: AsRef<str>>(&mut self, names: impl IntoIterator<Item = N>) {
        let headers = names.into_iter().filter_map(|name| Header::new(name.as_ref()));
        self.names().headers.extend(headers);
    }

    pub(super) fn add_query<N: Into<Cow<'static, str>>>(&mut self, names: impl IntoIterator<Item = N>) {
        self.names().query.extend(names.into_iter().map(Into::into));
    }

    fn names(&mut self) -> &mut Names {
        Arc::make_mut(self.0.get_or_insert_default())
    }

    /// Returns the named headers that there are, each with all of its values.
    pub(super) fn headers<'a>(
        &'a self,
        of: Of,
        headers: &'a HeaderMap,
    ) -> impl Iterator<Item = KeyValue> + 'a {
        let named = self.0.iter().flat_map(|names| &names.headers);
        named.filter_map(move |header| {
            let values: Vec<StringValue> = headers.get_all(&header.name).iter().map(text).collect();
            let key = match of {
                Of::Request => &header.request,
                Of::Response => &header.response,
                Of::Call => &header.call,
                Of::Answer => &header.answer,
            };
            (!values.is_empty()).then(|| KeyValue::new(key.clone(), Value::Array(Array::String(values))))
        })
    }

    /// Returns of a query what is named, as it was written; none where nothing is.
    pub(super) fn query(&self, query: Option<&str>) -> Option<String> {
        let names = &self.0.as_ref()?.query;
        let is_named = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default();
            names.iter().any(|named| named == name)
        };
        let kept: Vec<_> = query?.split('&').filter(is_named).collect();
        (!kept.is_empty()).then(|| kept.join("&"))
    }
}

fn text(value: &http::HeaderValue) -> StringValue {
    String::from_utf8_lossy(value.as_bytes()).into_owned().into()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::{Named, Of};

    #[test]
    fn what_is_named_stays_of_a_query_and_nothing_else() {
        let mut named = Named::default();
        assert_eq!(named.query(Some("page=2&token=s3cret")), None);
        named.add_query(["page", "sort"]);
        let kept = |query| named.query(Some(query));
        assert_eq!(kept("token=s3cret&page=2&sort=a%20b&sort").as_deref(), Some("page=2&sort=a%20b&sort"));
        assert_eq!(kept("pages=2&Page=3&token=page=4&p%61ge=5"), None);
        assert_eq!((kept(""), named.query(None)), (None, None));
    }

    #[test]
    fn headers_are_found_however_they_are_written_and_each_value_stays() {
        let mut named = Named::default();
        named.add_headers(["X-Tenant", "no header"]);
        let header = |value: &str| ("x-tenant".parse().unwrap(), value.parse().unwrap());
        let headers = HeaderMap::from_iter([header("a"), header("b, c")]);
        let found: Vec<_> = named.headers(Of::Request, &headers).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].key.as_str(), "http.request.header.x-tenant");
        assert_eq!(found[0].value.to_string(), "[\"a\",\"b, c\"]");
        assert_eq!(named.headers(Of::Answer, &HeaderMap::new()).count(), 0);
    }
}
