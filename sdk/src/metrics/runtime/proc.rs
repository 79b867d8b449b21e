//! What Linux says of the process in `/proc`; nothing elsewhere, and where the files are not what they are known to be.

use std::fs;

/// Ticks of the clock in a second, as the kernel tells them to programs: 100 on all architectures that Rust's standard
/// library knows (`USER_HZ`).
const TICKS: f64 = 100.0;

/// Returns the seconds of processor time in the program and in the kernel, of all threads that there are and were.
pub(super) fn cpu_seconds() -> Option<(f64, f64)> {
    times(&read("stat")?)
}

/// Returns a number of `/proc/self/status`, in the unit that stands there.
pub(super) fn status(key: &str) -> Option<i64> {
    value(&read("status")?, key)
}

/// Returns how many files are open, without the list that is read for it.
pub(super) fn open_files() -> Option<i64> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let open = fs::read_dir("/proc/self/fd").ok()?.count();
    Some(open.saturating_sub(1) as i64)
}

fn read(file: &str) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    // The program's name is among it, in any bytes.
    fs::read(format!("/proc/self/{file}")).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// Behind the name, which may have spaces and parentheses in it, `utime` and `stime` are the 12th and 13th field.
fn times(stat: &str) -> Option<(f64, f64)> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut times = fields.split_ascii_whitespace().skip(11).map(|ticks| ticks.parse::<f64>().ok());
    Some((times.next()?? / TICKS, times.next()?? / TICKS))
}

fn value(status: &str, key: &str) -> Option<i64> {
    let line = status.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    line.split_ascii_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_may_be_called_anything() {
        let stat = "17 (a) b (c) R 1 17 17 0 -1 4194304 100 0 0 0 250 75 0 0 20 0 3 0 1 2 3";
        assert_eq!(times(stat), Some((2.5, 0.75)));
    }

    #[test]
    fn a_number_is_found_by_its_whole_name() {
        let status = "Name:\tVmRSS\nVmRSSX:\t7 kB\nVmRSS:\t   4812 kB\nThreads:\t3\n";
        assert_eq!(value(status, "VmRSS"), Some(4812));
        assert_eq!(value(status, "Threads"), Some(3));
        assert_eq!(value(status, "VmSize"), None);
    }

    #[test]
    fn files_that_are_not_what_they_were_say_nothing() {
        for text in ["", ")", "1 (x) R", "1 (x) R 1 1 1 1 1 1 1 1 1 1 no 5", "\u{fffd}"] {
            assert_eq!(times(text), None, "{text}");
            assert_eq!(value(text, "VmRSS"), None);
        }
        assert_eq!(value("VmRSS: much", "VmRSS"), None);
    }
}
