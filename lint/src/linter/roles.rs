//! What part every file plays, once services are known.
//!
//! ```text
//! place and name ─▶ tests, examples, scripts          (decided before the run)
//! entry points   ─▶ services                          (a tool by its place stays one)
//! argument parsers, standard input, generators ─▶ command-line tools
//! files that name their interpreter, and that nothing imports ─▶ scripts
//! ```

use super::{Found, LintOptions, generators, scripts};
use crate::facts::{FileId, ServiceId};
use crate::folders::folder;
use crate::language::Modules;
use crate::resolve::{Project, Resolver};
use crate::source::Role;
use rustc_hash::{FxHashMap, FxHashSet};

/// What part every file plays.
pub(super) struct Roles {
    of_file: Vec<Role>,
    /// Whether people read what a file writes while it runs.
    at_terminals: Vec<bool>,
}

impl Roles {
    pub(super) fn of(found: &Found<'_>, options: &LintOptions) -> Self {
        let evidence = Evidence::collect(found);
        let role = |file: FileId| evidence.role(found, file).unwrap_or(options.default_role);
        let files = || 0..found.project.files().len() as FileId;
        let of_file: Vec<Role> = files().map(role).collect();
        let at_terminals = files().map(|file| match of_file[file as usize] {
            Role::Script => !is_among_features(folder_of(found.project, file)),
            // That nothing of a program is known to serve is too little: its framework may not be known.
            Role::CommandLine => evidence.is_surely_tool(found, file),
            _ => false,
        });
        Self { at_terminals: at_terminals.collect(), of_file }
    }

    /// Returns whether people read what a file writes while it runs.
    pub(super) fn is_at_terminal(&self, file: FileId) -> bool {
        self.at_terminals.get(file as usize).copied().unwrap_or(false)
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
    /// Packages with a command of a tool: what lies beside it helps it.
    tool_packages: FxHashSet<String>,
    /// Packages of tools that import what serves.
    starts_server: FxHashSet<String>,
    /// Files that serve, wherever they lie.
    servers: FxHashSet<FileId>,
    /// Those of them that only start what serves, and define no command: they may help those that do.
    starters: FxHashSet<FileId>,
    /// Files that are scripts by what they hold.
    scripts: FxHashSet<FileId>,
    /// Files of programs that generate code: scripts, even where they read arguments as tools do.
    generators: FxHashSet<FileId>,
}

impl Evidence {
    fn collect(found: &Found<'_>) -> Self {
        let mut evidence = Self::default();
        let own_part = |file: FileId| found.project.file(file).role;
        let undecided = || {
            found.models.iter().filter(|model| matches!(own_part(model.file), None | Some(Role::CommandLine)))
        };
        for model in undecided().filter(|model| model.serves()) {
            evidence.serving.extend(found.services.of(model.file));
            evidence.servers.insert(model.file);
            if model.entry_points.is_empty() && !model.is_command_line {
                evidence.starters.insert(model.file);
            }
        }
        let reach = Reach::of(found);
        for model in undecided().filter(|model| !model.serves()) {
            let Some(service) = found.services.of(model.file) else { continue };
            let may_serve = (model.reads_flags || model.is_command_line)
                && (reach.finds(found.project, model.file, &reach.serving)
                    || mounts(found, model.file, &evidence.servers));
            // Where each file is a module, what a server imports reads the arguments that the server was started with.
            let is_served = !has_packages(found.project, model.file) && found.served.contains(&model.file);
            let reads = model.reads_flags && !may_serve && !is_served;
            if model.is_program && !model.is_command_line {
                evidence.tools.insert(model.file);
            } else if model.is_command_line || reads {
                evidence.tools.insert(model.file);
                evidence.command_line.insert(service);
                if may_serve {
                    evidence.starts_server.insert(folder_of(found.project, model.file).to_owned());
                }
                if model.is_command_line && has_packages(found.project, model.file) {
                    evidence.tool_packages.insert(folder_of(found.project, model.file).to_owned());
                }
            } else if model.is_executable && !evidence.serving.contains(&service) {
                // A program that neither serves nor calls anything prints what it makes.
                let folder = folder_of(found.project, model.file);
                let work = if ends_in(folder, CODE_ENDS) { &reach.serving } else { &reach.working };
                if ends_in(folder, DOCUMENT_ENDS) || !reach.finds(found.project, model.file, work) {
                    evidence.tools.insert(model.file);
                }
            }
        }
        evidence.scripts = scripts::of(found, &evidence.servers);
        evidence.generators = generators::of(found);
        evidence
    }

