//! Imports bind names: `import a.b as c`, `from a import b`, `import b "a/b"`.

use super::BindingKind;
use super::collect::Collector;
use crate::language::{ImportBinds, Modules};
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

    /// `require("a")`: what it is assigned to is its value; here it only counts as imported.
    pub(super) fn load(&mut self, call: NodeId) {
        let syntax = self.syntax;
        let loaders = &self.habits.paths.loaders;
        if loaders.is_empty() {
            return;
        }
        let callee = syntax.part(call, Part::Callee).filter(|callee| syntax.kind(*callee) == Kind::Name);
        let loads = callee.is_some_and(|callee| loaders.iter().any(|name| name == syntax.name(callee)));
        let path = syntax.part(call, Part::Argument).filter(|_| loads);
        let path = path.and_then(|path| syntax.string_value(path));
        self.found.imports.extend(path.map(|path| (call, path.into())));
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
        if let Some(default) = &self.habits.paths.default_member {
            let is_item = self.syntax.kind(item) == Kind::ImportItem;
            let path = self.syntax.part(item, Part::Path);
            let member = match (is_item, path) {
                (false, _) => Some(default.as_str()),
                (true, Some(path)) => Some(self.syntax.name(path)),
                (true, None) => None,
            };
            let name = self.syntax.part(item, Part::PathAlias).or(path).unwrap_or(item);
            let member = member.map(Into::into);
            let kind = BindingKind::Import { module: module.into(), member };
            self.bind(item, self.syntax.node(name).symbol, kind);
            return;
        }
        let (path, alias) = self.path_and_alias(item);
        let member: Box<str> = self.syntax.name(path).into();
        let symbol = self.syntax.node(alias.unwrap_or(path)).symbol;
        self.bind(item, symbol, BindingKind::Import { module: module.into(), member: Some(member) });
    }

    /// `import alias "path"`.
    fn module_import(&mut self, id: NodeId, module: Box<str>) {
        let alias = self.syntax.part(id, Part::PathAlias).map(|alias| self.syntax.node(alias).symbol);
        let by_default = || {
            // A path alone is imported for its effects.
            let binds = self.habits.modules != Modules::Paths;
            binds.then(|| self.syntax.find_symbol(&(self.package)(&module))).flatten()
        };
        let symbol = alias.or_else(by_default);
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
