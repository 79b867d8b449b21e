//! Runs the services, each at a socket of its own.

use std::{net::SocketAddr, path::Path};

use anyhow::Context as _;
use tokio::{net::TcpListener, task::JoinSet};

use crate::{
    faults::Fault,
    gateway::{self, Gateway},
    orders::{self, Orders, Store},
    payment,
    settings::{Faults, Neighbours, Serve, Service},
};

/// Services that run until this is dropped.
#[derive(Default)]
pub(crate) struct Running(JoinSet<anyhow::Result<()>>);

impl Running {
    pub(crate) fn payment(&mut self, listener: TcpListener, faults: &Faults) {
        let serving = payment::serve(listener, faults);
        self.0.spawn(async { serving.await.context("payment") });
    }

    pub(crate) async fn orders(
        &mut self,
        listener: TcpListener,
        payment: SocketAddr,
        database: Option<&Path>,
        faults: &Faults,
        neighbours: &Neighbours,
    ) -> anyhow::Result<()> {
        let store = Store::open(database, Fault::new(faults.orders_fail)).await?;
        let orders = Orders::new(store, payment::client(payment)?, neighbours.shipping.clone());
        self.0.spawn(async { axum::serve(listener, orders::router(orders)).await.context("orders") });
        Ok(())
    }

    pub(crate) fn gateway(&mut self, listener: TcpListener, orders: SocketAddr, neighbours: &Neighbours) {
        let gateway = Gateway::new(format!("http://{orders}"), neighbours.clone());
        self.0.spawn(async { axum::serve(listener, gateway::router(gateway)).await.context("gateway") });
    }

    /// Waits until one of them ends, which none does unless it fails.
    async fn ended(&mut self) -> anyhow::Result<()> {
        while let Some(ended) = self.0.join_next().await {
            ended??;
        }
        Ok(())
    }
}

pub(crate) async fn until_interrupted(serve: &Serve, faults: &Faults) -> anyhow::Result<()> {
    let mut running = Running::default();
    let is_asked = |service| serve.services.is_empty() || serve.services.contains(&service);
    if is_asked(Service::Payment) {
        running.payment(bind(serve.payment).await?, faults);
    }
    if is_asked(Service::Orders) {
        let (listener, database) = (bind(serve.orders).await?, serve.database.as_deref());
        running.orders(listener, serve.payment, database, faults, &serve.neighbours).await?;
    }
    if is_asked(Service::Gateway) {
        running.gateway(bind(serve.gateway).await?, serve.orders, &serve.neighbours);
    }
    tracewell::info!("serving", gateway = %serve.gateway);
    tokio::select! {
        ended = running.ended() => ended,
        interrupted = tokio::signal::ctrl_c() => Ok(interrupted?),
    }
}

async fn bind(at: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(at).await.with_context(|| format!("cannot listen at {at}"))
}
