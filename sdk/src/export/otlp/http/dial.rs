//! Connections: TCP, and TLS over it where an address says `https`.

use std::{
    future::Future,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use http::{Uri, uri::Scheme};
use hyper::rt::{Read, Write};
use hyper_util::client::legacy::connect::HttpConnector;
use tower_service::Service;

use super::{HttpError, OtlpError};
use crate::config::OtlpConfig;

/// Time after which a silent connection is asked whether it still stands, and time between two such questions.
const KEEPALIVE: Duration = Duration::from_secs(15);

/// Unanswered questions after which a connection is given up.
const QUESTIONS: u32 = 3;

/// A connection, whatever lies below it.
pub(super) trait Stream: Read + Write + Send + Unpin {}

impl<T: Read + Write + Send + Unpin> Stream for T {}

/// A connection that is being made.
pub(super) type Connecting<T> = Pin<Box<dyn Future<Output = Result<T, HttpError>> + Send>>;

/// Opens connections.
#[derive(Clone)]
pub(super) struct Dial {
    tcp: HttpConnector,
    #[cfg(feature = "tls")]
    tls: Option<std::sync::Arc<tokio_rustls::rustls::ClientConfig>>,
}

impl Dial {
    /// Makes what can reach each of `addresses`; certificates are read only where one of them is secure.
    pub(super) fn new<'a>(
        config: &OtlpConfig,
        addresses: impl IntoIterator<Item = &'a Uri>,
    ) -> Result<Self, OtlpError> {
        let is_secure = addresses.into_iter().any(is_secure);
        #[cfg(not(feature = "tls"))]
        if is_secure {
            return Err(crate::export::otlp::missing(config, "https", "tls"));
        }
        let mut tcp = HttpConnector::new();
        // What comes after TCP is no concern of this connector.
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(KEEPALIVE));
        tcp.set_keepalive_interval(Some(KEEPALIVE));
        tcp.set_keepalive_retries(Some(QUESTIONS));
        Ok(Self {
            tcp,
            #[cfg(feature = "tls")]
            tls: if is_secure { Some(crate::export::otlp::tls::read(config)?.client.into()) } else { None },
        })
    }

    /// Speaks TLS over a connection, whoever it leads through, to the host of `address`.
    #[cfg(feature = "tls")]
    pub(super) async fn secure(
        &self,
        stream: Box<dyn Stream>,
        address: &Uri,
    ) -> Result<Box<dyn Stream>, HttpError> {
        use hyper_util::rt::TokioIo;
        use tokio_rustls::{TlsConnector, rustls::pki_types::ServerName};

        let tls = self.tls.clone().ok_or("TLS to an address that was not foreseen")?;
        let host = address.host().unwrap_or_default().trim_matches(['[', ']']);
        let name = ServerName::try_from(host.to_owned())?;
        let stream = TlsConnector::from(tls).connect(name, TokioIo::new(stream)).await?;
        Ok(Box::new(TokioIo::new(stream)))
    }
}

/// Whether TLS is spoken to an address.
pub(super) fn is_secure(address: &Uri) -> bool {
    address.scheme() == Some(&Scheme::HTTPS)
}

impl Service<Uri> for Dial {
    type Response = Box<dyn Stream>;
    type Error = HttpError;
    type Future = Connecting<Box<dyn Stream>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), HttpError>> {
        self.tcp.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, address: Uri) -> Self::Future {
        let mut dial = self.clone();
        Box::pin(async move {
            let stream: Box<dyn Stream> = Box::new(dial.tcp.call(address.clone()).await?);
            #[cfg(feature = "tls")]
            if is_secure(&address) {
                return dial.secure(stream, &address).await;
            }
            Ok(stream)
        })
    }
}
