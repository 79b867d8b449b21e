//! Requests between the services, whose spans carry the trace on.

use std::time::Duration;

use reqwest::{RequestBuilder, Response, Result};
use serde::Serialize;
use tower_layer::Layer;
use tracewell::tower::{Client, ClientLayer};

/// How long an answer may take.
const TIMEOUT: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(crate) struct Http {
    reqwest: reqwest::Client,
    traced: Client<reqwest::Client>,
}

impl Http {
    pub(crate) fn new() -> Self {
        let reqwest = reqwest::Client::new();
        Self { traced: ClientLayer::new().layer(reqwest.clone()), reqwest }
    }

    pub(crate) async fn get(&self, url: &str) -> Result<Response> {
        self.send(self.reqwest.get(url)).await
    }

    pub(crate) async fn post(&self, url: &str, body: &impl Serialize) -> Result<Response> {
        self.send(self.reqwest.post(url).json(body)).await
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response> {
        self.traced.execute(request.timeout(TIMEOUT).build()?).await
    }
}
