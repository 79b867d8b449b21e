//! Templates of routes, and what the spans of their requests are called.

use std::{borrow::Cow, sync::OnceLock};

use super::verb::Verb;
use crate::{few::Few, metrics::LabelValue};

static ROUTES: Few<Named> = Few::new();

/// A route as the router, or the program, has it.
#[derive(Clone)]
pub(crate) enum Route {
    Kept(&'static Named),
    /// One too many.
    Copied(String),
}

/// A template, and the names of spans with each verb.
pub(crate) struct Named {
    template: &'static str,
    names: [OnceLock<String>; Verb::COUNT],
}

impl Route {
    pub(crate) fn of(template: &str) -> Self {
        let named = |template| Named { template, names: [const { OnceLock::new() }; Verb::COUNT] };
        ROUTES.get(template, named).map_or_else(|| Self::Copied(template.to_owned()), Self::Kept)
    }

    /// Returns its template, to be borrowed.
    #[cfg(any(feature = "tower", test))]
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Kept(named) => named.template,
            Self::Copied(template) => template,
        }
    }

    /// Returns its template, to be kept.
    #[cfg(any(feature = "tower", test))]
    pub(crate) fn into_template(self) -> Cow<'static, str> {
        match self {
            Self::Kept(named) => named.template.into(),
            Self::Copied(template) => template.into(),
        }
    }

    /// Returns the name of a span of a request with this verb.
    pub(crate) fn name(&self, verb: Verb) -> Cow<'static, str> {
        let name = |template: &str| format!("{} {template}", verb.in_names());
        match self {
            Self::Kept(Named { template, names }) => match names.get(verb.index()) {
                Some(known) => known.get_or_init(|| name(template)).as_str().into(),
                None => name(template).into(),
            },
            Self::Copied(template) => name(template).into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_names_spans_and_keeps_the_names() {
        let route = Route::of("/orders/{id}");
        assert_eq!((route.as_str(), route.clone().into_template()), ("/orders/{id}", "/orders/{id}".into()));
        assert_eq!(route.name(Verb::Get), "GET /orders/{id}");
        assert_eq!(route.name(Verb::Other), "HTTP /orders/{id}");
        assert!(matches!(route.name(Verb::Get), Cow::Borrowed(_)));
        let copied = Route::Copied("/x".to_owned());
        assert_eq!((copied.name(Verb::Put), copied.into_template()), ("PUT /x".into(), "/x".into()));
    }
}
