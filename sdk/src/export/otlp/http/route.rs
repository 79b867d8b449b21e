//! The way to a receiver: straight, or through the proxy that the process's environment names.
//!
//! ```text
//! http receiver               POST /v1/traces                           to the receiver
//! https receiver              TLS, POST /v1/traces                      to the receiver
//! http receiver, a proxy      POST http://receiver/v1/traces            to the proxy, which reads it
//! https receiver, a proxy     CONNECT receiver; TLS, POST /v1/traces    through the proxy, which does not
//! ```
//!
//! The proxy itself is reached over TLS where its address says `https`, with the certificates that are meant for the
//! receiver.

use std::task::{Context, Poll};

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use tower_service::Service;

#[cfg(feature = "tls")]
use super::dial::{Stream, is_secure};
use super::{
    HttpError, OtlpError,
    dial::{Connecting, Dial},
    failed,
    way::Way,
};
use crate::config::OtlpConfig;

/// Opens connections to one receiver.
#[derive(Clone)]
pub(super) struct Route {
    dial: Dial,
    proxy: Option<Intercept>,
}

impl Route {
    /// Decides on the way, once: `proxies` says which addresses are reached through which proxy.
    pub(super) fn new(config: &OtlpConfig, receiver: &Uri, proxies: &Matcher) -> Result<Self, OtlpError> {
        let proxy = proxies.intercept(receiver);
        let through = proxy.as_ref().map(Intercept::uri);
        if let Some(scheme) = through.and_then(Uri::scheme_str).filter(|scheme| !scheme.starts_with("http")) {
            let problem =
                format!("its proxy speaks {scheme}, which is not known here: NO_PROXY can leave it out");
            return Err(failed(config, problem));
        }
        Ok(Self { dial: Dial::new(config, through.into_iter().chain([receiver]))?, proxy })
    }

    /// Returns what the proxy wants to see on each request that it reads.
    pub(super) fn authorization(&self, config: &OtlpConfig) -> Option<&HeaderValue> {
        self.proxy.as_ref().filter(|_| !config.is_secure()).and_then(Intercept::basic_auth)
    }
}

impl Service<Uri> for Route {
    type Response = Way;
    type Error = HttpError;
    type Future = Connecting<Way>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), HttpError>> {
        self.dial.poll_ready(context)
    }

    fn call(&mut self, receiver: Uri) -> Self::Future {
        let Self { mut dial, proxy } = self.clone();
        Box::pin(async move {
            Ok(match proxy {
                None => Way::new(dial.call(receiver).await?),
                #[cfg(feature = "tls")]
                Some(proxy) if is_secure(&receiver) => Way::new(tunnel(dial, &proxy, receiver).await?),
                Some(proxy) => Way::read_by_proxy(dial.call(proxy.uri().clone()).await?),
            })
        })
    }
}

/// Lets a proxy pass on bytes that it cannot read.
#[cfg(feature = "tls")]
async fn tunnel(dial: Dial, proxy: &Intercept, receiver: Uri) -> Result<Box<dyn Stream>, HttpError> {
    use hyper_util::client::legacy::connect::proxy::Tunnel;

    let tunnel = Tunnel::new(proxy.uri().clone(), dial.clone());
    let mut tunnel = match proxy.basic_auth() {
        Some(value) => tunnel.with_auth(value.clone()),
        None => tunnel,
    };
    dial.secure(tunnel.call(receiver.clone()).await?, &receiver).await
}
