//! What a `tracewell.toml` may say, and how several of them and the command line add up.

use super::*;
use crate::diagnostic::Severity;
use crate::rule::tests::two_rules;
use toml::Value;

fn file(text: &str) -> Arc<SourceFile> {
    Arc::new(SourceFile::new("tracewell.toml", text))
}

fn set(configs: &[(&str, &str)], selection: Selection) -> ConfigSet {
    let rules = two_rules();
    let parsed = configs.iter().map(|(directory, text)| {
        ((*directory).to_owned(), Config::parse(&file(text), &rules).expect("the configuration is valid"))
    });
    ConfigSet::new(parsed.collect(), selection, &rules)
}

fn faults(text: &str) -> Vec<(String, String, Option<String>)> {
    let errors = Config::parse(&file(text), &two_rules()).unwrap_err();
    let guilty = |error: &ConfigError| error.location.file.text(error.location.range).to_owned();
    errors.into_iter().map(|error| (guilty(&error), error.message, error.help)).collect()
}

fn enabled(set: &ConfigSet, path: &str) -> Vec<&'static str> {
    let settings = set.settings_for(path);
    let ids = ["interpolated-log", "empty-catch", "unused-suppression"];
    ids.into_iter().filter(|id| settings.is_enabled(id)).collect()
}

#[test]
fn without_configuration_everything_is_on_at_its_default() {
    let set = set(&[], Selection::default());
    let settings = set.settings_for("src/a.py");
    assert_eq!(enabled(&set, "src/a.py"), ["interpolated-log", "empty-catch", "unused-suppression"]);
    assert_eq!(settings.severity("empty-catch", Severity::Warning), Severity::Warning);
    assert_eq!(settings.option("interpolated-log", "strict"), Some(&Value::Boolean(false)));
    assert!(!settings.is_enabled("no-such-rule") && !settings.shows_low_confidence("empty-catch"));
}

#[test]
fn a_configuration_selects_levels_and_sets_options() {
    let text = "select = [\"logs\", \"unused-suppression\"]\n[levels]\ninterpolated-log = \"info\"\n\
        unused-suppression = \"off\"\n[rules.interpolated-log]\nstrict = true\nlevels = []\n";
    let set = set(&[("", text)], Selection::default());
    let settings = set.settings_for("a.py");
    assert_eq!(enabled(&set, "a.py"), ["interpolated-log"]);
    assert_eq!(settings.severity("interpolated-log", Severity::Error), Severity::Info);
    assert_eq!(settings.option("interpolated-log", "strict"), Some(&Value::Boolean(true)));
    assert_eq!(settings.option("interpolated-log", "levels"), Some(&Value::Array(Vec::new())));
}

#[test]
fn nested_configurations_extend_their_parents_and_overrides_their_globs() {
    let root = "ignore = [\"empty-catch\"]\n[levels]\ninterpolated-log = \"error\"\n\
        [[overrides]]\npaths = [\"test_*.py\"]\nignore = [\"logs\"]\n";
    let nested = "select = [\"errors\", \"logs\"]\n[rules.interpolated-log]\nstrict = true\n";
    let set = set(&[("services/a/", nested), (".", root)], Selection::default());
    assert_eq!(enabled(&set, "x.py"), ["interpolated-log", "unused-suppression"]);
    assert_eq!(enabled(&set, "deep/er/test_x.py"), ["unused-suppression"]);
    assert_eq!(enabled(&set, "services/a/x.py"), ["interpolated-log", "empty-catch"]);
    assert_eq!(enabled(&set, "services/ab/x.py"), enabled(&set, "x.py"));
    let settings = set.settings_for("services/a/x.py");
    assert_eq!(settings.severity("interpolated-log", Severity::Info), Severity::Error);
    assert_eq!(settings.option("interpolated-log", "strict"), Some(&Value::Boolean(true)));
}

#[test]
fn equal_layers_share_settings() {
    let set = set(&[("", "[[overrides]]\npaths = [\"a/\"]\n")], Selection::default());
    assert!(Arc::ptr_eq(&set.settings_for("x.py"), &set.settings_for("b/y.py")));
    assert!(!Arc::ptr_eq(&set.settings_for("x.py"), &set.settings_for("a/b/y.py")));
}

