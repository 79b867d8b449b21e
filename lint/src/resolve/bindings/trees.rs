//! Imports that name a tree of paths: `use a::{b, c as d, e::{self, f}, g::*}`.

use super::BindingKind;
use super::collect::Collector;
use crate::syntax::{Kind, NONE, NodeId, Part};

impl Collector<'_> {
    pub(super) fn import_tree(&mut self, id: NodeId, items: &[NodeId]) {
        let syntax = self.syntax;
        if let Some(path) = syntax.part(id, Part::Path) {
            // A whole crate: under another name, or with its macros for all files.
            let module: Box<str> = syntax.name(path).into();
            self.found.shared_wildcards.push(module.clone());
            let alias = syntax.part(id, Part::PathAlias).unwrap_or(path);
            self.leaf(id, module, syntax.node(alias).symbol);
            return;
        }
        let mut open: Vec<(NodeId, String)> = items.iter().rev().map(|item| (*item, String::new())).collect();
        while let Some((item, prefix)) = open.pop() {
            match syntax.kind(item) {
                Kind::ImportTree => {
                    let path = syntax.part(item, Part::Path).map(|path| self.dotted(path));
                    let inner = self.joined(&prefix, path.as_deref().unwrap_or_default());
                    let items: Vec<NodeId> = syntax.parts(item, Part::Item).collect();
                    open.extend(items.into_iter().rev().map(|item| (item, inner.clone())));
                }
                Kind::Wildcard => {
                    let path = syntax.part(item, Part::Path).map(|path| self.dotted(path));
                    let module = self.joined(&prefix, path.as_deref().unwrap_or_default());
                    self.found.imports.push((item, module.as_str().into()));
                    self.found.wildcards.push(module.into());
                }
                Kind::ImportItem => {
                    let path = syntax.part(item, Part::Path).map(|path| self.dotted(path));
                    let full = self.joined(&prefix, path.as_deref().unwrap_or_default());
                    let alias = syntax.part(item, Part::PathAlias);
                    let symbol = alias.map_or(NONE, |alias| syntax.node(alias).symbol);
                    self.leaf(item, full.into(), symbol);
                }
                _ => {
                    let full = self.joined(&prefix, &self.dotted(item));
                    let last = full.rsplit('.').next().unwrap_or(&full).to_owned();
                    if let Some(symbol) = syntax.find_symbol(&last) {
                        self.leaf(item, full.as_str().into(), symbol);
                    }
                }
            }
        }
    }

    /// One path, and the name that it binds.
    fn leaf(&mut self, node: NodeId, path: Box<str>, symbol: u32) {
        self.found.imports.push((node, path.clone()));
        let kind = match path.rsplit_once('.') {
            Some((module, member)) => {
                BindingKind::Import { module: module.into(), member: Some(member.into()) }
            }
            None => BindingKind::Import { module: path, member: None },
        };
        self.bind(node, symbol, kind);
    }

    /// A path as written, its parts joined by dots.
    fn dotted(&self, path: NodeId) -> String {
        self.habits.path_words.parts(self.syntax.text(path)).join(".")
    }

    /// A path behind another; the word for the module a path stands in is, at the end of one, what stands before it.
    fn joined(&self, prefix: &str, path: &str) -> String {
        match (prefix.is_empty(), path) {
            (true, path) => path.to_owned(),
            (false, path) if path.is_empty() || self.habits.path_words.is_own(path) => prefix.to_owned(),
            (false, path) => format!("{prefix}.{path}"),
        }
    }
}
