//! Walks small trees full of what file systems can hold.

use super::*;
use std::fs;
use tempfile::TempDir;

fn tree(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn options() -> WalkOptions {
    WalkOptions { obey_ignore_files: true, max_file_size: 1000, jobs: 2 }
}

fn python(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "py")
}

fn walk_at(folder: &TempDir, below: &str) -> Walked {
    walk(&[folder.path().join(below)], &options(), &python).unwrap()
}

fn paths(walked: &Walked) -> Vec<&str> {
    walked.files.iter().map(|file| file.source.path()).collect()
}

fn said(walked: &Walked) -> Vec<String> {
    walked.notifications.iter().map(|said| format!("{}: {}", said.path, said.message)).collect()
}

#[test]
fn ignored_and_hidden_files_are_passed_over_and_paths_are_relative_to_the_git_root() {
    let folder = tree(&[
        (".git/HEAD", b""),
        (".gitignore", b"build/\n"),
        ("build/x.py", b""),
        (".hidden/x.py", b""),
        ("api/b.py", b""),
        ("api/a \"q\".py", b""),
        ("api/notes.txt", b"\0"),
        ("web/c.py", b""),
    ]);
    assert_eq!(paths(&walk_at(&folder, "api")), ["api/a \"q\".py", "api/b.py"]);
    assert_eq!(paths(&walk_at(&folder, "")), ["api/a \"q\".py", "api/b.py", "web/c.py"]);
    let all = WalkOptions { obey_ignore_files: false, ..options() };
    let walked = walk(&[folder.path().to_owned()], &all, &python).unwrap();
    assert_eq!(paths(&walked)[2], "build/x.py");
}

#[test]
fn a_file_named_twice_is_one_file_and_an_ignored_one_is_read_when_named() {
    let folder = tree(&[(".gitignore", b"*.gen.py\n"), ("a.gen.py", b""), ("b.py", b"")]);
    let named = [folder.path().to_owned(), folder.path().join("a.gen.py"), folder.path().join("b.py")];
    let walked = walk(&named, &options(), &python).unwrap();
    assert_eq!(paths(&walked), ["a.gen.py", "b.py"]);
    assert!(walked.files.iter().all(|file| file.explicit));
}

#[test]
fn unreadable_kinds_of_text_are_said_and_invalid_utf_8_is_kept() {
    let folder = tree(&[
        ("binary.py", b"a\0b"),
        ("bom.py", b"\xef\xbb\xbfx = 1\n"),
        ("latin.py", b"x = '\xe9'\n"),
        ("large.py", &[b'#'; 2000]),
        ("utf16.py", b"\xff\xfex\0"),
    ]);
    let walked = walk_at(&folder, "");
    assert_eq!(paths(&walked), ["bom.py", "latin.py"]);
    assert_eq!(walked.files[1].source.bytes(), b"x = '\xe9'\n");
    insta::assert_snapshot!(said(&walked).join("\n"), @r"
    binary.py: looks binary: it holds a NUL byte; skipped
    large.py: is larger (1.9 KiB) than the limit of 1000 bytes; skipped (`--max-file-size` raises it)
    utf16.py: is encoded in UTF-16; skipped (save it as UTF-8)
    ");
}

#[test]
fn other_peoples_code_is_told_by_its_folder_below_what_was_named() {
    let folder = tree(&[
        (".gitattributes", b"proto/** linguist-generated\ncopied/** linguist-vendored\n"),
        ("copied/lib.py", b""),
        ("main.py", b""),
        ("proto/shop.py", b""),
        ("vendor/x/y.py", b""),
    ]);
    let roles = |below: &str| -> Vec<Option<Role>> {
        walk_at(&folder, below).files.iter().map(|file| file.role_hint).collect()
    };
    let [vendored, generated] = [Some(Role::Vendored), Some(Role::Generated)];
    assert_eq!(roles(""), [vendored, None, generated, vendored]);
    assert_eq!(roles("vendor/x"), [None]);
    assert_eq!(roles("vendor/x/y.py"), [None]);
}

#[test]
fn a_named_vendored_folder_is_normal_even_where_attributes_say_vendored() {
    let folder = tree(&[
        (".git/HEAD", b""),
        (".gitattributes", b"copied/** linguist-vendored\n"),
        ("copied/lib/a.py", b""),
    ]);
    assert_eq!(walk_at(&folder, "copied").files[0].role_hint, None);
    assert_eq!(walk_at(&folder, "").files[0].role_hint, Some(Role::Vendored));
}

#[test]
fn a_path_that_does_not_exist_is_an_error() {
    let error = walk(&["no/such/path".into()], &options(), &python).unwrap_err();
    assert_eq!(error.to_string(), "cannot check `no/such/path`");
}

#[cfg(unix)]
#[test]
fn pipes_sockets_devices_and_link_loops_are_never_opened() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = tree(&[("a/x.py", b""), ("line\nbreak é.py", b"")]);
    symlink(folder.path(), folder.path().join("a/loop")).unwrap();
    symlink("self.py", folder.path().join("self.py")).unwrap();
    symlink("/dev/zero", folder.path().join("zero.py")).unwrap();
    let _socket = UnixListener::bind(folder.path().join("socket.py")).unwrap();
    let pipe = std::process::Command::new("mkfifo").arg(folder.path().join("pipe.py")).status().unwrap();
    assert!(pipe.success());
    let walked = walk_at(&folder, "");
    assert_eq!(paths(&walked), ["a/x.py", "line\nbreak é.py"]);
    insta::assert_snapshot!(said(&walked).join("\n"), @r"
    pipe.py: is a named pipe, not a regular file; skipped
    socket.py: is a socket, not a regular file; skipped
    ");
}
