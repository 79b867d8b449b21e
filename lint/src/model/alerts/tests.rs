//! Alerts in the shapes that YAML allows; what a rule makes of them is tested beside the rule.

use super::super::call_sites::call_sites;
use super::super::context::FileContext;
use super::super::file::Analysis;
use crate::facts::Fact;
use crate::knowledge::Knowledge;
use crate::language::Languages;
use crate::resolve::{Project, Resolver};
use crate::source::SourceFile;
use std::sync::Arc;
use std::time::Duration;

fn facts(text: &str) -> Vec<Fact> {
    let languages = Languages::load().unwrap();
    let yaml = languages.find("yaml").unwrap();
    let files = tracewell_rules::libraries("yaml");
    let known = Arc::new(Knowledge::parse(files.iter().map(|file| (file.path, file.text))).unwrap());
    let knowledge: Vec<_> = languages.all().iter().map(|_| Arc::clone(&known)).collect();
    let mut project = Project::new(&languages, &knowledge, Duration::from_secs(20));
    let file = project.add(Arc::new(SourceFile::new("rules.yml", text)), yaml, None);
    let resolver = Resolver::new(&project);
    let context = FileContext::new(&resolver, file, project.parsed(file).unwrap());
    let analysis = Analysis::new(context, call_sites(&context));
    let mut facts = Vec::new();
    super::facts(&analysis, &mut facts);
    facts
}

/// Writes each alert as `name: severity/paging summary runbook for cause`, initials for presence.
fn read(text: &str) -> Vec<String> {
    let describe = |fact: &Fact| {
        let field = |name| fact.field(name).unwrap();
        let [severity, summary, runbook] = ["severity", "summary", "runbook"].map(field);
        format!(
            "{}: severity {severity} ({}), summary {summary}, runbook {runbook}, for {}, {}",
            field("name"),
            field("paging"),
            field("for"),
            field("cause"),
        )
    };
    facts(text).iter().map(describe).collect()
}

#[test]
fn the_fact_points_at_the_name_with_its_key() {
    let text = "spec:\n  groups:\n  - rules:\n    - expr: up == 0\n      \"alert\": 'Down' # why\n";
    let range = facts(text)[0].range;
    assert_eq!(&text[range.as_range()], "\"alert\": 'Down'");
    assert_eq!(
        read(text),
        ["Down: severity missing (), summary missing, runbook missing, for missing, none"]
    );
}

#[test]
fn scalars_of_every_style_are_read() {
    let text = "\
groups:
- name: a
  rules:
  - {alert: Flow, expr: 'up{a=''b''} == 0', for: 0m, labels: {severity: page}, annotations: {summary: S, runbook: ~}}
  - alert: Block
    expr: |-  # a comment
      # why
      rate(node_cpu_seconds_total{mode=\"idle\"}[5m])
        > 1
    labels:
      severity: >-
        critical
    annotations:
      description: |
        A sentence.
      runbook_url: \"https://example.com\"
";
    assert_eq!(
        read(text),
        [
            "Flow: severity present (page), summary present, runbook placeholder, for missing, none",
            "Block: severity present (critical), summary present, runbook placeholder, for not-needed, cpu",
        ]
    );
}

#[test]
fn what_stands_elsewhere_counts_as_present() {
    let text = "\
x: &labels {severity: page}
groups:
- name: a
  rules:
  - alert: Alias
    expr: up == 0
    labels: *labels
    annotations: *labels
    for: *time
  - alert: Merged
    expr: up == 0
    labels:
      <<: *labels
    annotations: {<<: [*a, *b], summary: S}
  - alert: Whole
    <<: *labels
    expr: up == 0
  - alert: Filled
    expr: up{a=\"{{ .Values.a }}\"} == {{ .Values.b }}
    for: {{ .Values.time }}
    labels: {{ toYaml .Values.labels }}
    annotations:
      summary: \"{{ $labels.x }}\"
      runbook_url: {{ .Values.url }}
";
    assert_eq!(
        read(text),
        [
            "Alias: severity present (), summary present, runbook present, for present, none",
            "Merged: severity present (), summary present, runbook present, for missing, none",
            "Whole: severity present (), summary present, runbook present, for present, none",
            "Filled: severity present (), summary present, runbook present, for present, none",
        ]
    );
}

#[test]
fn labels_of_the_group_are_its_rules_labels() {
    let text = "\
groups:
- labels: {severity: page}
  rules:
  - alert: Inherits
    expr: up == 0
  - alert: Replaces
    expr: up == 0
    labels: {severity: ''}
  - record: a:b
    expr: up
---
groups:
- rules:
  - alert: Other
    expr: vector(1)
    annotations:
";
    assert_eq!(
        read(text),
        [
            "Inherits: severity present (page), summary missing, runbook missing, for missing, none",
            "Replaces: severity placeholder (), summary missing, runbook missing, for missing, none",
            "Other: severity missing (), summary missing, runbook missing, for not-needed, none",
        ]
    );
}

#[test]
fn what_a_template_breaks_is_passed_over() {
    let text = "\
groups:
- rules:
  - alert: Whole
    expr: up == 0
  - alert: Cut
    expr: up == 0
    {{- if .Values.x }}
    labels: {severity: page}
    {{- end }}
";
    assert!(read(text).iter().all(|alert| alert.starts_with("Whole")), "{:?}", read(text));
}

#[test]
fn other_files_and_depth_do_no_harm() {
    assert!(read("rules:\n- alert: A\n  expr: up\n").is_empty());
    assert!(
        read("groups:\n- rules:\n  - alert: true\n    channel: x\n  - alert:\n    expr: up\n").is_empty()
    );
    assert!(read("alert: A\nexpr: up\n").is_empty());
    read(&("[".repeat(20_000) + "{alert: A, expr: up}"));
}
