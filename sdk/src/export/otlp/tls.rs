//! What makes a connection to a receiver a secure one: whom it trusts, and who this client is.
//!
//! HTTP and gRPC use the same verifier: that of the platform, or one for the certificates that the environment names.

use std::{fs, sync::Arc};

use rustls_platform_verifier::Verifier;
use tokio_rustls::rustls::{
    self, ClientConfig, RootCertStore,
    client::{WebPkiServerVerifier, danger::ServerCertVerifier},
    crypto::{CryptoProvider, ring},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::OtlpError;
use crate::config::{NamedFile, OtlpConfig};

/// Everything that a client needs: HTTP takes it as a whole, and gRPC in parts.
pub(super) struct Tls {
    #[cfg_attr(not(feature = "otlp"), expect(dead_code, reason = "what HTTP takes"))]
    pub(super) client: ClientConfig,
    #[cfg_attr(not(feature = "grpc"), expect(dead_code, reason = "what gRPC takes"))]
    pub(super) verifier: Arc<dyn ServerCertVerifier>,
    /// This client's certificate and key as they stand in their files.
    #[cfg_attr(not(feature = "grpc"), expect(dead_code, reason = "what gRPC takes"))]
    pub(super) identity: Option<(Vec<u8>, Vec<u8>)>,
}

/// Reads what the configuration names.
pub(super) fn read(config: &OtlpConfig) -> Result<Tls, OtlpError> {
    let provider = provider();
    let verifier = match &config.certificate {
        Some(file) => only(file, provider.clone())?,
        None => of_platform(config, provider.clone())?,
    };
    let client = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(config, &error))?
        .dangerous()
        .with_custom_certificate_verifier(verifier.clone());
    let Some((certificate, key)) = config.client_identity.as_deref() else {
        return Ok(Tls { client: client.with_no_client_auth(), verifier, identity: None });
    };
    let (certificate_pem, key_pem) = (contents(certificate)?, contents(key)?);
    let (chain, private) = (certificates(certificate, &certificate_pem)?, private_key(key, &key_pem)?);
    let client =
        client.with_client_auth_cert(chain, private).map_err(|error| mismatch(key, certificate, &error))?;
    Ok(Tls { client, verifier, identity: Some((certificate_pem, key_pem)) })
}

/// What the program chose for itself, perhaps because it must, goes before what this library brings.
fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()))
}

/// Trusts whom the system trusts.
fn of_platform(
    config: &OtlpConfig,
    provider: Arc<CryptoProvider>,
) -> Result<Arc<dyn ServerCertVerifier>, OtlpError> {
    match Verifier::new(provider) {
        Ok(verifier) => Ok(Arc::new(verifier)),
        Err(error) => {
            let problem = format!("{error}; OTEL_EXPORTER_OTLP_CERTIFICATE can name others");
            Err(OtlpError::Tls { endpoint: config.endpoint.clone(), problem })
        }
    }
}

/// Trusts the certificates of one file, and nobody else.
fn only(file: &NamedFile, provider: Arc<CryptoProvider>) -> Result<Arc<dyn ServerCertVerifier>, OtlpError> {
    let mut roots = RootCertStore::empty();
    for certificate in certificates(file, &contents(file)?)? {
        roots.add(certificate).map_err(|error| unusable(file, error.to_string()))?;
    }
    match WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build() {
        Ok(verifier) => Ok(verifier),
        Err(error) => Err(unusable(file, error.to_string())),
    }
}

fn contents(file: &NamedFile) -> Result<Vec<u8>, OtlpError> {
    fs::read(&file.path).map_err(|error| unusable(file, error.to_string()))
}

fn certificates(file: &NamedFile, pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, OtlpError> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let certificates = read.map_err(|error| unusable(file, error.to_string()))?;
    if certificates.is_empty() {
        return Err(unusable(file, "it holds no certificate in PEM".to_owned()));
    }
    Ok(certificates)
}

fn private_key(file: &NamedFile, pem: &[u8]) -> Result<PrivateKeyDer<'static>, OtlpError> {
    PrivateKeyDer::from_pem_slice(pem).map_err(|error| {
        use rustls::pki_types::pem::Error;
        match error {
            Error::NoItemsFound => {
                unusable(file, "it holds no private key in PEM, or an encrypted one".to_owned())
            }
            error => unusable(file, error.to_string()),
        }
    })
}

/// Says what is wrong with a key that was read: nearly always that it belongs to another certificate.
fn mismatch(key: &NamedFile, certificate: &NamedFile, error: &rustls::Error) -> OtlpError {
    let problem = match error {
        rustls::Error::InconsistentKeys(_) => {
            format!(
                "it does not belong to the certificate of {}=\"{}\"",
                certificate.variable,
                certificate.path.display()
            )
        }
        error => error.to_string(),
    };
    unusable(key, problem)
}

fn unusable(file: &NamedFile, problem: String) -> OtlpError {
    OtlpError::File { variable: file.variable.clone(), path: file.path.clone(), problem }
}

fn failed(config: &OtlpConfig, error: &rustls::Error) -> OtlpError {
    OtlpError::Tls { endpoint: config.endpoint.clone(), problem: error.to_string() }
}
