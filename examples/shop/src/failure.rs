//! Why a request is not answered as it was asked.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use tracewell::trace::{Class, ErrorClass};

#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("there is no such order")]
    Unknown,
    #[error("the payment was declined")]
    Declined,
    #[error("{service} does not answer as it should")]
    Neighbour { service: &'static str, source: Box<dyn std::error::Error + Send + Sync> },
    #[error("the database failed")]
    Database(#[from] sqlx::Error),
}

impl Failure {
    pub(crate) fn of(
        service: &'static str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        Self::Neighbour { service, source: source.into() }
    }

    const fn status(&self) -> StatusCode {
        match self {
            Self::Unknown => StatusCode::NOT_FOUND,
            Self::Declined => StatusCode::PAYMENT_REQUIRED,
            Self::Neighbour { .. } => StatusCode::BAD_GATEWAY,
            Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

/// Says to spans, metrics and the log whose fault it is.
impl ErrorClass for Failure {
    fn class(&self) -> Class {
        if self.status().is_client_error() { Class::ClientFault } else { Class::ServerFault }
    }

    fn status_code(&self) -> Option<u16> {
        Some(self.status().as_u16())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.status(), self.to_string()).into_response()
    }
}
