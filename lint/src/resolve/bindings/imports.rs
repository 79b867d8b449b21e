//! Imports bind names: `import a.b as c`, `from a import b`, `import b "a/b"`.

use super::BindingKind;
use super::collect::Collector;
use crate::language::ImportBinds;
use crate::syntax::{Kind, NodeId, Part};

impl Collector<'_> {
    pub(super) fn import(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let items: Vec<NodeId> = syntax.parts(id, Part::Item).collect();
        if self.habits.import_binds == ImportBinds::Tree {
            return self.import_tree(id, &items);
        }
        let Some(path) = syntax.part(id, Part::Path) else {
            for item in items {
                self.plain_import(item);
            }
            return;
        };
        let module: Box<str> = syntax.string_value(path).unwrap_or_else(|| syntax.name(path)).into();
        self.found.imports.push((id, module.clone()));
        let everything = syntax.children(id).any(|child| syntax.kind(child) == Kind::Wildcard);
        if everything {
            self.found.wildcards.push(module);
        } else if self.habits.import_binds == ImportBinds::LastName {
            self.last_name_import(id, &module);
        } else if items.is_empty() {
            self.module_import(id, module);
        } else {
            for item in items {
                self.member_import(item, &module);
            }
        }
    }

    /// `import a.b` or `import a.b as c`.
    fn plain_import(&mut self, item: NodeId) {
        let (path, alias) = self.path_and_alias(item);
        let full: Box<str> = self.syntax.name(path).into();
        self.found.imports.push((item, full.clone()));
        if let Some(alias) = alias {
            self.bind(
                item,
                self.syntax.node(alias).symbol,
                BindingKind::Import { module: full, member: None },
            );
            return;
        }
        let first: Box<str> = full.split('.').next().unwrap_or(&full).into();
        let symbol = self.syntax.find_symbol(&first);
        if let Some(symbol) = symbol {
            self.bind(item, symbol, BindingKind::Import { module: first, member: None });
        }
    }

    /// `from module import a as b`.
    fn member_import(&mut self, item: NodeId, module: &str) {
        let (path, alias) = self.path_and_alias(item);
        let member: Box<str> = self.syntax.name(path).into();
        let symbol = self.syntax.node(alias.unwrap_or(path)).symbol;
        self.bind(item, symbol, BindingKind::Import { module: module.into(), member: Some(member) });
    }

    /// `import alias "path"`.
    fn module_import(&mut self, id: NodeId, module: Box<str>) {
        let alias = self.syntax.part(id, Part::PathAlias).map(|alias| self.syntax.node(alias).symbol);
        let symbol = alias.or_else(|| self.syntax.find_symbol(&(self.package)(&module)));
        if let Some(symbol) = symbol {
            self.bind(id, symbol, BindingKind::Import { module, member: None });
        }
    }

    /// `import a.b.C`.
    fn last_name_import(&mut self, id: NodeId, path: &str) {
        let Some((module, member)) = path.rsplit_once('.') else { return };
        if let Some(symbol) = self.syntax.find_symbol(member) {
            self.bind(id, symbol, BindingKind::Import { module: module.into(), member: Some(member.into()) });
        }
    }

    fn path_and_alias(&self, item: NodeId) -> (NodeId, Option<NodeId>) {
        if self.syntax.kind(item) != Kind::ImportItem {
            return (item, None);
        }
        (self.syntax.part(item, Part::Path).unwrap_or(item), self.syntax.part(item, Part::PathAlias))
    }
}
