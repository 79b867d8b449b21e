//! The program that makes spans, with the variables of one test.

use std::{
    collections::BTreeMap,
    io,
    process::{Child, Command, Stdio},
};

use serde_json::Value;

/// A run of the program of this crate, under way.
#[derive(Debug)]
pub struct Program(Child);

/// What the program said at its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Spans that were handed in.
    pub attempted: u64,
    /// Spans that the receiver confirmed.
    pub delivered: u64,
    /// Spans that were dropped, by reason; reasons without any are left out.
    pub dropped: BTreeMap<String, u64>,
    /// What `shutdown` returned.
    pub error: Option<String>,
    /// How long `shutdown` took, in milliseconds.
    pub shutdown_ms: u64,
    /// The errors of exports that failed, where logs go to the console.
    pub failures: Vec<String>,
}

impl Program {
    /// Starts the program at `path` with nothing in its environment but what is given; spans alone go out by themselves.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(path: &str, arguments: &[&str], variables: &[(&str, &str)]) -> io::Result<Self> {
        let mut command = Command::new(path);
        command.args(arguments).env_clear();
        command.env("OTEL_LOGS_EXPORTER", "none").env("OTEL_METRICS_EXPORTER", "none");
        command.envs(variables.iter().copied()).stdout(Stdio::piped()).spawn().map(Self)
    }

    /// Waits for its end.
    ///
    /// # Errors
    /// When it failed, or did not say what it has to.
    pub fn wait(self) -> io::Result<Report> {
        let output = self.0.wait_with_output()?;
        if !output.status.success() {
            return Err(io::Error::other(output.status.to_string()));
        }
        Report::parse(&output.stdout)
    }
}

impl Report {
    /// Reads what the program prints: log lines, if it writes any, and at last the report.
    ///
    /// # Errors
    /// When it is not what the program has to say.
    pub fn parse(text: &[u8]) -> io::Result<Self> {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let mut lines = lines.map(serde_json::from_slice).collect::<Result<Vec<Value>, _>>()?;
        let said = lines.pop().unwrap_or_default();
        let number = |name: &str| said[name].as_u64().unwrap_or(u64::MAX);
        let dropped = said["dropped"].as_object().into_iter().flatten();
        Ok(Self {
            attempted: number("attempted"),
            delivered: number("delivered"),
            dropped: dropped
                .filter_map(|(reason, count)| {
                    Some((reason.clone(), count.as_u64().filter(|count| *count > 0)?))
                })
                .collect(),
            error: said["error"].as_str().map(str::to_owned),
            shutdown_ms: number("shutdown_ms"),
            failures: lines.iter().filter_map(|line| Some(failure(line)?.to_owned())).collect(),
        })
    }

    /// Returns how many spans were dropped for any reason.
    #[must_use]
    pub fn total_dropped(&self) -> u64 {
        self.dropped.values().sum()
    }

    /// # Panics
    /// Where the books do not balance.
    pub fn assert_balanced(&self) {
        assert_eq!(self.attempted, self.delivered + self.total_dropped(), "{self:?}");
    }
}

/// Returns the error of a line about a failed export.
fn failure(line: &Value) -> Option<&str> {
    line["error"].as_str().filter(|_| line["event"] == "export_failed")
}
