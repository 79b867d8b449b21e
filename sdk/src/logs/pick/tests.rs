use std::{borrow::Cow, collections::BTreeMap, fmt};

use super::*;
use crate::Secret;

/// Returns the type that a value has as a field, which says by which way it went.
macro_rules! picked {
    ($value:expr) => {
        type_of(&(&&&&&&Pick(&$value)).__tracewell_pick())
    };
}

fn type_of<T: Value>(_: &T) -> &'static str {
    std::any::type_name::<T>()
}

/// Asserts that a way leads to nested JSON.
macro_rules! nests {
    ($value:expr) => {
        let way = picked!($value);
        assert!(way.starts_with("tracing_core::field::DebugValue<tracewell::logs::nested::Nested<"), "{way}");
    };
}

#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it broke")
    }
}

impl Error for Broken {}

/// As `anyhow::Error` does it.
struct Report(Box<dyn Error + Send + Sync>);

impl AsRef<dyn Error + Send + Sync> for Report {
    fn as_ref(&self) -> &(dyn Error + Send + Sync + 'static) {
        &*self.0
    }
}

/// Lends its text and hides it when it is serialized.
struct Shy;

impl AsRef<str> for Shy {
    fn as_ref(&self) -> &'static str {
        "text"
    }
}

impl Serialize for Shy {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("hidden")
    }
}

fn generic(value: &impl Serialize) {
    nests!(*value);
}

#[test]
fn tracings_own_types_stay_themselves() {
    assert_eq!(picked!(3), "&i32");
    assert_eq!(picked!(2.5_f32), "&f32");
    assert_eq!(picked!(true), "&bool");
    assert_eq!(picked!("text"), "&&str");
    assert_eq!(picked!("text".to_owned()), "&alloc::string::String");
    assert_eq!(picked!(*"text"), "&str");
    assert_eq!(picked!(Some("text")), "&core::option::Option<&str>");
    assert_eq!(picked!(&&u128::MAX), "&&&u128");
}

#[test]
fn errors_stay_errors() {
    let boxed: Box<dyn Error + Send + Sync> = Box::new(Broken);
    assert_eq!(picked!(Broken), "&dyn core::error::Error");
    assert_eq!(picked!(&Broken), "&dyn core::error::Error");
    assert_eq!(picked!(Some(Broken)), "core::option::Option<&dyn core::error::Error>");
    assert!(picked!(boxed).starts_with("&alloc::boxed::Box<dyn core::error::Error"));
    assert!(picked!(Report(boxed)).starts_with("&dyn core::error::Error"));
}

#[test]
fn what_serializes_is_nested_also_where_it_lends_its_text() {
    nests!(vec![1, 2]);
    nests!([1_u8, 2]);
    nests!(BTreeMap::from([("a", Some(1)), ("b", None)]));
    nests!(Cow::Borrowed("text"));
    nests!('c');
    nests!(Shy);
    nests!(Secret::new("hunter2"));
    generic(&(1, "a"));
}

#[test]
fn what_lends_its_text_is_text() {
    // Not of the standard library: whether `Arc<str>` serializes is decided by who else is built with us.
    struct Lends(String);
    impl AsRef<str> for Lends {
        fn as_ref(&self) -> &str {
            &self.0
        }
    }
    assert_eq!(picked!(Lends("text".to_owned())), "&str");
}