#[test]
fn excludes_count_from_their_own_folder() {
    let set = set(&[("web", "exclude = [\"/build\", \"*.min.js\", \"src/**/gen\"]\n")], Selection::default());
    for path in ["web/build", "web/build/a.js", "web/x/a.min.js", "web/src/a/gen/b.js"] {
        assert!(set.is_excluded(path), "{path}");
    }
    for path in ["web", "build/a.js", "web/x/build/a.js", "a.min.js"] {
        assert!(!set.is_excluded(path), "{path}");
    }
}

#[test]
fn the_command_line_narrows_and_shows_pedantic_cases_of_what_it_names() {
    let rules = two_rules();
    let selection = Selection::new(&["logs", "empty-catch"], &["empty-catch"], false, &rules).unwrap();
    let narrowed = set(&[], selection);
    assert_eq!(enabled(&narrowed, "a.py"), ["interpolated-log"]);
    assert!(narrowed.settings_for("a.py").shows_low_confidence("interpolated-log"));
    let selection = Selection::new(&["logs"], &[], false, &rules).unwrap();
    assert!(enabled(&set(&[("", "ignore = [\"logs\"]")], selection), "a.py").is_empty());
    let pedantic = set(&[], Selection::new::<&str>(&[], &[], true, &rules).unwrap());
    assert!(pedantic.settings_for("a.py").shows_low_confidence("empty-catch"));
    let error = Selection::new(&["lgos"], &[], false, &rules).unwrap_err();
    assert_eq!(error.to_string(), "unknown rule or category `lgos`; did you mean `logs`?");
}

#[test]
fn libraries_are_handed_on_as_they_stand() {
    let set = set(
        &[("", "[libraries.go]\nroots = [\"acme\"]\n[[libraries.go.span]]\non = []\n")],
        Selection::default(),
    );
    let [library] = set.libraries() else { panic!("one library") };
    assert_eq!(library.language, "go");
    assert!(library.table.contains_key("roots") && library.table.contains_key("span"));
    assert_eq!(library.location.file.text(library.location.range), "go");
}

#[test]
fn every_fault_is_reported_where_it_stands() {
    let text = "selct = []\nignore = [\"empty-cath\", 3]\nexclude = \"a\"\n[levels]\nempty-catch = \"warn\"\n\
        [rules.interpolated-log]\nstrickt = true\nstrict = \"yes\"\nlevels = [1]\n[rules.empty]\n\
        [[overrides]]\npaths = [\"a{\"]\nexclude = []\n[[overrides]]\n";
    let found = faults(text);
    let said: Vec<_> = found.iter().map(|(guilty, message, _)| (guilty.as_str(), message.as_str())).collect();
    assert_eq!(said.len(), 12, "{found:#?}");
    assert_eq!(said[0], ("selct", "unknown key `selct`"));
    assert_eq!(said[1], ("\"empty-cath\"", "unknown rule or category `empty-cath`"));
    assert_eq!(said[2], ("3", "expected a string, found integer"));
    assert_eq!(said[3], ("\"a\"", "expected a list of strings, found string"));
    assert_eq!(said[4], ("\"warn\"", "unknown level `warn`"));
    assert_eq!(said[5], ("strickt", "`interpolated-log` has no option `strickt`"));
    assert_eq!(said[6], ("\"yes\"", "`strict` takes a value of type boolean, not string"));
    assert_eq!(said[7], ("[1]", "`levels` takes a list of strings, not array"));
    assert_eq!(said[8], ("empty", "unknown rule `empty`"));
    assert_eq!(said[9].0, "\"a{\"");
    assert_eq!(said[10], ("exclude", "unknown key `exclude`"));
    assert_eq!(said[11], ("[[overrides]]", "an override needs `paths`"));
    assert_eq!(found[0].2.as_deref(), Some("did you mean `select`?"));
    assert_eq!(found[8].2.as_deref(), Some("did you mean `empty-catch`?"));
}

#[test]
fn what_is_no_toml_is_one_fault() {
    assert_eq!(faults("select = [").len(), 1);
    let not_text = Arc::new(SourceFile::new("tracewell.toml", vec![b'a', 0xff]));
    assert_eq!(Config::parse(&not_text, &two_rules()).unwrap_err().len(), 1);
}
