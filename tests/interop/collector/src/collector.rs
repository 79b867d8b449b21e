//! A Collector of OpenTelemetry as a child process.

use std::{
    fs::File,
    io,
    net::TcpStream,
    path::PathBuf,
    process::{Child, Command},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Received, free_port};

/// How long a Collector may take until it listens.
const START: Duration = Duration::from_secs(30);

/// Returns the Collector to test with; none, with a message, where `COLLECTOR` names none.
#[must_use]
#[expect(clippy::print_stderr, reason = "a test that does not run says so")]
pub fn collector() -> Option<Collector> {
    let Some(program) = std::env::var_os("COLLECTOR") else {
        eprintln!("skipped: COLLECTOR names no Collector; run tests/interop/collector/run.sh");
        return None;
    };
    Some(Collector::new(program.into()))
}

/// A Collector that writes what it takes into one file for each of its lives.
#[derive(Debug)]
pub struct Collector {
    program: PathBuf,
    folder: TempDir,
    http: u16,
    grpc: u16,
    lives: usize,
    child: Option<Child>,
    /// Its certificate, its key, and whom it lets in, where it speaks TLS.
    files: Option<[String; 3]>,
}

impl Collector {
    /// # Panics
    /// Where there is no folder for temporary files.
    fn new(program: PathBuf) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        Self { program, folder, http: free_port(), grpc: free_port(), lives: 0, child: None, files: None }
    }

    /// Has it speak TLS with a certificate and a key; unless the third is empty, only with clients of that authority.
    #[must_use]
    pub fn secured(mut self, files: [String; 3]) -> Self {
        self.files = Some(files);
        self
    }

    /// Starts it, and waits until it listens.
    ///
    /// # Errors
    /// When it cannot be started, or ends or does not listen in time; then with what it wrote.
    pub fn start(&mut self) -> io::Result<()> {
        self.lives += 1;
        let log = self.folder.path().join("log");
        let mut child = Command::new(&self.program)
            .arg("--config")
            .arg(self.configuration())
            .envs(
                ["COLLECTOR_CERTIFICATE", "COLLECTOR_KEY", "COLLECTOR_CLIENTS"]
                    .into_iter()
                    .zip(self.files.iter().flatten()),
            )
            .env("COLLECTOR_HTTP", self.http.to_string())
            .env("COLLECTOR_GRPC", self.grpc.to_string())
            .env("COLLECTOR_FILE", self.file(self.lives))
            .stderr(File::create(&log)?)
            .spawn()?;
        let end = Instant::now() + START;
        while !self.listens() {
            if Instant::now() > end || child.try_wait()?.is_some() {
                child.kill()?;
                return Err(io::Error::other(std::fs::read_to_string(log)?));
            }
            thread::sleep(Duration::from_millis(20));
        }
        self.child = Some(child);
        Ok(())
    }

    /// Ends it with SIGKILL, wherever it is.
    ///
    /// # Errors
    /// When the system does not let it be killed.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        child.kill()?;
        child.wait().map(drop)
    }

    /// Returns where it takes OTLP over HTTP.
    #[must_use]
    pub fn http(&self) -> String {
        format!("{}:{}", self.scheme(), self.http)
    }

    /// Returns where it takes OTLP over gRPC.
    #[must_use]
    pub fn grpc(&self) -> String {
        format!("{}:{}", self.scheme(), self.grpc)
    }

    /// Returns what each of its lives has written, in order.
    ///
    /// # Errors
    /// When a file cannot be read, or a line that is not the last of its life is no JSON.
    pub fn received(&self) -> io::Result<Vec<Received>> {
        (1..=self.lives).map(|life| Received::read(&self.file(life))).collect()
    }

    const fn configuration(&self) -> &'static str {
        match self.files {
            None => concat!(env!("CARGO_MANIFEST_DIR"), "/collector.yaml"),
            Some(_) => concat!(env!("CARGO_MANIFEST_DIR"), "/collector-tls.yaml"),
        }
    }

    fn scheme(&self) -> &'static str {
        if self.files.is_some() { "https://localhost" } else { "http://127.0.0.1" }
    }

    fn listens(&self) -> bool {
        [self.http, self.grpc].into_iter().all(|port| TcpStream::connect(("127.0.0.1", port)).is_ok())
    }

    fn file(&self, life: usize) -> PathBuf {
        self.folder.path().join(format!("life-{life}.jsonl"))
    }
}

impl Drop for Collector {
    fn drop(&mut self) {
        // The test is over; a child that cannot be killed is not its subject.
        let _ = self.kill();
    }
}
