//! What part every file plays, once services are known.
//!
//! ```text
//! place and name ─▶ tests, examples, scripts          (decided before the run)
//! entry points   ─▶ services                          (a tool by its place that serves is a service)
//! argument parsers, standard input, programs apart ─▶ command-line tools
//! ```

use super::{Found, LintOptions};
use crate::facts::{FileId, ServiceId};
use crate::resolve::Project;
use crate::source::Role;
use rustc_hash::{FxHashMap, FxHashSet};

/// What part every file plays.
pub(super) struct Roles {
    of_file: Vec<Role>,
}

impl Roles {
    pub(super) fn of(found: &Found<'_>, options: &LintOptions) -> Self {
        let evidence = Evidence::collect(found);
        let role = |file: FileId| evidence.role(found, file).unwrap_or(options.default_role);
        Self { of_file: (0..found.project.files().len() as FileId).map(role).collect() }
    }

    pub(super) fn role(&self, file: FileId) -> Role {
        self.of_file.get(file as usize).copied().unwrap_or(Role::Library)
    }
}

/// What tells services and tools apart.
#[derive(Default)]
struct Evidence {
    /// Services with an entry point.
    serving: FxHashSet<ServiceId>,
    /// Services with a tool, which are tools unless they serve.
    command_line: FxHashSet<ServiceId>,
    /// Files that are tools by themselves.
    tools: FxHashSet<FileId>,
    /// Files that serve, wherever they lie.
    servers: FxHashSet<FileId>,
}

impl Evidence {
    fn collect(found: &Found<'_>) -> Self {
        let mut evidence = Self::default();
        let reach = Reach::of(found);
        for model in &found.models {
            let own = found.project.file(model.file).role;
            if !matches!(own, None | Some(Role::CommandLine)) {
                continue;
            }
            let Some(service) = found.services.of(model.file) else { continue };
            if !model.entry_points.is_empty() {
                evidence.serving.insert(service);
                evidence.servers.insert(model.file);
            } else if model.is_command_line {
                evidence.tools.insert(model.file);
                evidence.command_line.insert(service);
            } else if model.is_executable && !reach.works(found.project, model.file) {
                evidence.tools.insert(model.file);
            }
        }
        evidence
    }

    fn role(&self, found: &Found<'_>, file: FileId) -> Option<Role> {
        let own = found.project.file(file).role;
        if own.is_some_and(|own| own != Role::CommandLine) {
            return own;
        }
        let service = found.services.of(file)?;
        let shared = found.services.services[service as usize].shares;
        let serves = self.serving.contains(&service);
        let is_tool = self.command_line.contains(&service);
        let shares_serving = shared.is_some_and(|shared| self.serving.contains(&shared));
        if self.servers.contains(&file) {
            Some(Role::Service)
        } else if own.is_some() || self.tools.contains(&file) {
            Some(Role::CommandLine)
        } else if serves || (shares_serving && !is_tool) {
            Some(Role::Service)
        } else {
            is_tool.then_some(Role::CommandLine)
        }
    }
}

/// Which packages import which, and which do what services do.
struct Reach<'a> {
    imports: FxHashMap<&'a str, FxHashSet<String>>,
    working: FxHashSet<&'a str>,
}

impl<'a> Reach<'a> {
    fn of(found: &Found<'a>) -> Self {
        let mut reach = Self { imports: FxHashMap::default(), working: FxHashSet::default() };
        let project = found.project;
        for model in &found.models {
            if project.language(model.file).habits.executable_package.is_none() {
                continue;
            }
            let Some(parsed) = project.parsed(model.file) else { continue };
            let folder = folder_of(project, model.file);
            let imported = parsed.bindings.imports.iter();
            let imported = imported.filter_map(|(_, import)| project.imported_folder(import));
            reach.imports.entry(folder).or_default().extend(imported);
            if !model.entry_points.is_empty() || !model.outbound_calls.is_empty() {
                reach.working.insert(folder);
            }
        }
        reach
    }

    /// Returns whether a program serves or calls anything, itself or through what it imports.
    fn works(&self, project: &Project<'_>, file: FileId) -> bool {
        let mut waiting = vec![folder_of(project, file).to_owned()];
        let mut seen: FxHashSet<String> = waiting.iter().cloned().collect();
        while let Some(folder) = waiting.pop() {
            if self.working.contains(folder.as_str()) {
                return true;
            }
            for next in self.imports.get(folder.as_str()).into_iter().flatten() {
                if seen.insert(next.clone()) {
                    waiting.push(next.clone());
                }
            }
        }
        false
    }
}

fn folder_of<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    let path = project.file(file).source.path();
    path.rfind('/').map_or("", |slash| &path[..slash])
}
