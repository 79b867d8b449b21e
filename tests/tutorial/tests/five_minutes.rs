//! Follows the page to the letter, but for the SDK, which is the one of this checkout, and the port.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::{
    env, fs,
    io::{self, Read},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use tracewell_tests_tutorial::{Step, lasting, steps};

const PAGE: &str = include_str!("../../../sdk/docs/five_minutes.md");
/// How long the first build may take, and what follows it.
const PATIENCE: Duration = Duration::from_mins(10);

/// Where the reader is, and what the terminals show.
struct Reader {
    folder: PathBuf,
    shown: Arc<Mutex<String>>,
    server: Option<Child>,
}

impl Reader {
    fn follow(&mut self, step: Step) -> io::Result<()> {
        match step {
            Step::Write { path, text } => fs::write(self.folder.join(path), with_this_sdk(&text)),
            Step::Run(commands) => commands.lines().try_for_each(|line| self.run(line)),
            Step::Serve(command) => self.serve(&command),
            Step::Shows(text) => {
                text.lines().for_each(|line| self.wait_for(line));
                Ok(())
            }
        }
    }

    fn run(&mut self, line: &str) -> io::Result<()> {
        if let Some(folder) = line.strip_prefix("cd ") {
            self.folder.push(folder);
            return Ok(());
        }
        let until = Instant::now() + PATIENCE;
        loop {
            let output = self.shell(line).output()?;
            if output.status.success() {
                self.shown.lock().unwrap().push_str(&String::from_utf8_lossy(&output.stdout));
                return Ok(());
            }
            // The server is being built.
            let has_ended = self.server.as_mut().is_some_and(|server| !matches!(server.try_wait(), Ok(None)));
            assert!(
                !has_ended && Instant::now() < until,
                "{line}: {output:?}; so far: {}",
                self.shown.lock().unwrap()
            );
            thread::sleep(Duration::from_millis(200));
        }
    }

    fn serve(&mut self, command: &str) -> io::Result<()> {
        let mut server = self
            .shell(&format!("exec env {command}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        keep(server.stdout.take(), &self.shown);
        keep(server.stderr.take(), &self.shown);
        self.server = Some(server);
        Ok(())
    }

    fn shell(&self, line: &str) -> Command {
        let mut command = Command::new("bash");
        command.args(["-c", line]).current_dir(&self.folder);
        command.env("CARGO_TARGET_DIR", repository().join(".cache/tutorial"));
        // What this test runs under is not the reader's.
        for (name, _) in
            env::vars().filter(|(name, _)| name.starts_with("CARGO_PKG") || name.starts_with("OTEL_"))
        {
            command.env_remove(name);
        }
        command
    }

    fn wait_for(&self, line: &str) {
        let (line, until) = (lasting(line), Instant::now() + Duration::from_secs(10));
        let is_shown = || self.shown.lock().unwrap().lines().any(|shown| lasting(shown) == line);
        while !is_shown() {
            assert!(Instant::now() < until, "not shown: {line}\nbut: {}", self.shown.lock().unwrap());
            thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            let _ = server.kill();
            let _ = server.wait();
        }
    }
}

fn repository() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// Names this checkout where the page names the repository.
fn with_this_sdk(text: &str) -> String {
    let sdk = repository().join("sdk");
    text.replace(
        r#"git = "https://github.com/tracewell/tracewell""#,
        &format!("path = {:?}", sdk.display().to_string()),
    )
}

/// Keeps what a terminal shows.
fn keep(out: Option<impl Read + Send + 'static>, shown: &Arc<Mutex<String>>) {
    let (Some(mut out), shown) = (out, Arc::clone(shown)) else { return };
    thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = out.read(&mut bytes) {
            shown.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..count]));
        }
    });
}

#[test]
fn the_first_five_minutes_are_as_the_page_says() {
    let folder = tempfile::tempdir().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let page = PAGE.replace("3000", &port.to_string());
    let mut reader = Reader { folder: folder.path().to_owned(), shown: Arc::default(), server: None };
    for step in steps(&page).unwrap() {
        reader.follow(step).unwrap();
    }
    assert!(reader.shown.lock().unwrap().contains("thank you"));
}
