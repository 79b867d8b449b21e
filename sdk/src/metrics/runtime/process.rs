//! The process: semantic conventions 1.42, "OS process metrics".

use super::proc;
use crate::metrics::{LabelValue, Labels, ObservableCounter, ObservableUpDownCounter, Readings};

#[derive(Clone, Copy, LabelValue)]
enum Mode {
    User,
    System,
}

#[derive(Labels)]
struct CpuLabels {
    #[label(name = "cpu.mode")]
    mode: Mode,
}

#[tracewell::metrics]
struct Process {
    /// Time that the process was given by processors.
    #[counter(unit = "s", name = "process.cpu.time", observe = cpu_time)]
    cpu_time: ObservableCounter<CpuLabels, f64>,
    /// Memory that the process occupies.
    #[up_down_counter(unit = "By", name = "process.memory.usage", observe = memory)]
    memory: ObservableUpDownCounter,
    /// Memory that the process has reserved.
    #[up_down_counter(unit = "By", name = "process.memory.virtual", observe = memory_virtual)]
    memory_virtual: ObservableUpDownCounter,
    /// Threads of the process.
    #[up_down_counter(unit = "{thread}", name = "process.thread.count", observe = threads)]
    threads: ObservableUpDownCounter,
    /// Files, sockets and pipes that the process has open.
    #[up_down_counter(
        unit = "{file_descriptor}",
        name = "process.unix.file_descriptor.count",
        observe = file_descriptors
    )]
    file_descriptors: ObservableUpDownCounter,
}

/// Observes the process from now on: `process.cpu.time`, `process.memory.usage`, `process.memory.virtual`,
/// `process.thread.count` and `process.unix.file_descriptor.count`. Called again it changes nothing.
///
/// Linux says them in `/proc`; elsewhere, and where that is not to be read, there are none.
///
/// # Cost
/// At each reading of metrics four small files of `/proc`, and a list of the open files.
pub fn observe_process() {
    let _ = Process::get();
}

fn cpu_time(readings: &mut Readings<'_, CpuLabels, f64>) {
    if let Some((user, system)) = proc::cpu_seconds() {
        readings.observe(user, &CpuLabels { mode: Mode::User });
        readings.observe(system, &CpuLabels { mode: Mode::System });
    }
}

fn memory(readings: &mut Readings<'_, (), i64>) {
    observe(readings, proc::status("VmRSS").map(kibibytes));
}

fn memory_virtual(readings: &mut Readings<'_, (), i64>) {
    observe(readings, proc::status("VmSize").map(kibibytes));
}

fn threads(readings: &mut Readings<'_, (), i64>) {
    observe(readings, proc::status("Threads"));
}

fn file_descriptors(readings: &mut Readings<'_, (), i64>) {
    observe(readings, proc::open_files());
}

fn observe(readings: &mut Readings<'_, (), i64>, value: Option<i64>) {
    if let Some(value) = value {
        readings.observe(value, &());
    }
}

const fn kibibytes(count: i64) -> i64 {
    count.saturating_mul(1024)
}