    /// Whether a file is a tool by its place, or by what it does itself while nothing it imports serves.
    fn is_surely_tool(&self, found: &Found<'_>, file: FileId) -> bool {
        found.project.file(file).role == Some(Role::CommandLine)
            || (!self.starts_server.contains(folder_of(found.project, file)) && self.tools.contains(&file))
    }

    fn helps_tool(&self, project: &Project<'_>, file: FileId) -> bool {
        has_packages(project, file) && self.tool_packages.contains(folder_of(project, file))
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
        // What a tool serves for a moment, such as the page that takes a token, makes it no service.
        let helps_command = self.starters.contains(&file) && self.helps_tool(found.project, file);
        if self.servers.contains(&file) && own.is_none() && !helps_command {
            Some(Role::Service)
        } else if self.generators.contains(&file) {
            Some(Role::Script)
        } else if own.is_some() || self.tools.contains(&file) || self.helps_tool(found.project, file) {
            Some(Role::CommandLine)
        } else if self.scripts.contains(&file) {
            Some(Role::Script)
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
    /// Packages with entry points.
    serving: FxHashSet<&'a str>,
    /// Packages with entry points or outbound calls.
    working: FxHashSet<&'a str>,
}

impl<'a> Reach<'a> {
    fn of(found: &Found<'a>) -> Self {
        let mut reach = Self {
            imports: FxHashMap::default(),
            serving: FxHashSet::default(),
            working: FxHashSet::default(),
        };
        let project = found.project;
        for model in &found.models {
            if !has_packages(project, model.file) {
                continue;
            }
            let Some(parsed) = project.parsed(model.file) else { continue };
            let folder = folder_of(project, model.file);
            let imported = parsed.bindings.imports.iter();
            let imported = imported.filter_map(|(_, import)| project.imported_folder(model.file, import));
            reach.imports.entry(folder).or_default().extend(imported);
            if !model.entry_points.is_empty() {
                reach.serving.insert(folder);
            }
            if !model.entry_points.is_empty() || !model.outbound_calls.is_empty() {
                reach.working.insert(folder);
            }
        }
        reach
    }

    /// Returns whether a file's package is one of those wanted, or imports one, however indirectly.
    fn finds(&self, project: &Project<'_>, file: FileId, wanted: &FxHashSet<&str>) -> bool {
        let mut waiting = vec![folder_of(project, file).to_owned()];
        let mut seen: FxHashSet<String> = waiting.iter().cloned().collect();
        while let Some(folder) = waiting.pop() {
            if wanted.contains(folder.as_str()) {
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

/// Whether a file imports one that serves, where imports name files: its own routes may hang on what it was handed.
fn mounts(found: &Found<'_>, file: FileId, servers: &FxHashSet<FileId>) -> bool {
    found.project.language(file).habits.modules == Modules::Paths
        && scripts::imports_any(&Resolver::new(found.project), file, servers)
}

/// Scripts by a folder's name, below the root of the repository: what programs let others call is called so too.
fn is_among_features(folder: &str) -> bool {
    folder.split('/').skip(1).any(|part| matches!(part, "tools" | "tool"))
}

/// Ends of the names of folders with programs that write code, whatever they read for it.
const CODE_ENDS: &[&str] = &["gen", "generate", "generator"];
/// Ends of the names of folders with programs that describe others, and import them for it, whatever those do.
const DOCUMENT_ENDS: &[&str] = &["doc", "docs"];

fn ends_in(folder: &str, ends: &[&str]) -> bool {
    ends.iter().any(|end| folder.ends_with(end))
}

/// Whether the files of a folder are one package, some of which are programs.
pub(super) fn has_packages(project: &Project<'_>, file: FileId) -> bool {
    project.language(file).habits.executable_package.is_some()
}

pub(super) fn folder_of<'a>(project: &'a Project<'_>, file: FileId) -> &'a str {
    folder(project.file(file).source.path())
}
