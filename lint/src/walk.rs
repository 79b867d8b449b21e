//! Finds and reads the files of a run: the rim between the file system and the engine.
//!
//! ```text
//! named paths ─▶ roots ─▶ parallel walk, reading as it goes ─▶ roles ─▶ Walked
//! ```
//!
//! Nothing here aborts a run but a named path that does not exist; whatever else goes wrong with a file becomes
//! a notification. Symbolic links are not followed: what they lead to is either found by itself, or not part of
//! what was named.

mod attributes;
mod conventions;
mod read;
mod role;
mod roots;

use crate::diagnostic::Severity;
use crate::report::Notification;
use crate::source::{Role, SourceFile};
use attributes::Attributes;
use ignore::{DirEntry, WalkBuilder, WalkState};
use roots::Roots;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};

/// How to walk.
#[derive(Debug, Clone)]
pub struct WalkOptions {
    /// Whether `.gitignore` and its like are obeyed.
    pub obey_ignore_files: bool,
    /// Larger files, in bytes, are not read.
    pub max_file_size: u64,
    /// Threads.
    pub jobs: usize,
}

/// One file that was read.
#[derive(Debug, Clone)]
pub struct WalkedFile {
    /// Its text and its path.
    pub source: Arc<SourceFile>,
    /// Whether the file itself was named on the command line.
    pub explicit: bool,
    /// `Vendored` or `Generated`, where its place, name, attributes or first lines say so.
    pub role_hint: Option<Role>,
    /// How many bytes of its path were named on the command line.
    pub named_prefix: usize,
}

/// What a walk found.
#[derive(Debug, Default)]
pub struct Walked {
    /// What the paths shown are relative to: the git root, else the folder that was named.
    pub root: PathBuf,
    /// The files that were read, sorted by path.
    pub files: Vec<WalkedFile>,
    /// The files that were not, sorted by path.
    pub notifications: Vec<Notification>,
}

/// A path named on the command line that cannot be looked at.
#[derive(Debug, thiserror::Error)]
#[error("cannot check `{}`", path.display())]
pub struct WalkError {
    path: PathBuf,
    source: io::Error,
}

/// Reads every file below `paths` whose path, relative and with forward slashes, is `wanted`.
pub fn walk(
    paths: &[PathBuf],
    options: &WalkOptions,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Result<Walked, WalkError> {
    let roots = Roots::try_new(paths)?;
    let (sender, receiver) = mpsc::channel();
    if let Some(builder) = builder(&roots, options) {
        builder.build_parallel().run(|| {
            let (sender, roots) = (sender.clone(), &roots);
            Box::new(move |entry| {
                let found = match entry {
                    Ok(entry) => visit(&entry, roots, options, wanted),
                    Err(error) => Some(Found::Refused(refused_by_walk(&error, roots))),
                };
                // The receiver outlives the walk.
                let _ = found.map(|found| sender.send(found));
                WalkState::Continue
            })
        });
    }
    drop(sender);
    Ok(collect(roots, receiver.into_iter()))
}

fn builder(roots: &Roots, options: &WalkOptions) -> Option<WalkBuilder> {
    let (first, others) = roots.named.split_first()?;
    let mut builder = WalkBuilder::new(first);
    for path in others {
        builder.add(path);
    }
    let obey = options.obey_ignore_files;
    builder.hidden(true).parents(obey).ignore(obey).git_ignore(obey).git_exclude(obey).git_global(obey);
    builder.require_git(false).follow_links(false).threads(options.jobs);
    Some(builder)
}

/// What became of one directory entry that matters.
enum Found {
    Read { path: PathBuf, root: PathBuf, text: Vec<u8>, looks_generated: bool },
    Refused(Notification),
}

fn visit(
    entry: &DirEntry,
    roots: &Roots,
    options: &WalkOptions,
    wanted: &(dyn Fn(&str) -> bool + Sync),
) -> Option<Found> {
    let file_type = entry.file_type()?;
    let shown = roots.shown(entry.path());
    if file_type.is_dir() || file_type.is_symlink() || !wanted(&shown) {
        return None;
    }
    Some(match read::read(entry.path(), options.max_file_size) {
        Ok(text) => Found::Read {
            path: entry.path().to_owned(),
            root: entry.path().ancestors().nth(entry.depth()).unwrap_or(entry.path()).to_owned(),
            looks_generated: role::looks_generated(&entry.file_name().to_string_lossy(), &text),
            text,
        },
        Err(refusal) => Found::Refused(notification(shown, refusal.to_string())),
    })
}

fn notification(path: String, message: String) -> Notification {
    Notification { path, message, severity: Severity::Error }
}

fn refused_by_walk(error: &ignore::Error, roots: &Roots) -> Notification {
    let path = path_of(error).map_or_else(String::new, |path| roots.shown(path));
    let message = error.io_error().map_or_else(|| error.to_string(), ToString::to_string);
    notification(path, format!("cannot be read: {message}"))
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// Puts in order what the threads found, once per file where named paths overlap.
fn collect(roots: Roots, found: impl Iterator<Item = Found>) -> Walked {
    let mut attributes = Attributes::new(roots.top.clone());
    // Whole paths compare faster than their components.
    let mut files: BTreeMap<OsString, WalkedFile> = BTreeMap::new();
    let mut notifications = Vec::new();
    for found in found {
        match found {
            Found::Refused(notification) => notifications.push(notification),
            Found::Read { path, root, text, looks_generated } => {
                let role_hint = role::of(&path, &root, looks_generated, &mut attributes);
                let source = Arc::new(SourceFile::new(roots.shown(&path), text));
                let named_prefix =
                    if path == root || root == roots.top { 0 } else { roots.shown(&root).len() };
                let file = WalkedFile { source, explicit: path == root, role_hint, named_prefix };
                merge(&mut files, path.into_os_string(), file);
            }
        }
    }
    notifications.sort_by(|left, right| (&left.path, &left.message).cmp(&(&right.path, &right.message)));
    notifications.dedup();
    let mut files: Vec<WalkedFile> = files.into_values().collect();
    files.sort_by(|left, right| left.source.path().cmp(right.source.path()));
    Walked { root: roots.top, files, notifications }
}

/// The way of finding a file that takes it most seriously counts.
fn merge(files: &mut BTreeMap<OsString, WalkedFile>, path: OsString, file: WalkedFile) {
    let Some(known) = files.get_mut(&path) else {
        files.insert(path, file);
        return;
    };
    known.explicit |= file.explicit;
    known.named_prefix = known.named_prefix.max(file.named_prefix);
    if file.role_hint != Some(Role::Vendored) {
        known.role_hint = file.role_hint;
    }
}

#[cfg(test)]
mod tests;
