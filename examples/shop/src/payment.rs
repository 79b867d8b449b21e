//! Has orders paid, over gRPC.

use std::{future::Future, net::SocketAddr, time::Duration};

use tokio::net::TcpListener;
use tonic::{
    Request, Response, Status,
    transport::{Channel, Endpoint, Server, server::TcpIncoming},
};
use tower_layer::Layer;
use tracewell::{
    info,
    metrics::{Counter, LabelValue, Labels},
    tower::{Client, ClientLayer, ServerLayer},
    traced,
};

use self::api::{
    ChargeRequest, Receipt,
    payment_client::PaymentClient,
    payment_server::{Payment, PaymentServer},
};
use crate::{faults::Fault, settings::Faults};

/// What `proto/payment.proto` says.
#[allow(
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::allow_attributes_without_reason,
    missing_docs,
    unreachable_pub,
    reason = "it is generated"
)]
pub(crate) mod api {
    tonic::include_proto!("shop");
}

#[derive(LabelValue)]
enum Outcome {
    Paid,
    Declined,
}

#[derive(Labels)]
struct ChargeLabels {
    outcome: Outcome,
}

#[tracewell::metrics(prefix = "shop.payment")]
struct Measured {
    /// Charges that were asked for.
    #[counter(unit = "{charge}")]
    charges: Counter<ChargeLabels>,
    /// What was taken.
    #[counter(unit = "{cent}")]
    revenue: Counter,
}

struct Till {
    declines: Fault,
    delay: Duration,
}

/// Answers until the listener fails.
pub(crate) fn serve(
    listener: TcpListener,
    faults: &Faults,
) -> impl Future<Output = Result<(), tonic::transport::Error>> + use<> {
    let till = Till { declines: Fault::new(faults.payment_declines), delay: faults.payment_delay };
    Server::builder()
        .layer(ServerLayer::new())
        .add_service(PaymentServer::new(till))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)))
}

#[tonic::async_trait]
impl Payment for Till {
    async fn charge(&self, request: Request<ChargeRequest>) -> Result<Response<Receipt>, Status> {
        let ChargeRequest { order, cents } = request.into_inner();
        ask_bank(self.delay).await;
        if self.declines.happens() {
            Measured::get().charges.add(1, &ChargeLabels { outcome: Outcome::Declined });
            info!("charge_declined", order.id = order, cents);
            return Err(Status::failed_precondition("declined"));
        }
        Measured::get().charges.add(1, &ChargeLabels { outcome: Outcome::Paid });
        Measured::get().revenue.add(cents.unsigned_abs(), &());
        Ok(Response::new(Receipt { number: order + 1_000 }))
    }
}

#[traced(kind = "client")]
async fn ask_bank(delay: Duration) {
    tokio::time::sleep(delay).await;
}

/// Whoever has orders paid.
pub(crate) type Cashier = PaymentClient<Client<Channel>>;

/// Connects when it is used first.
pub(crate) fn client(at: SocketAddr) -> anyhow::Result<Cashier> {
    let channel = Endpoint::from_shared(format!("http://{at}"))?.connect_lazy();
    Ok(PaymentClient::new(ClientLayer::new().layer(channel)))
}
