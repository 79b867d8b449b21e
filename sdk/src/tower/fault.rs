//! What kind of failure an error of a service is: all that is known of its type is that it can be shown.

use std::{
    any::{Any, type_name},
    error::Error,
    io,
    iter::successors,
};

use crate::trace::Class;

/// Errors whose type is hidden, as services of `tower` have them.
type BoxError = Box<dyn Error + Send + Sync>;

/// How far down an error is looked into: some are their own cause.
const CAUSES: usize = 16;

/// What `error.type` says where the type is hidden: semantic conventions 1.42, "Recording errors".
const HIDDEN: &str = "_OTHER";

/// Returns whose fault an error is, and what it is called: by its type, which is one of few.
pub(super) fn of<E: 'static>(error: &E) -> (Class, &'static str) {
    let class = if known(error).is_some_and(has_timed_out) { Class::Timeout } else { Class::ServerFault };
    let is_hidden = (error as &dyn Any).is::<BoxError>();
    (class, if is_hidden { HIDDEN } else { type_name::<E>() })
}

/// Returns an error whose type can be looked at.
fn known<E: 'static>(error: &E) -> Option<&(dyn Error + 'static)> {
    let error: &dyn Any = error;
    #[cfg(feature = "reqwest")]
    if let Some(error) = error.downcast_ref::<reqwest::Error>() {
        return Some(error);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return Some(error);
    }
    error.downcast_ref::<BoxError>().map(|error| &**error as &(dyn Error + 'static))
}

/// Whether the error, or one of the first that it came of, is a timeout.
fn has_timed_out(error: &(dyn Error + 'static)) -> bool {
    successors(Some(error), |&error| error.source()).take(CAUSES).any(is_timeout)
}

fn is_timeout(error: &(dyn Error + 'static)) -> bool {
    #[cfg(feature = "reqwest")]
    if error.downcast_ref::<reqwest::Error>().is_some_and(reqwest::Error::is_timeout) {
        return true;
    }
    error.is::<tower::timeout::error::Elapsed>()
        || error.is::<tokio::time::error::Elapsed>()
        || error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::TimedOut)
}

#[cfg(test)]
mod tests {
    use std::{fmt, io};

    use super::{BoxError, Class, HIDDEN, of};

    #[derive(Debug, thiserror::Error)]
    #[error("no connection")]
    struct Unconnected(#[source] io::Error);

    #[derive(Debug)]
    struct Unknown;

    impl fmt::Display for Unknown {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str("unknown")
        }
    }

    #[test]
    fn a_timeout_is_one_however_deep_it_is() {
        let late = || io::Error::from(io::ErrorKind::TimedOut);
        assert_eq!(of(&late()), (Class::Timeout, "std::io::error::Error"));
        let boxed: [BoxError; 3] =
            [Box::new(Unconnected(late())), Box::new(tower::timeout::error::Elapsed::new()), "late".into()];
        let classes = boxed.each_ref().map(|error| of(error));
        assert_eq!(
            classes,
            [Class::Timeout, Class::Timeout, Class::ServerFault].map(|class| (class, HIDDEN))
        );
        assert_eq!(of(&Unknown).0, Class::ServerFault);
        assert!(of(&Unknown).1.ends_with("::Unknown"));
    }
}
