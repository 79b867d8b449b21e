//! Whatever lies in the folder: a clear note, the rest of the run complete, no panic, no hang.

use crate::support::{FAULTY, Project, Run};

const GOOD: &str = "good.py:3:1: error[empty-catch]";

fn check(project: &Project) -> Run {
    project.write("good.py", FAULTY.as_bytes());
    let run = project.run(&["check", "--format", "concise"]);
    assert_eq!(run.status, 1, "{}{}", run.stdout, run.stderr);
    assert!(run.stdout.contains(GOOD), "{}", run.stdout);
    run
}

#[test]
fn invalid_utf8_is_analysed() {
    let project = Project::new(&[]);
    project.write("bad.py", &[b"x = '\xff\xfe'\n", FAULTY.as_bytes()].concat());
    assert!(check(&project).stdout.contains("bad.py:4:1: error[empty-catch]"));
}

#[test]
fn binary_and_large_files_are_noted() {
    let project = Project::new(&[]);
    project.write("binary.py", b"\x00\x01\x02");
    project.write("large.py", &b"x = 1\n".repeat(4_000_000));
    let run = check(&project);
    let all = run.stdout + &run.stderr;
    assert!(all.contains("binary.py") && all.contains("large.py"), "{all}");
}

/// Each level stands in a line of its own: files of long lines are taken for written by machines, and passed over.
#[test]
fn deep_nesting_neither_overflows_nor_hangs() {
    let levels = |levels: usize, start: &str, open: &str, middle: &str, close: &str, end: &str| {
        let [open, close] = [open, close].map(|part| format!("{part}\n").repeat(levels));
        format!("{start}{open}{middle}{close}{end}\n")
    };
    let deep = |start: &str, open: &str, middle: &str, close: &str, end: &str| {
        levels(50_000, start, open, middle, close, end)
    };
    let tried = |open: &str, close: &str| {
        let start = "import logging\ndef f(x):\n    y = 0\n    try:\n        y = (";
        deep(start, open, "x", close, ")\n    except Exception:\n        logging.error(y)\n    return y")
    };
    let timed = "package m\nimport \"time\"\nfunc f(t time.Time) bool { return time.Since(t) > ";
    let logged = "package m\nimport \"log\"\nfunc f(x int) { log.Printf(\"%d\", ";
    let served = "package m\nimport \"net/http\"\nfunc f() { http.Handle(\"/x\", ";
    let files = [
        ("list.py", tried("[", "]")),
        ("call.py", tried("f(", ")")),
        ("not.py", tried("not ", "")),
        ("members.py", tried("", ".b")),
        ("methods.py", tried("", ".strip()")),
        ("sum.py", tried("x +", "")),
        ("message.py", deep("import logging\nlogging.info('%s', (", "x +", "x", "", "))")),
        ("sum.go", deep(logged, "1 +", "x", "", ") }")),
        ("limit.go", deep(timed, "5 *", "time.Second", "", " }")),
        ("handler.go", deep(served, "w(", "nil,", "),", ") }")),
        ("block.go", deep("package m\nfunc f() {", "if f() {", "", "}", "}")),
        // The parser of YAML takes long over this: more levels reach the limit of time on a busy machine.
        ("maps.yml", levels(10_000, "alert: ", "{a: ", "x", "}", "")),
    ];
    let project = Project::new(&[]);
    for (name, text) in &files {
        project.write(name, text.as_bytes());
    }
    let run = check(&project);
    let all = run.stdout + &run.stderr;
    for (name, _) in &files {
        assert!(
            all.contains(&format!("{name}: nested too deep"))
                || all.contains(&format!("{name}: syntax error")),
            "{name}: {all}"
        );
    }
}

/// What a macro holds is parsed for each macro around it: without a bound, five hundred lists took seconds, and four
/// times as long for twice as many.
#[test]
fn deeply_nested_macros_are_left_out() {
    let nested = format!("{}x{}", "vec![\n".repeat(2_000), "]".repeat(2_000));
    let text = format!("fn f(x: u8) {{\n    let v = {nested};\n    println!(\"{{v:?}}\");\n}}\n");
    let run = check(&Project::new(&[("a.rs", text.as_str())]));
    let all = run.stdout + &run.stderr;
    assert!(all.contains("a.rs: nested too deep"), "{all}");
}

#[test]
fn code_around_a_syntax_error_is_analysed() {
    let project = Project::new(&[]);
    project.write("half.py", format!("{FAULTY}\ndef f(:\n  x = = 3\n\n{FAULTY}").as_bytes());
    let run = check(&project);
    assert!(run.stdout.contains("half.py:3:1"), "{}", run.stdout);
    assert!((run.stdout + &run.stderr).contains("half.py"));
}

#[test]
fn line_endings_byte_order_marks_and_tabs_keep_places_right() {
    let project = Project::new(&[]);
    let text = format!("\u{feff}{}", FAULTY.replace('\n', "\r\n").replace("    ", "\t"));
    project.write("windows.py", text.as_bytes());
    assert!(check(&project).stdout.contains("windows.py:3:1: error[empty-catch]"));
}

