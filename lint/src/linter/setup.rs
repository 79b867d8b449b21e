//! What a run is made of: libraries, the project, services and their evidence.

use super::test_modules::TestModules;
use super::{InputFile, LintOptions};
use crate::config::ConfigSet;
use crate::diagnostic::Severity;
use crate::facts::{FileId, ServiceId};
use crate::knowledge::{EvidenceSet, Knowledge, KnowledgeError};
use crate::language::{Habits, LanguageId, Languages, Modules};
use crate::model::{Evidence, Evidences, FileModel};
use crate::report::Notification;
use crate::resolve::{Alias, Project, folder};
use crate::service::{Roles, ServiceMap, front_end, names};
use crate::source::{Role, SourceFile};
use std::sync::Arc;

/// Compiles what is known of the libraries of each language that occurs.
pub(super) fn libraries(
    languages: &Languages,
    files: &[InputFile],
    config: &ConfigSet,
) -> Result<Vec<Arc<Knowledge>>, KnowledgeError> {
    let mut compiled = Vec::new();
    for (id, language) in languages.all().iter().enumerate() {
        if !files.iter().any(|file| language_of(languages, &file.source) == Some(id)) {
            compiled.push(Arc::default());
            continue;
        }
        let embedded = tracewell_rules::libraries(language.name);
        let own: Vec<(String, String)> = config
            .libraries()
            .iter()
            .filter(|table| table.language == language.name)
            .map(|table| (table.location.file.path().to_owned(), table.table.to_string()))
            .collect();
        let all = embedded.iter().map(|file| (file.path, file.text));
        let own = own.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        compiled.push(Arc::new(Knowledge::parse(all.chain(own))?));
    }
    Ok(compiled)
}

fn language_of(languages: &Languages, source: &SourceFile) -> Option<LanguageId> {
    languages.of_path(source.path()).or_else(|| {
        let is_script = source.bytes().starts_with(b"#!");
        is_script.then(|| languages.of_interpreter(&source.line_text(1))).flatten()
    })
}

/// Gathers the project's files, and the paths of the manifests among them.
pub(super) fn project<'a>(
    languages: &'a Languages,
    libraries: &'a [Arc<Knowledge>],
    files: &[InputFile],
    config: &ConfigSet,
    options: &LintOptions,
) -> (Project<'a>, Vec<String>) {
    let mut project = Project::new(languages, libraries, options.file_time_limit);
    let roles = Roles::new(languages);
    let test_modules = TestModules::of(languages, files);
    let mut manifests = Vec::new();
    for file in files {
        let path = file.source.path();
        if !file.is_explicit && config.is_excluded(path) {
            continue;
        }
        note_manifest(languages, &mut project, &mut manifests, &file.source);
        if let Some(language) = language_of(languages, &file.source) {
            let below = path.get(file.named_prefix..).unwrap_or(path).trim_start_matches('/');
            let by_place = roles.of_path(below, language);
            let role = file
                .role_hint
                .or(by_place)
                .or_else(|| test_modules.hold(path).then_some(Role::Test))
                .or_else(|| is_of_tests(&file.source, &languages.get(language).habits).then_some(Role::Test))
                .or_else(|| {
                    is_left_out(&file.source, &languages.get(language).habits).then_some(Role::Script)
                });
            let is_doubtful = file.role_hint.is_none()
                && by_place.is_some()
                && roles.may_serve(below, language)
                && !is_of_tests(&file.source, &languages.get(language).habits);
            let id = project.add(Arc::clone(&file.source), language, role);
            if is_doubtful {
                project.doubt(id);
            }
        }
    }
    let found: Vec<&SourceFile> = files
        .iter()
        .map(|file| &*file.source)
        .filter(|source| manifests.iter().any(|manifest| manifest == source.path()))
        .collect();
    for file in front_end::files(&project, &found) {
        project.set_role(file, Role::FrontEnd);
    }
    (project, manifests)
}

