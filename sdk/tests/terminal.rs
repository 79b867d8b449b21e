//! Where standard error is a terminal, who runs a program sees each finished local trace as a tree; elsewhere nothing.
#![cfg(any(target_os = "linux", target_os = "macos"))]

mod settled;

use std::{
    ffi::OsStr,
    fs::{File, OpenOptions},
    io::Read,
    os::{fd::OwnedFd, unix::ffi::OsStrExt},
    process::{Command, Stdio},
    time::Duration,
};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use tracewell::traced;

#[traced(fields(order.id = order))]
fn checkout(order: u64) {
    reserve();
    let _ = pay();
}

#[traced]
fn reserve() {}

#[traced(err)]
fn pay() -> Result<(), std::io::Error> {
    Err(std::io::Error::other("declined"))
}

#[test]
#[ignore = "the program that the others run"]
fn program() {
    let telemetry = tracewell::init().expect("nothing is configured");
    checkout(17);
    reserve();
    settled::end(telemetry, Duration::from_secs(20)).expect("a terminal takes everything");
}

/// Runs the program, with nothing in its environment and this for its standard error.
fn run(stderr: impl Into<Stdio>) {
    let mut program = Command::new(std::env::current_exe().expect("this test has a file"));
    program.args(["--exact", "program", "--ignored"]).env_clear().stdout(Stdio::null()).stderr(stderr);
    assert!(program.status().expect("it can be run").success());
}

/// Returns the two ends of a new terminal; none where the system has none.
fn terminal() -> Option<(File, File)> {
    let ours: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).ok()?;
    grantpt(&ours).and_then(|()| unlockpt(&ours)).ok()?;
    let path = ptsname(&ours, Vec::new()).ok()?;
    let path = OsStr::from_bytes(path.as_bytes());
    let theirs = OpenOptions::new().read(true).write(true).open(path).ok()?;
    Some((ours.into(), theirs))
}

/// Returns what is shown on a terminal; none where the system has none.
fn shown() -> Option<String> {
    let (mut ours, theirs) = terminal()?;
    run(theirs);
    let mut text = Vec::new();
    // That the other end is closed is an error on Linux, behind everything that was written.
    let _ = ours.read_to_end(&mut text);
    Some(String::from_utf8(text).expect("text"))
}

/// Returns a line without its duration and its trace's id, which must be there.
fn without_time(line: &str) -> String {
    let is_duration = |word: &str| {
        let digits = word.trim_end_matches(|unit: char| "nµms".contains(unit));
        digits != word && digits.parse::<f64>().is_ok()
    };
    let (indented, words) = line.split_at(line.len() - line.trim_start().len());
    let kept: Vec<_> = words.split(' ').filter(|word| !is_duration(word)).collect();
    assert_eq!(kept.len() + 1, words.split(' ').count(), "one duration in {line:?}");
    let (text, id) = kept
        .last()
        .and_then(|last| last.strip_prefix("trace_id="))
        .map_or((kept.join(" "), None), |id| (kept[..kept.len() - 1].join(" "), Some(id)));
    assert!(id.is_none_or(|id| id.len() == 32 && id.chars().all(|digit| digit.is_ascii_hexdigit())));
    assert_eq!(id.is_some(), indented.is_empty(), "the id stands at the top: {line:?}");
    format!("{indented}{text}")
}

#[test]
fn a_terminal_shows_each_finished_trace_as_a_tree() {
    let Some(text) = shown() else { return };
    let lines: Vec<_> = text.lines().map(without_time).collect();
    let pay = "  pay error.type=std::io::error::Error ERROR declined";
    assert_eq!(lines, ["checkout order.id=17", "  reserve", pay, "reserve"], "{text}");
}

#[test]
fn elsewhere_nothing_is_said() {
    let (mut ours, theirs) = std::io::pipe().expect("a pipe");
    run(theirs);
    let mut text = String::new();
    ours.read_to_string(&mut text).expect("text");
    assert_eq!(text, "");
}
