//! Labels of series.

use std::{collections::BTreeMap, fmt::Write};

use opentelemetry::{InstrumentationScope, KeyValue};

use super::names;

/// The labels of one series, by their translated names; the values that a name stands for, by the names they had.
#[derive(Clone, Debug, Default)]
pub(super) struct Labels(BTreeMap<String, BTreeMap<String, String>>);

impl Labels {
    /// Returns the labels that say who measured.
    pub(super) fn of_scope(scope: &InstrumentationScope) -> Self {
        let mut labels = Self::default();
        for attribute in scope.attributes() {
            labels.insert(&format!("otel_scope_{}", attribute.key), attribute.value.to_string());
        }
        // An attribute that is called as one of these gives way to it.
        let own =
            [("name", Some(scope.name())), ("version", scope.version()), ("schema_url", scope.schema_url())];
        for (name, value) in own {
            let name = format!("otel_scope_{name}");
            labels.0.remove(&name);
            if let Some(value) = value.filter(|value| !value.is_empty()) {
                labels.insert(&name, value.to_owned());
            }
        }
        labels
    }

    /// Adds attributes; one that is called like the label that its kind of metric needs is renamed.
    pub(super) fn extend<'a>(
        &mut self,
        attributes: impl IntoIterator<Item = &'a KeyValue>,
        reserved: Option<&str>,
    ) {
        for attribute in attributes {
            let key = attribute.key.as_str();
            let value = attribute.value.to_string();
            if reserved == Some(names::label(key).as_str()) {
                self.insert(&format!("exported_{key}"), value);
            } else {
                self.insert(key, value);
            }
        }
    }

    fn insert(&mut self, key: &str, value: String) {
        self.0.entry(names::label(key)).or_default().insert(key.to_owned(), value);
    }

    /// Writes them as they stand between braces: sorted, values of one name divided by `;`.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        for (name, values) in &self.0 {
            let values: Vec<_> = values.values().map(String::as_str).collect();
            push(&mut text, name, &values.join(";"));
        }
        text
    }
}

/// Adds one label.
pub(super) fn push(text: &mut String, name: &str, value: &str) {
    let comma = if text.is_empty() { "" } else { "," };
    let _ = write!(text, "{comma}{name}=\"{}\"", escaped(value));
}

/// Escapes what may not stand between quotes; help of OpenMetrics is escaped alike.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str("\\\\"),
            '"' => escaped.push_str("\\\""),
            '\n' => escaped.push_str("\\n"),
            letter => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_whose_names_become_one_are_joined_in_the_order_of_those_names() {
        let attributes = [("a_b", "3"), ("a.b", "2"), ("a-b", "1"), ("z", "\"\\\n")];
        let attributes = attributes.map(|(key, value)| KeyValue::new(key, value));
        let mut labels = Labels::default();
        labels.extend(&attributes, None);
        assert_eq!(labels.text(), r#"a_b="1;2;3",z="\"\\\n""#);
    }

    #[test]
    fn what_a_histogram_needs_for_itself_is_renamed() {
        let mut labels = Labels::default();
        labels.extend(&[KeyValue::new("le", "x"), KeyValue::new("quantile", 5)], Some("le"));
        assert_eq!(labels.text(), r#"exported_le="x",quantile="5""#);
    }

    #[test]
    fn a_scope_is_three_labels_and_its_attributes() {
        let scope = InstrumentationScope::builder("shop")
            .with_version("1.2")
            .with_attributes([KeyValue::new("team.name", "till"), KeyValue::new("name", "other")])
            .build();
        assert_eq!(
            Labels::of_scope(&scope).text(),
            r#"otel_scope_name="shop",otel_scope_team_name="till",otel_scope_version="1.2""#
        );
    }
}
