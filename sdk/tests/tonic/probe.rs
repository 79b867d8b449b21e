//! A service of gRPC's health checks that answers as it is asked to, and clients of it.

use std::{
    net::{SocketAddr, TcpListener},
    pin::Pin,
    sync::{Arc, OnceLock},
};

use futures_core::Stream;
use tokio::sync::Notify;
use tonic::{
    Request, Response, Status,
    codegen::http::Uri,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};
use tonic_health::pb::{
    HealthCheckRequest, HealthCheckResponse,
    health_client::HealthClient,
    health_server::{Health, HealthServer},
};
use tower::Layer;
use tracewell::{
    tower::{ClientLayer, ServerLayer},
    traced,
};

pub(crate) type Layered = tracewell::tower::Client<Channel>;
pub(crate) type Client = HealthClient<Layered>;

/// See the module's documentation. The name of the service that is asked about says how it answers.
#[derive(Clone, Default)]
pub(crate) struct Probe {
    began: Arc<Notify>,
    let_go: Arc<Notify>,
    address: Arc<OnceLock<SocketAddr>>,
}

impl Probe {
    pub(crate) fn serve(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = *self.address.get_or_init(|| listener.local_addr().unwrap());
        let incoming = TcpIncoming::from(tokio::net::TcpListener::from_std(listener).unwrap());
        let service = HealthServer::new(self.clone());
        let server = Server::builder().layer(ServerLayer::new()).add_service(service);
        tokio::spawn(server.serve_with_incoming(incoming));
        address
    }

    pub(crate) fn uri(&self) -> Uri {
        uri(*self.address.get().unwrap())
    }

    pub(crate) async fn channel(&self) -> Layered {
        let channel = Endpoint::from(self.uri()).connect().await.unwrap();
        ClientLayer::new().layer(channel)
    }

    /// Waits until a call that never answers has begun.
    pub(crate) async fn begun(&self) {
        self.began.notified().await;
    }

    /// Waits until the server has let go of it.
    pub(crate) async fn let_go(&self) {
        self.let_go.notified().await;
    }
}

fn uri(address: SocketAddr) -> Uri {
    format!("http://{address}").parse().unwrap()
}

pub(crate) async fn client(address: SocketAddr) -> Client {
    let channel = Endpoint::from(uri(address)).connect().await.unwrap();
    HealthClient::with_origin(ClientLayer::new().layer(channel), uri(address))
}

/// A client that connects when it is used.
pub(crate) fn lazy_client(address: SocketAddr) -> Client {
    let channel = Endpoint::from(uri(address)).connect_lazy();
    HealthClient::with_origin(ClientLayer::new().layer(channel), uri(address))
}

/// An address that nobody listens at.
pub(crate) fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

struct OnDrop(Arc<Notify>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

#[traced(name = "probe")]
fn work() {}

#[tonic::async_trait]
impl Health for Probe {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        match &*request.get_ref().service {
            "well" => {
                work();
                Ok(Response::new(HealthCheckResponse { status: 1 }))
            }
            "broken" => Err(Status::internal("the disk is gone")),
            "never" => {
                let _let_go = OnDrop(self.let_go.clone());
                self.began.notify_one();
                std::future::pending().await
            }
            _ => Err(Status::not_found("no such service")),
        }
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        let is_endless = request.get_ref().service == "never";
        Ok(Response::new(Box::pin(Answers { sent: false, is_endless, _let_go: OnDrop(self.let_go.clone()) })))
    }
}

/// One answer, and then the end, or none.
struct Answers {
    sent: bool,
    is_endless: bool,
    _let_go: OnDrop,
}

impl Stream for Answers {
    type Item = Result<HealthCheckResponse, Status>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        _task: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        if !self.sent {
            self.sent = true;
            return std::task::Poll::Ready(Some(Ok(HealthCheckResponse { status: 1 })));
        }
        if self.is_endless { std::task::Poll::Pending } else { std::task::Poll::Ready(None) }
    }
}
