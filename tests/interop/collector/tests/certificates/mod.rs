//! Certificates of two authorities that know nothing of each other, made anew for each test.

use std::{fs, path::PathBuf};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose};
use tempfile::TempDir;

/// A folder with certificates and keys in PEM.
pub(crate) struct Certificates(TempDir);

impl Certificates {
    /// Makes `ca.pem`, `server.pem` and `client.pem` with their keys, `stranger.pem` of another authority with its own,
    /// and that authority's `other-ca.pem`.
    pub(crate) fn new() -> Self {
        let made = Self(tempfile::tempdir().unwrap());
        let (ca, other) = (authority("ours"), authority("theirs"));
        made.write("ca.pem", ca.pem());
        made.write("other-ca.pem", other.pem());
        for (name, issuer) in [("server", &ca), ("client", &ca), ("stranger", &other)] {
            let key = KeyPair::generate().unwrap();
            let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
            made.write(&format!("{name}.pem"), certificate.signed_by(&key, issuer).unwrap().pem());
            made.write(&format!("{name}.key"), key.serialize_pem());
        }
        made
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Returns a path as the value of a variable.
    pub(crate) fn named(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.path(name), contents).unwrap();
    }
}

fn authority(name: &str) -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}
