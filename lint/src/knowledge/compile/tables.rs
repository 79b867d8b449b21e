//! Tables: lists of API paths by what they are.

use super::each;
use crate::knowledge::library::{ContextTable, ExceptionsTable, LibraryFile, OriginsTable};
use crate::knowledge::lookup::Knowledge;
use crate::knowledge::measure::Bound;
use crate::knowledge::path::{Wildcard, expand};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Knowledge {
    /// What is called how, is the same as what, and extends what.
    pub(super) fn add_names(&mut self, file: &LibraryFile) {
        let packages = file.package.iter();
        self.packages.extend(packages.map(|(path, name)| (path.as_str().into(), name.as_str().into())));
        for (from, to) in &file.values {
            for from in expand(from) {
                self.add_value(from, to);
            }
        }
        for (types, bases) in &file.extends {
            for r#type in expand(types) {
                self.types.insert(r#type.as_str().into());
                let bases = bases.iter().flat_map(|base| expand(base)).map(Into::into);
                self.extends.entry(r#type.into()).or_default().extend(bases);
            }
        }
    }

    /// The methods that traits give to any object.
    pub(super) fn add_extension_methods(&mut self, file: &LibraryFile) {
        for (owner, methods) in &file.extension_methods {
            self.types.insert(owner.as_str().into());
            for method in methods {
                self.extending.entry(method.as_str().into()).or_default().push(owner.as_str().into());
            }
        }
    }

    fn add_value(&mut self, from: String, to: &str) {
        self.learn_types(&from);
        self.note_last(&from);
        match Wildcard::parse(&from) {
            Some(wildcard) => self.wildcard_values.add(wildcard, to.into()),
            None => self.values.extend([(from.into(), to.into())]),
        }
    }

    /// What exceptions, contexts, values and numbers are.
    pub(super) fn add_tables(&mut self, file: &LibraryFile) {
        self.add_exceptions(&file.exceptions);
        self.add_contexts(&file.context);
        self.add_origins(&file.origins);
        each(&file.telemetry.exporters, |path| self.exporters.extend([path]));
        for (quantity, paths) in &file.quantities {
            each(paths, |path| {
                self.learn_types(&path);
                self.quantities.extend([(path, *quantity)]);
            });
        }
    }

    fn add_exceptions(&mut self, table: &ExceptionsTable) {
        let classes = [
            ("blanket", &table.blanket),
            ("control-flow", &table.control_flow),
            ("optional-import", &table.optional_import),
            ("lookup", &table.lookup),
            ("conversion", &table.conversion),
            ("empty", &table.empty),
            ("encoding", &table.encoding),
            ("decoding", &table.decoding),
        ];
        for (class, paths) in classes {
            each(paths, |path| self.exceptions.extend([(path, class)]));
        }
        for (exception, calls) in &table.expected {
            each(calls, |call| self.expected_from.extend([(exception.as_str().into(), call)]));
        }
        each(&table.current, |path| self.current_errors.extend([path]));
    }

    fn add_contexts(&mut self, table: &ContextTable) {
        let makers = [
            ("background", &table.background),
            ("detach", &table.detach),
            ("deadline", &table.deadline),
            ("keeps", &table.keeps),
            ("indifferent", &table.indifferent),
        ];
        for (class, paths) in makers {
            each(paths, |path| self.context_makers.extend([(path, class)]));
        }
        each(&table.types, |path| self.context_types.extend([path]));
        for (carriers, how) in &table.carriers {
            let carriers = expand(carriers).into_iter();
            self.context_carriers.extend(carriers.map(|carrier| (carrier.into(), how.as_str().into())));
        }
    }

    fn add_origins(&mut self, table: &OriginsTable) {
        self.add_bounds(&table.unbounded, Bound::Unbounded);
        self.add_bounds(&table.bounded, Bound::Bounded);
        for (what, paths) in &table.sensitive {
            each(paths, |path| self.sensitive.extend([(path, what.as_str().into())]));
        }
        each(&table.passes, |path| self.bounds.extend([(path, Bound::Passes)]));
    }

    fn add_bounds(&mut self, sources: &BTreeMap<String, Vec<String>>, bound: fn(Arc<str>) -> Bound) {
        for (what, paths) in sources {
            let bound = bound(what.as_str().into());
            each(paths, |path| self.bounds.extend([(path, bound.clone())]));
        }
    }
}
