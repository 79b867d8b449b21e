//! What a run is made of: libraries, the project, services and their evidence.

use super::manifests::ManifestReader;
use super::test_modules::TestModules;
use super::{InputFile, LintOptions};
use crate::config::ConfigSet;
use crate::diagnostic::Severity;
use crate::facts::FileId;
use crate::knowledge::{Knowledge, KnowledgeError};
use crate::language::{Habits, LanguageId, Languages};
use crate::model::FileModel;
use crate::report::Notification;
use crate::resolve::Project;
use crate::service::{Roles, ServiceMap, front_end};
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

/// Gathers the project's files, and what its manifests say.
pub(super) fn project<'a>(
    languages: &'a Languages,
    libraries: &'a [Arc<Knowledge>],
    files: &[InputFile],
    config: &ConfigSet,
    options: &LintOptions,
) -> Project<'a> {
    let mut project = Project::new(languages, libraries, options.file_time_limit);
    let (roles, test_modules) = (Roles::new(languages), TestModules::of(languages, files));
    let manifests = ManifestReader::new(languages);
    for file in files {
        if !file.is_explicit && config.is_excluded(file.source.path()) {
            continue;
        }
        manifests.note(&mut project, &file.source);
        if let Some(language) = language_of(languages, &file.source) {
            let place = Place { file, language, habits: &languages.get(language).habits };
            let by_name = roles.of_path(place.below(), language);
            let id = project.add(Arc::clone(&file.source), language, place.role(by_name, &test_modules));
            if by_name.is_some() && place.may_serve(&roles) {
                project.doubt(id);
            }
        }
    }
    for file in front_end::files(&project) {
        project.set_role(file, Role::FrontEnd);
    }
    project
}

/// A file by where it stands.
struct Place<'a> {
    file: &'a InputFile,
    language: LanguageId,
    habits: &'a Habits,
}

impl Place<'_> {
    /// The path below what was named on the command line.
    fn below(&self) -> &str {
        let path = self.file.source.path();
        path.get(self.file.named_prefix..).unwrap_or(path).trim_start_matches('/')
    }

    fn role(&self, by_name: Option<Role>, test_modules: &TestModules) -> Option<Role> {
        let source = &self.file.source;
        let is_test = || test_modules.hold(source.path()) || is_of_tests(source, self.habits);
        self.file
            .role_hint
            .or(by_name)
            .or_else(|| is_test().then_some(Role::Test))
            .or_else(|| is_left_out(source, self.habits).then_some(Role::Script))
    }

    /// Whether services have folders of this name too, so that whoever imports the file knows better.
    fn may_serve(&self, roles: &Roles) -> bool {
        self.file.role_hint.is_none()
            && roles.may_serve(self.below(), self.language)
            && !is_of_tests(&self.file.source, self.habits)
    }
}

/// Only tests, and what helps them, import the language's testing library; some tests need none.
fn is_of_tests(source: &SourceFile, habits: &Habits) -> bool {
    let text = source.bytes();
    let start = &text[..text.len().min(4096)];
    let holds = |text: &[u8], word: &String| memchr::memmem::find(text, word.as_bytes()).is_some();
    let defines = |word: &String| memchr::memmem::find_iter(text, word.as_bytes()).take(2).count();
    habits.tests.imports.iter().any(|import| holds(start, import))
        || (habits.tests.functions.iter().map(defines).sum::<usize>() > 1
            && habits.tests.checks.iter().any(|check| holds(text, check)))
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

/// Divides the files into services.
pub(super) fn services(project: &Project<'_>, models: &[FileModel], options: &LintOptions) -> ServiceMap {
    let mut executables = vec![false; project.files().len()];
    for model in models {
        executables[model.file as usize] = model.is_executable;
    }
    ServiceMap::build(project, &executables, &options.root_name)
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

/// Says of files that were named themselves what keeps them from being judged.
pub(super) fn unjudged(project: &Project<'_>, files: &[InputFile]) -> Vec<Notification> {
    let named = files.iter().filter(|file| file.is_explicit);
    let ids = named.filter_map(|file| project.find(file.source.path()));
    let told = ids.filter_map(|id| {
        let (path, role) = (project.file(id).source.path().to_owned(), project.file(id).role?);
        let message = format!(
            "not judged: its place, name or first lines make it {} code; name its folder to leave the place out",
            role.name()
        );
        Some(Notification { path, message, severity: Severity::Warning })
    });
    told.collect()
}
