//! Receivers of OTLP that take everything from whom they trust.

use std::{
    net::SocketAddr,
    sync::{Arc, mpsc},
    thread,
};

use axum::{Router, serve::Listener};
use opentelemetry_proto::tonic::collector::{
    logs::v1::{
        ExportLogsServiceRequest, ExportLogsServiceResponse,
        logs_service_server::{LogsService, LogsServiceServer},
    },
    trace::v1::{
        ExportTraceServiceRequest, ExportTraceServiceResponse,
        trace_service_server::{TraceService, TraceServiceServer},
    },
};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::ring::default_provider,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    server::WebPkiClientVerifier,
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use tonic::{
    Request, Response, Status,
    transport::{Certificate, Identity, Server, ServerTlsConfig},
};
use tracewell_tests_collector::free_port;

use crate::certificates::Certificates;

/// Starts a receiver over HTTP without TLS, and returns its address.
pub(crate) fn plain() -> String {
    let (sender, address) = mpsc::channel();
    run(async move {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        sender.send(tcp.local_addr().unwrap()).unwrap();
        axum::serve(tcp, Router::new().fallback(|| async { "" })).await.unwrap();
    });
    format!("http://{}", address.recv().unwrap())
}

/// As [`plain`], with TLS; `knows_clients` lets nobody in without a certificate.
pub(crate) fn http(certificates: &Certificates, knows_clients: bool) -> String {
    let acceptor = TlsAcceptor::from(Arc::new(server_config(certificates, knows_clients)));
    let (sender, port) = mpsc::channel();
    run(async move {
        let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
        sender.send(tcp.local_addr().unwrap().port()).unwrap();
        let app = Router::new().fallback(|| async { "" });
        axum::serve(TlsListener { tcp, acceptor }, app).await.unwrap();
    });
    format!("https://localhost:{}", port.recv().unwrap())
}

/// As [`http`], over gRPC.
pub(crate) fn grpc(certificates: &Certificates, knows_clients: bool) -> String {
    let port = free_port();
    let identity = Identity::from_pem(read(certificates, "server.pem"), read(certificates, "server.key"));
    let mut tls = ServerTlsConfig::new().identity(identity);
    if knows_clients {
        tls = tls.client_ca_root(Certificate::from_pem(read(certificates, "ca.pem")));
    }
    run(async move {
        let mut server = Server::builder().tls_config(tls).unwrap();
        let services =
            server.add_service(TraceServiceServer::new(Taker)).add_service(LogsServiceServer::new(Taker));
        services.serve(SocketAddr::from(([127, 0, 0, 1], port))).await.unwrap();
    });
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        thread::yield_now();
    }
    format!("https://localhost:{port}")
}

fn read(certificates: &Certificates, name: &str) -> Vec<u8> {
    std::fs::read(certificates.path(name)).unwrap()
}

pub(crate) fn run(serving: impl Future<Output = ()> + Send + 'static) {
    thread::spawn(|| {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(serving);
    });
}

pub(crate) fn server_config(certificates: &Certificates, knows_clients: bool) -> ServerConfig {
    let chain = vec![CertificateDer::from_pem_slice(&read(certificates, "server.pem")).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(&read(certificates, "server.key")).unwrap();
    let provider = Arc::new(default_provider());
    let builder =
        ServerConfig::builder_with_provider(provider.clone()).with_safe_default_protocol_versions().unwrap();
    let builder = if knows_clients {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(&read(certificates, "ca.pem")).unwrap()).unwrap();
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
        builder.with_client_cert_verifier(verifier.build().unwrap())
    } else {
        builder.with_no_client_auth()
    };
    builder.with_single_cert(chain, key).unwrap()
}

/// Shows whom a handshake let in.
struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            let (stream, address) = self.tcp.accept().await.unwrap();
            // Whoever is refused is no concern of the next one.
            if let Ok(stream) = self.acceptor.accept(stream).await {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> std::io::Result<Self::Addr> {
        self.tcp.local_addr()
    }
}

/// Takes whatever comes.
struct Taker;

#[tonic::async_trait]
impl TraceService for Taker {
    async fn export(
        &self,
        _request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

#[tonic::async_trait]
impl LogsService for Taker {
    async fn export(
        &self,
        _request: Request<ExportLogsServiceRequest>,
    ) -> Result<Response<ExportLogsServiceResponse>, Status> {
        Ok(Response::new(ExportLogsServiceResponse::default()))
    }
}
