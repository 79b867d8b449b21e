//! What a file offers under which name: `export { a as b } from "c"`, `export default a`, `module.exports = a`.

use super::collect::Collector;
use super::{Binding, BindingKind};
use crate::syntax::{Kind, NodeId, Part};

impl Collector<'_> {
    pub(super) fn export(&mut self, id: NodeId) {
        let syntax = self.syntax;
        let value = |expression| BindingKind::Value { expression, index: 0 };
        if let Some(whole) = syntax.part(id, Part::Default) {
            self.found.whole = Some(self.binding(id, value(whole)));
        }
        if let (Some(offered), Some(name)) =
            (syntax.part(id, Part::Value), self.habits.paths.default_member.clone())
        {
            self.offer(&name, id, value(offered));
        }
        let module = syntax.part(id, Part::Path).and_then(|path| syntax.string_value(path));
        let module: Option<Box<str>> = module.map(Into::into);
        self.found.imports.extend(module.clone().map(|module| (id, module)));
        let items: Vec<NodeId> =
            syntax.children(id).filter(|item| syntax.kind(*item) == Kind::ImportItem).collect();
        if items.is_empty() {
            self.found.passed_on.extend(module);
            return;
        }
        for item in items {
            self.export_item(item, module.as_deref());
        }
    }

    /// `a as b` of a module, or of the file; `* as b`.
    fn export_item(&mut self, item: NodeId, module: Option<&str>) {
        let syntax = self.syntax;
        let (path, alias) = (syntax.part(item, Part::Path), syntax.part(item, Part::PathAlias));
        let Some(name) = alias.or(path).map(|name| syntax.name(name)) else { return };
        let kind = match (module, path) {
            (Some(module), _) => {
                let member = path.map(|path| syntax.name(path).into());
                BindingKind::Import { module: module.into(), member }
            }
            (None, Some(path)) => BindingKind::Value { expression: path, index: 0 },
            (None, None) => return,
        };
        self.offer(name, item, kind);
    }

    /// `module.exports = a`, `exports.b = a`.
    pub(super) fn exported_target(&mut self, target: NodeId, kind: &BindingKind) {
        let (syntax, paths) = (self.syntax, &self.habits.paths);
        if paths.whole.is_empty() || syntax.kind(target) != Kind::Member {
            return;
        }
        let is = |names: &[String], id: NodeId| names.iter().any(|name| name == syntax.text(id));
        if is(&paths.whole, target) {
            self.found.whole = Some(self.binding(target, kind.clone()));
        } else if syntax
            .part(target, Part::Base)
            .is_some_and(|base| is(&paths.offered, base) || is(&paths.whole, base))
        {
            self.offer(syntax.name(target), target, kind.clone());
        }
    }

    fn offer(&mut self, name: &str, node: NodeId, kind: BindingKind) {
        let binding = self.binding(node, kind);
        self.found.exports.entry(name.into()).or_default().push(binding);
    }

    fn binding(&self, node: NodeId, kind: BindingKind) -> Binding {
        Binding { node, position: self.syntax.node(node).range.start, kind }
    }
}
