//! Fingerprints: by what a finding is recognised after the file was edited.
//!
//! GitHub computes `primaryLocationLineHash` itself where it is missing, and warns where it differs, so ours is
//! the same: white space is dropped, line endings become line feeds, a mark ends the text; a line's hash is a
//! polynomial over the 100 UTF-16 units from its start, zeros after the mark; equal hashes of a file are numbered.

use crate::source::SourceFile;
use std::collections::HashMap;

const WINDOW: usize = 100;
const FACTOR: u64 = 37;
const END_OF_FILE: u16 = 0xffff;
const LINE_FEED: u16 = 0x0a;

/// The hash of every line of a file, as GitHub numbers lines: a lone carriage return ends one too.
pub(super) struct LineHashes {
    hashes: Vec<(u64, u32)>,
}

impl LineHashes {
    /// Hashes a file's lines.
    pub(super) fn new(text: &[u8]) -> Self {
        let units = normalize(text);
        let ends = units.iter().enumerate().filter(|(_, unit)| **unit == LINE_FEED);
        let starts = std::iter::once(0).chain(ends.map(|(index, _)| index + 1));
        let mut seen: HashMap<u64, u32> = HashMap::new();
        let hashes = starts.map(|start| {
            let hash = hash_from(&units[start..]);
            let number = seen.entry(hash).or_default();
            *number += 1;
            (hash, *number)
        });
        Self { hashes: hashes.collect() }
    }

    /// Returns the fingerprint of a one-based line.
    pub(super) fn line(&self, line: u32) -> Option<String> {
        let (hash, number) = self.hashes.get(line as usize - 1)?;
        Some(format!("{hash:x}:{number}"))
    }
}

fn normalize(text: &[u8]) -> Vec<u16> {
    let text = String::from_utf8_lossy(text);
    let mut units = Vec::with_capacity(text.len() + 1);
    let mut after_return = false;
    for unit in text.encode_utf16() {
        match (unit, after_return) {
            (0x09 | 0x20, _) | (LINE_FEED, true) => after_return = false,
            (0x0d, _) => {
                units.push(LINE_FEED);
                after_return = true;
            }
            _ => {
                units.push(unit);
                after_return = false;
            }
        }
    }
    units.push(END_OF_FILE);
    units
}

fn hash_from(units: &[u16]) -> u64 {
    let padded = units.iter().copied().chain(std::iter::repeat(0)).take(WINDOW);
    padded.fold(0, |hash: u64, unit| hash.wrapping_mul(FACTOR).wrapping_add(u64::from(unit)))
}

/// Numbers the findings that are alike: same rule, same file, same text of the line.
#[derive(Default)]
pub(super) struct Occurrences {
    seen: HashMap<u64, u32>,
}

impl Occurrences {
    /// Returns `tracewell/v1` of a finding; edits of other lines leave it as it is.
    pub(super) fn next(&mut self, rule: &str, file: &SourceFile, line: u32) -> String {
        let text = file.line_text(line);
        let parts = [rule, file.path()].into_iter().chain(text.split_whitespace());
        let hash = fnv1a(parts);
        let number = self.seen.entry(hash).or_default();
        *number += 1;
        format!("{hash:016x}:{number}")
    }
}

/// FNV-1a over the parts, each ended by a byte that no UTF-8 holds.
fn fnv1a<'a>(parts: impl Iterator<Item = &'a str>) -> u64 {
    let bytes = parts.flat_map(|part| part.bytes().chain(std::iter::once(0xff)));
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