/// Only tests, and what helps them, import the language's testing library; some tests need none.
fn is_of_tests(source: &SourceFile, habits: &Habits) -> bool {
    let text = source.bytes();
    let start = &text[..text.len().min(4096)];
    let holds = |text: &[u8], word: &String| memchr::memmem::find(text, word.as_bytes()).is_some();
    let defines = |word: &String| memchr::memmem::find_iter(text, word.as_bytes()).take(2).count();
    habits.test_imports.iter().any(|import| holds(start, import))
        || (habits.test_functions.iter().map(defines).sum::<usize>() > 1
            && habits.test_checks.iter().any(|check| holds(text, check)))
}

/// Whether a file is a program that no build has unless somebody asks for it: its build line wants one tag, of the
/// project's own.
fn is_left_out(source: &SourceFile, habits: &Habits) -> bool {
    let Some(start) = &habits.build_line else { return false };
    let text = source.bytes();
    let lines = text[..text.len().min(4096)].split(|byte| *byte == b'\n');
    let mut wanted = lines.filter_map(|line| line.strip_prefix(start.as_bytes()));
    let is_own = |wanted: &[u8]| {
        let tag = wanted.trim_ascii();
        tag.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            && !habits.build_tags.iter().any(|known| known.as_bytes() == tag)
    };
    let holds = |mark: &String| memchr::memmem::find(text, mark.as_bytes()).is_some();
    wanted.next().is_some_and(is_own) && habits.program_marks.iter().all(holds)
}

fn note_manifest(
    languages: &Languages,
    project: &mut Project<'_>,
    manifests: &mut Vec<String>,
    source: &SourceFile,
) {
    let path = source.path();
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    for (id, language) in languages.all().iter().enumerate() {
        let paths = &language.habits.paths;
        if names(&paths.alias_files).is_match(name) {
            let text = String::from_utf8_lossy(source.bytes());
            project.add_aliases(Alias::of_table(id, paths, folder, &text));
        }
        if !names(&language.habits.manifests).is_match(name) {
            continue;
        }
        if paths.package_key.is_some() {
            let text = String::from_utf8_lossy(source.bytes());
            project.add_aliases(Alias::of_package(id, paths, folder, &text));
        }
        manifests.push(path.to_owned());
        if language.habits.names_dependencies {
            let text = String::from_utf8_lossy(source.bytes());
            project.declare_dependencies(folder.to_owned(), text.lines().filter_map(first_word).collect());
        }
        if let Some(start) = &language.habits.module_line {
            let text = String::from_utf8_lossy(source.bytes());
            let import = text.lines().find_map(|line| line.strip_prefix(start.as_str()));
            if let Some(import) = import {
                project.declare_module(import.trim().trim_matches('"').to_owned(), folder.to_owned());
            }
        }
    }
}

/// The name that a line of a manifest begins with, written as in code.
fn first_word(line: &str) -> Option<String> {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_' || letter == '-';
    let end = line.find(|letter| !is_part(letter)).unwrap_or(line.len());
    (end > 0).then(|| line[..end].replace('-', "_"))
}

/// Divides the files into services.
pub(super) fn services(
    project: &Project<'_>,
    models: &[FileModel],
    manifests: &[String],
    options: &LintOptions,
) -> ServiceMap {
    let mut executables = vec![false; project.files().len()];
    for model in models {
        executables[model.file as usize] = model.is_executable;
    }
    // Inside a package, a file of a manifest's name is just a module.
    let is_module = |path: &String| {
        let Some(language) = project.languages.of_path(path) else { return false };
        let habits = &project.languages.get(language).habits;
        let folder = folder(path);
        habits.package_file.as_ref().is_some_and(|name| {
            let in_folder = |extension: &String| project.find(&format!("{folder}/{name}.{extension}"));
            habits.extensions.iter().any(|extension| in_folder(extension).is_some())
        })
    };
    let manifests: Vec<String> = manifests.iter().filter(|path| !is_module(path)).cloned().collect();
    ServiceMap::build(project, &manifests, &executables, &options.root_name)
}