#[cfg(unix)]
#[test]
fn links_pipes_and_strange_names_are_survived() {
    use std::os::unix::fs::symlink;
    let project = Project::new(&[("it's \"odd\"\nname.py", FAULTY)]);
    symlink(project.path("."), project.path("loop")).unwrap();
    symlink(project.path("nowhere.py"), project.path("dangling.py")).unwrap();
    let made = std::process::Command::new("mkfifo").arg(project.path("pipe.py")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let run = check(&project);
    assert_eq!(run.stdout.matches("[empty-catch]").count(), 2, "{}", run.stdout);
}

/// Root reads everything, so as root the check runs as nobody.
#[cfg(unix)]
#[test]
fn unreadable_files_are_noted() {
    use std::os::unix::fs::PermissionsExt as _;
    use std::os::unix::process::CommandExt as _;
    let project = Project::new(&[("good.py", FAULTY), ("secret.py", FAULTY)]);
    let permit = |path: &str, mode: u32| {
        std::fs::set_permissions(project.path(path), std::fs::Permissions::from_mode(mode)).unwrap();
    };
    permit("", 0o755);
    permit("good.py", 0o644);
    permit("secret.py", 0o000);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_tracewell"));
    command.args(["check", "--format", "concise"]).current_dir(project.path("")).env_clear();
    if std::fs::read(project.path("secret.py")).is_ok() {
        command.uid(65534).gid(65534);
    }
    let Ok(output) = command.output() else {
        eprintln!("skipped: nobody may not run {}", command.get_program().display());
        return;
    };
    let printed = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{printed}");
    assert!(printed.contains(GOOD) && printed.contains("secret.py: cannot be read"), "{printed}");
}

/// The walk asks whether it wants a file between listing and reading it.
#[test]
fn a_file_that_vanishes_is_noted_and_the_rest_read() {
    use tracewell_lint::walk::{WalkOptions, walk};
    let project = Project::new(&[("good.py", FAULTY), ("gone.py", FAULTY)]);
    let options = WalkOptions { obey_ignore_files: true, max_file_size: 1000, jobs: 1 };
    let walked = walk(&[project.path("")], &options, &|path| {
        if path == "gone.py" {
            std::fs::remove_file(project.path(path)).unwrap();
        }
        true
    });
    let walked = walked.unwrap();
    let said: Vec<String> =
        walked.notifications.iter().map(|said| format!("{} {}", said.path, said.message)).collect();
    assert_eq!(said, ["gone.py vanished before it was read"]);
    assert_eq!(walked.files.len(), 1);
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_our_failure() {
    let project = Project::new(&[("app.py", FAULTY)]);
    let run = project.run(&["check", "--output", "/dev/full"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("/dev/full"), "{}", run.stderr);
}

#[test]
fn texts_that_double_with_every_line_end() {
    let doubled: Vec<String> = (0..60).map(|line| format!("m{} = m{line} + m{line}", line + 1)).collect();
    let doubled = doubled.join("\n");
    let again = "    m = m + m\n".repeat(60);
    let text = format!(
        "import logging\nm0 = 'a'\n{doubled}\nlogging.info(m60)\nlogging.info('%s' % m60)\ndef f(m):\n{again}    logging.info(m)\n    logging.info(f'{{m}}')\n"
    );
    check(&Project::new(&[("a.py", text.as_str())]));
}

#[test]
fn cyclic_imports_classes_and_texts_end() {
    let project = Project::new(&[
        ("a.py", "from b import *\nclass A(A):\n    def f(self):\n        self.log.info(f'{x}')\n"),
        (
            "b.py",
            "from a import *\nclass B(C):\n    pass\nclass C(B):\n    def g(self):\n        self.h.get(self.i)\n",
        ),
        ("c.py", "import requests\nx = y\ny = x\nx.get(y)\nprint(x.info(y))\n"),
        (
            "d.py",
            "import logging\nm = ''\nfor x in y:\n    m = m + 'a'\nlogging.info(m)\nn = o + 'a'\no = n + 'b'\nlogging.info(n)\n",
        ),
        (
            "e.go",
            "package e\nimport \"log/slog\"\nfunc f(m string) {\n\tm = m + m\n\tm = \"a\" + m\n\tslog.Info(m)\n}\n",
        ),
    ]);
    check(&project);
}

/// What is the same for all prints of a file is found out once: four thousand took half a minute when it was not.
#[test]
fn thousands_of_prints_end_quickly() {
    let function = |n: usize| format!("def f{n}(x):\n    print('at', x)\n    f{}(x)\n\n", (n + 1) % 4_000);
    let functions = (0..4_000).map(function).collect::<Vec<_>>().concat();
    let begun = std::time::Instant::now();
    check(&Project::new(&[("requirements.txt", "flask\n"), ("a.py", functions.as_str())]));
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
}
