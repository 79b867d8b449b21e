//! Where output goes: standard output, or a file that appears whole or not at all.

use anyhow::Context as _;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Runs `write` against the file, or against standard output where none is named.
pub(super) fn write_to(
    file: Option<&Path>,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> anyhow::Result<()> {
    match file {
        None => buffered(io::stdout().lock(), write).map(drop).context("cannot write to standard output"),
        Some(path) => write_file(path, write).with_context(|| format!("cannot write `{}`", path.display())),
    }
}

/// Returns whether an error is only that nobody reads what we print any more.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

fn buffered<W: Write>(writer: W, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<W> {
    let mut writer = BufWriter::with_capacity(64 * 1024, writer);
    write(&mut writer)?;
    writer.flush()?;
    writer.into_inner().map_err(io::IntoInnerError::into_error)
}

fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link keeps leading to its target.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir()) {
        // A device or a pipe must not be replaced by a file.
        return buffered(fs::OpenOptions::new().write(true).open(&path)?, write).map(drop);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = temporary_in(folder)?;
    let temporary = buffered(temporary, write)?;
    temporary.as_file().sync_all()?;
    temporary.persist(&path).map(drop).map_err(|error| error.error)
}

#[cfg(unix)]
fn temporary_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    use std::os::unix::fs::PermissionsExt as _;
    // What any other program would create; the umask still applies.
    tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn temporary_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    tempfile::NamedTempFile::new_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        fs::write(&path, "old").unwrap();
        let failed = write_to(Some(&path), |out| {
            out.write_all(b"new")?;
            Err(io::Error::from(io::ErrorKind::StorageFull))
        });
        assert!(failed.unwrap_err().to_string().contains("report.json"));
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        write_to(Some(&path), |out| out.write_all(b"new")).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
    }

    #[test]
    fn a_folder_that_does_not_exist_is_named() {
        let failed = write_to(Some(Path::new("no/such/folder/x.json")), |_| Ok(()));
        assert_eq!(failed.unwrap_err().to_string(), "cannot write `no/such/folder/x.json`");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_device_is_an_error_and_stays_a_device() {
        use std::os::unix::fs::FileTypeExt as _;
        let path = Path::new("/dev/full");
        let failed = write_to(Some(path), |out| out.write_all(b"x")).unwrap_err();
        assert!(format!("{failed:#}").starts_with("cannot write `/dev/full`: "), "{failed:#}");
        assert!(path.metadata().unwrap().file_type().is_char_device());
    }
}
