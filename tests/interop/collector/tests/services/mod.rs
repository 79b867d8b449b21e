//! A receiver of OTLP over gRPC that answers as a test says.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread,
    time::Instant,
};

use opentelemetry_proto::tonic::collector::{
    logs::v1::{
        ExportLogsPartialSuccess, ExportLogsServiceRequest, ExportLogsServiceResponse,
        logs_service_server::{LogsService, LogsServiceServer},
    },
    trace::v1::{
        ExportTracePartialSuccess, ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
};
use tonic::{
    Request, Response, Status,
    codec::CompressionEncoding,
    metadata::MetadataMap,
    transport::{Server, server::TcpIncoming},
};

/// Says how many records of a call are rejected, or that it fails; it is told the number of the call, from 0 on.
type Answer = dyn Fn(usize) -> Result<i64, Status> + Send + Sync;

/// A call that came.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) time: Instant,
    pub(crate) metadata: MetadataMap,
    pub(crate) records: usize,
}

/// See the module's documentation.
pub(crate) struct Services {
    pub(crate) endpoint: String,
    shared: Arc<Shared>,
}

struct Shared {
    calls: Mutex<Vec<Call>>,
    answer: Box<Answer>,
}

impl Services {
    pub(crate) fn start(answer: impl Fn(usize) -> Result<i64, Status> + Send + Sync + 'static) -> Self {
        let shared = Arc::new(Shared { calls: Mutex::default(), answer: Box::new(answer) });
        let (sender, address) = mpsc::channel();
        let gzip = CompressionEncoding::Gzip;
        let traces = TraceServiceServer::from_arc(shared.clone()).accept_compressed(gzip);
        let logs = LogsServiceServer::from_arc(shared.clone()).accept_compressed(gzip).send_compressed(gzip);
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
                sender.send(incoming.local_addr().unwrap()).unwrap();
                let server = Server::builder().add_service(traces).add_service(logs);
                server.serve_with_incoming(incoming).await.unwrap();
            });
        });
        Self { endpoint: format!("http://{}", address.recv().unwrap()), shared }
    }

    pub(crate) fn calls(&self) -> Vec<Call> {
        self.shared.calls.lock().unwrap().clone()
    }
}

impl Shared {
    fn take(&self, metadata: &MetadataMap, records: usize) -> Result<i64, Status> {
        let call = Call { time: Instant::now(), metadata: metadata.clone(), records };
        let number = {
            let mut calls = self.calls.lock().unwrap();
            calls.push(call);
            calls.len() - 1
        };
        (self.answer)(number)
    }
}

#[tonic::async_trait]
impl TraceService for Shared {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        let scopes = request.get_ref().resource_spans.iter().flat_map(|resource| &resource.scope_spans);
        let rejected_spans = self.take(request.metadata(), scopes.map(|scope| scope.spans.len()).sum())?;
        let partial = ExportTracePartialSuccess { rejected_spans, error_message: "full".to_owned() };
        let partial_success = (rejected_spans > 0).then_some(partial);
        Ok(Response::new(ExportTraceServiceResponse { partial_success }))
    }
}

#[tonic::async_trait]
impl LogsService for Shared {
    async fn export(
        &self,
        request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        let scopes = request.get_ref().resource_logs.iter().flat_map(|resource| &resource.scope_logs);
        let rejected_log_records =
            self.take(request.metadata(), scopes.map(|scope| scope.log_records.len()).sum())?;
        let partial = ExportLogsPartialSuccess { rejected_log_records, error_message: "full".to_owned() };
        let partial_success = (rejected_log_records > 0).then_some(partial);
        Ok(Response::new(ExportLogsServiceResponse { partial_success }))
    }
}
