//! Errors name the URL that they could not reach: what stands behind its `?`, and before its `@`, is nobody's business.

use std::{error::Error, fmt};

use tracewell::{error, handler, testing::capture};

#[derive(Debug)]
struct Unreachable;

impl fmt::Display for Unreachable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .write_str("error sending request for url (https://me:s3cret@pay.example/charges?token=s3cret)")
    }
}

impl Error for Unreachable {}

#[derive(Debug)]
struct Failed(Unreachable);

impl fmt::Display for Failed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("https://pay.example/?token=s3cret cannot be reached")
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

#[handler]
fn charge() -> Result<(), Failed> {
    let failed = Failed(Unreachable);
    error!("charge_failed", error = failed);
    tracing::error!(error = &failed as &dyn Error, "charge failed");
    Err(failed)
}

#[tracewell::traced(err)]
fn ask() -> Result<(), String> {
    Err(Failed(Unreachable).to_string())
}

#[test]
fn no_error_tells_the_query_or_the_password_of_a_url() {
    let capture = capture();
    charge().unwrap_err();
    ask().unwrap_err();
    let told = format!("{:?} {:?} {}", capture.spans(), capture.logs(), capture.tree());
    assert!(!told.contains("s3cret"), "{told}");
    assert!(told.contains("(https://pay.example/charges)"), "{told}");
    assert!(told.contains("https://pay.example/ cannot be reached"), "{told}");
    assert_eq!(capture.logs().len(), 4, "{}", capture.tree());
}