/// Collects each service's evidence, from code and from deployment files.
pub(super) fn evidences(
    known: &EvidenceSet,
    languages: &Languages,
    files: &[InputFile],
    models: &[FileModel],
    services: &ServiceMap,
    project: &Project<'_>,
) -> Evidences {
    let mut evidences = Evidences(vec![Vec::new(); services.services.len()]);
    for instrumentation in models.iter().flat_map(|model| &model.instrumentation) {
        let borrowers = services.borrowers(project, instrumentation.file).iter().copied();
        for service in services.of(instrumentation.file).into_iter().chain(borrowers) {
            evidences.0[service as usize].push(Evidence {
                covers: instrumentation.spec.covers.clone(),
                by: instrumentation.spec.by.clone(),
                is_partial: instrumentation.condition.is_some(),
                object: instrumentation.object.clone(),
            });
        }
    }
    for file in files {
        deployed(known, languages, file, services, project, &mut evidences);
    }
    evidences
}

fn deployed(
    known: &EvidenceSet,
    languages: &Languages,
    file: &InputFile,
    services: &ServiceMap,
    project: &Project<'_>,
    evidences: &mut Evidences,
) {
    let (path, text) = (file.source.path(), file.source.bytes());
    for evidence in known.about(path) {
        let lines = text.split(|byte| *byte == b'\n').filter(|line| !is_comment(line));
        let shown: Vec<&[u8]> = lines.filter(|line| evidence.is_shown_by(line)).collect();
        let shown_is_empty = shown.is_empty();
        // Of several commands each says itself what it starts; around one, the whole file does.
        let texts = if shown.len() == 1 { vec![text] } else { shown };
        let mut deployed: Vec<ServiceId> =
            texts.iter().flat_map(|text| services.deployed_by(path, text)).collect();
        // A manifest names the units that its own is built with, or made of.
        let is_manifest = |language: &crate::language::Language| {
            language.habits.modules == Modules::Packages
                && names(&language.habits.manifests).is_match(path.rsplit('/').next().unwrap_or(path))
        };
        if !shown_is_empty && languages.all().iter().any(is_manifest) {
            deployed.extend(services.named_in(text));
        }
        deployed.sort_unstable();
        deployed.dedup();
        for service in deployed {
            let speaks = (0..project.files().len() as FileId).any(|file| {
                services.of(file) == Some(service)
                    && (evidence.languages.is_empty()
                        || evidence
                            .languages
                            .iter()
                            .any(|name| languages.get(project.file(file).language).name == name))
            });
            if speaks {
                let covers = evidence.covers.clone();
                evidences.0[service as usize].push(Evidence {
                    covers,
                    by: evidence.by.clone(),
                    is_partial: false,
                    object: None,
                });
            }
        }
    }
}

fn is_comment(line: &[u8]) -> bool {
    let start = line.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(line.len());
    [&b"#"[..], b"//", b"<!--"].iter().any(|mark| line[start..].starts_with(mark))
}

/// Says what was wrong with a file, if anything was.
pub(super) fn notification(project: &Project<'_>, file: FileId) -> Option<Notification> {
    let path = project.file(file).source.path().to_owned();
    match project.parse(file) {
        Err(fault) => Some(Notification { path, message: fault.to_string(), severity: Severity::Error }),
        Ok(parsed) => {
            let line = |offset| project.file(file).source.line_of(offset);
            let error = parsed.syntax.first_error.map(|offset| {
                format!("syntax error in line {}; the code around it was analysed", line(offset))
            });
            let too_deep = || {
                let offset = parsed.syntax.first_too_deep?;
                Some(format!("nested too deep in line {}; the code around it was analysed", line(offset)))
            };
            let message = error.or_else(too_deep)?;
            Some(Notification { path, message, severity: Severity::Warning })
        }
    }
}
