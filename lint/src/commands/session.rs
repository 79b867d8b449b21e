//! What `check` and `explain` share: from arguments to a report.

use super::clock;
use crate::cli::{FileArgs, RuleArgs};
use crate::config::{Config, ConfigError, ConfigSet, Selection};
use crate::diagnostic::{Confidence, Diagnostic, Severity};
use crate::folders::folder;
use crate::linter::{InputFile, LintOptions, Linter};
use crate::render;
use crate::report::Report;
use crate::rule::{INVALID_CONFIGURATION, RuleSet};
use crate::source::{Role, SourceFile};
use crate::walk::{self, WalkOptions, Walked};
use anyhow::{Context as _, bail};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The configuration's file name.
const CONFIG_FILE: &str = "tracewell.toml";

/// One file that takes longer to parse is given up, with a notification.
const FILE_TIME_LIMIT: Duration = Duration::from_secs(10);

/// One run of the linter.
pub(super) struct Session {
    pub(super) rules: Arc<RuleSet>,
    pub(super) walked: Walked,
    linter: Linter,
    reading: Duration,
}

impl Session {
    /// Reads the named files.
    pub(super) fn start(paths: &[PathBuf], files: &FileArgs) -> anyhow::Result<Self> {
        let rules = Arc::new(RuleSet::embedded()?);
        let linter = Linter::new()?;
        let start = Instant::now();
        let options = WalkOptions {
            obey_ignore_files: !files.no_ignore,
            max_file_size: files.max_file_size,
            jobs: jobs(files),
        };
        let wanted = |path: &str| path.rsplit('/').next() == Some(CONFIG_FILE) || linter.wants(path);
        let walked = walk::walk(paths, &options, &wanted)?;
        Ok(Self { rules, walked, linter, reading: start.elapsed() })
    }

    /// Lints what was read.
    pub(super) fn lint(&self, files: &FileArgs, rules: &RuleArgs, roll_up: bool) -> anyhow::Result<Report> {
        let config = self.config(rules)?;
        let options = LintOptions {
            roll_up,
            today: clock::today(),
            file_time_limit: FILE_TIME_LIMIT,
            root_name: root_name(&self.walked.root),
            default_role: Role::Library,
        };
        let inputs: Vec<InputFile> = self
            .walked
            .files
            .iter()
            .map(|file| InputFile {
                source: Arc::clone(&file.source),
                is_explicit: file.explicit,
                role_hint: file.role_hint,
                named_prefix: file.named_prefix,
            })
            .collect();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs(files)).build()?;
        let mut report = pool.install(|| self.linter.lint(&inputs, &self.rules, &config, &options))?;
        report.files.failed += self.walked.notifications.len();
        report.notifications.extend(self.walked.notifications.iter().cloned());
        report.notifications.sort_by(|left, right| left.path.cmp(&right.path));
        report.timings.insert(0, ("read", self.reading));
        Ok(report)
    }

    fn config(&self, arguments: &RuleArgs) -> anyhow::Result<ConfigSet> {
        let selection =
            Selection::new(&arguments.select, &arguments.ignore, arguments.pedantic, &self.rules)?;
        let sources = match &arguments.config {
            Some(path) => vec![(String::new(), read(path, &path.to_string_lossy())?)],
            None => self.config_files()?,
        };
        let (mut configs, mut faults) = (Vec::new(), Vec::new());
        for (folder, source) in sources {
            match Config::parse(&source, &self.rules) {
                Ok(config) => configs.push((folder, config)),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() {
            return Ok(ConfigSet::new(configs, selection, &self.rules));
        }
        bail!("{}", explain(&faults))
    }

    /// Those among the walked files, and those in the folders between the root and what was named.
    fn config_files(&self) -> anyhow::Result<Vec<(String, Arc<SourceFile>)>> {
        let walked = self.walked.files.iter().map(|file| &file.source);
        let mut found: Vec<(String, Arc<SourceFile>)> = walked
            .filter(|source| source.path().rsplit('/').next() == Some(CONFIG_FILE))
            .map(|source| (folder(source.path()).to_owned(), Arc::clone(source)))
            .collect();
        let mut above: Vec<&str> =
            self.walked.files.iter().filter_map(|file| file.source.path().get(..file.named_prefix)).collect();
        above.sort_unstable();
        above.dedup();
        for named in above {
            for folder in Path::new(named).ancestors() {
                let relative = folder.to_string_lossy().replace('\\', "/");
                let path = self.walked.root.join(folder).join(CONFIG_FILE);
                if found.iter().all(|(known, _)| *known != relative) && path.is_file() {
                    let shown = if relative.is_empty() {
                        CONFIG_FILE.to_owned()
                    } else {
                        format!("{relative}/{CONFIG_FILE}")
                    };
                    found.push((relative, read(&path, &shown)?));
                }
            }
        }
        Ok(found)
    }
}

fn read(path: &Path, shown: &str) -> anyhow::Result<Arc<SourceFile>> {
    let text = std::fs::read(path).with_context(|| format!("cannot read `{}`", path.display()))?;
    Ok(Arc::new(SourceFile::new(shown, text)))
}

fn explain(faults: &[ConfigError]) -> String {
    let each = faults.iter().map(|fault| Diagnostic {
        rule: INVALID_CONFIGURATION.id.into(),
        severity: Severity::Error,
        confidence: Confidence::High,
        message: fault.message.clone(),
        help: fault.help.as_deref().map(Into::into),
        location: fault.location.clone(),
        related: Vec::new(),
        service: None,
        suppressed: None,
    });
    let shown: Vec<String> = each.map(|fault| render::excerpt_of(&fault)).collect();
    format!("the configuration is wrong\n{}", shown.join("\n\n"))
}

fn jobs(arguments: &FileArgs) -> usize {
    let processors = || std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    arguments.jobs.unwrap_or_else(processors).get()
}

fn root_name(root: &Path) -> String {
    root.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}
