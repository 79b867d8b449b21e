//! A receiver of OTLP over HTTP that answers as a test says.

use std::{
    io::Read as _,
    sync::{Arc, Mutex, mpsc},
    thread,
    time::{Duration, Instant},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Uri},
    response::{IntoResponse, Response},
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use prost::Message as _;

/// What is answered to one request.
pub(crate) struct Answer {
    status: u16,
    retry_after: Option<&'static str>,
    body: Vec<u8>,
    after: Duration,
}

impl Answer {
    pub(crate) fn ok() -> Self {
        Self::body(ExportTraceServiceResponse::default().encode_to_vec())
    }

    pub(crate) fn body(body: Vec<u8>) -> Self {
        Self { status: 200, retry_after: None, body, after: Duration::ZERO }
    }

    pub(crate) fn status(status: u16) -> Self {
        Self { status, ..Self::body(Vec::new()) }
    }

    pub(crate) fn partial(rejected_spans: i64) -> Self {
        let partial = ExportTracePartialSuccess { rejected_spans, error_message: "full".to_owned() };
        Self::body(ExportTraceServiceResponse { partial_success: Some(partial) }.encode_to_vec())
    }

    pub(crate) fn retry_after(self, seconds: &'static str) -> Self {
        Self { retry_after: Some(seconds), ..self }
    }

    pub(crate) fn after(self, after: Duration) -> Self {
        Self { after, ..self }
    }
}

/// A request that came.
#[derive(Clone)]
pub(crate) struct Request {
    pub(crate) time: Instant,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    pub(crate) spans: usize,
}

/// See the module's documentation.
pub(crate) struct Receiver {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

struct Shared {
    requests: Mutex<Vec<Request>>,
    answer: Box<dyn Fn(usize) -> Answer + Send + Sync>,
}

impl Receiver {
    /// Starts it; `answer` is asked with the number of each request, from 0 on.
    pub(crate) fn start(answer: impl Fn(usize) -> Answer + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { requests: Mutex::default(), answer: Box::new(answer) });
        let (sender, address) = mpsc::channel();
        let app = Router::new().fallback(take).with_state(shared.clone());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                sender.send(listener.local_addr().unwrap()).unwrap();
                axum::serve(listener, app).await.unwrap();
            });
        });
        Self { endpoint: format!("http://{}", address.recv().unwrap()), shared }
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }
}

async fn take(State(shared): State<Arc<Shared>>, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let spans = spans(&headers, &body);
    let request = Request { time: Instant::now(), path: uri.path().to_owned(), headers, spans };
    let number = {
        let mut requests = shared.requests.lock().unwrap();
        requests.push(request);
        requests.len() - 1
    };
    let answer = (shared.answer)(number);
    tokio::time::sleep(answer.after).await;
    let mut response = Response::builder().status(answer.status);
    if let Some(seconds) = answer.retry_after {
        response = response.header("retry-after", seconds);
    }
    response.body(answer.body.into()).unwrap_or_else(|error| error.to_string().into_response())
}

/// Returns how many spans a body holds; 0 where it is none of OTLP over HTTP.
fn spans(headers: &HeaderMap, body: &[u8]) -> usize {
    let mut plain = Vec::new();
    if headers.get("content-encoding").is_some_and(|encoding| encoding == "gzip") {
        flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap();
    } else {
        plain.extend(body);
    }
    let request = ExportTraceServiceRequest::decode(plain.as_slice()).unwrap_or_default();
    let scopes = request.resource_spans.iter().flat_map(|resource| &resource.scope_spans);
    scopes.map(|scope| scope.spans.len()).sum()
}
