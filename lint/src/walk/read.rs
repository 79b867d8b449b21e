//! Reads one file, or says why it was not read.

use super::conventions::TOP_BYTES;
use std::fs::{File, FileType};
use std::io::{self, Read};
use std::path::Path;

/// Why a file went unread.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refusal {
    /// Opening one of these may wait for ever, or has effects.
    #[error("is {0}, not a regular file; skipped")]
    NotRegular(&'static str),
    /// A file nobody wrote by hand, and that would cost every other file its time.
    #[error("is larger ({}) than the limit of {}; skipped (`--max-file-size` raises it)", size(*.0), size(*.1))]
    TooLarge(u64, u64),
    /// A NUL byte near the beginning.
    #[error("looks binary: it holds a NUL byte; skipped")]
    Binary,
    /// A byte order mark of UTF-16.
    #[error("is encoded in UTF-16; skipped (save it as UTF-8)")]
    Utf16,
    /// It was there when its folder was listed.
    #[error("vanished before it was read")]
    Vanished,
    /// Whatever else the system says.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::NotFound { Self::Vanished } else { Self::Unreadable(error) }
    }
}

/// Reads a file of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Refusal> {
    let metadata = path.symlink_metadata()?;
    if !metadata.is_file() {
        return Err(Refusal::NotRegular(kind(metadata.file_type())));
    }
    if metadata.len() > limit {
        return Err(Refusal::TooLarge(metadata.len(), limit));
    }
    let mut text = Vec::with_capacity(metadata.len() as usize + 1);
    // A file may grow while it is read.
    File::open(path)?.take(limit + 1).read_to_end(&mut text)?;
    if text.len() as u64 > limit {
        return Err(Refusal::TooLarge(text.len() as u64, limit));
    }
    if text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff]) {
        return Err(Refusal::Utf16);
    }
    if text[..text.len().min(TOP_BYTES)].contains(&0) {
        return Err(Refusal::Binary);
    }
    Ok(text)
}

#[cfg(unix)]
fn kind(file_type: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    match file_type {
        kind if kind.is_fifo() => "a named pipe",
        kind if kind.is_socket() => "a socket",
        kind if kind.is_block_device() || kind.is_char_device() => "a device",
        _ => "something else",
    }
}

#[cfg(not(unix))]
fn kind(_: FileType) -> &'static str {
    "something else"
}

/// Formats a size with the largest unit that keeps it above one.
fn size(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    let unit = UNITS.iter().find(|(unit, _)| bytes >= *unit);
    unit.map_or_else(
        || format!("{bytes} bytes"),
        |(unit, name)| {
            let tenths = bytes * 10 / unit;
            if tenths.is_multiple_of(10) {
                format!("{} {name}", tenths / 10)
            } else {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            }
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_is_gone_is_said_to_be() {
        let refusal = read(Path::new("no/such/file.py"), 10).unwrap_err();
        assert_eq!(refusal.to_string(), "vanished before it was read");
    }

    #[test]
    fn sizes_are_said_in_the_unit_that_fits() {
        assert_eq!(size(12), "12 bytes");
        assert_eq!(size(10 << 20), "10 MiB");
        assert_eq!(size((10 << 20) + (1 << 19)), "10.5 MiB");
    }
}
