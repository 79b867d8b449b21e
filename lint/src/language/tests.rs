//! What code of each language becomes.

use super::*;
use crate::source::SourceFile;
use crate::syntax::{Kind, Syntax, lower};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

fn facts(language: &str, text: &str) -> Syntax {
    let languages = Languages::load().unwrap();
    let id = languages.find(language).unwrap();
    let path = format!("x.{}", languages.get(id).extension_of(language).unwrap());
    let file = Arc::new(SourceFile::new(path.clone(), text));
    lower(languages.get(id).grammar(&path).unwrap(), &file, Duration::from_secs(5)).unwrap()
}

fn tree(syntax: &Syntax) -> String {
    let (mut out, mut open) = (String::new(), Vec::new());
    for (id, node) in syntax.nodes().iter().enumerate() {
        while open.last().is_some_and(|end| *end as usize <= id) {
            open.pop();
        }
        let indent = "  ".repeat(open.len());
        writeln!(out, "{indent}{:?} {:?} {}", node.part, node.kind, syntax.name(id as u32)).unwrap();
        open.push(node.end);
    }
    out
}

#[test]
fn language_files_are_valid_tree_sitter_queries() {
    for language in Languages::load().unwrap().all() {
        for dialect in &language.dialects {
            let text = language.patterns(dialect).unwrap();
            tree_sitter::Query::new(&dialect.parser, &text)
                .unwrap_or_else(|fault| panic!("{}: {fault}", dialect.name));
            language.compiled(dialect).unwrap();
        }
    }
}

#[test]
fn python_becomes_facts() {
    let syntax = facts(
        "python",
        "@app.get('/')\nasync def f(a, b: int = 3):\n    try:\n        x = await g(a, k=f'v {a}')\n    except E as e:\n        pass\n",
    );
    insta::assert_snapshot!(tree(&syntax));
}

#[test]
fn go_becomes_facts() {
    let syntax = facts(
        "go",
        "package main\nimport z \"go.uber.org/zap\"\nfunc (s *S) F(a, b int) (int, error) {\n\tx, err := s.g(a, &T{K: 1})\n\tif err != nil {\n\t\treturn 0, err\n\t}\n\tgo func() { z.L() }()\n\treturn x, nil\n}\n",
    );
    insta::assert_snapshot!(tree(&syntax));
}

#[test]
fn java_becomes_facts() {
    let syntax = facts(
        "java",
        "package a.b;\nimport c.d.E;\n@Path(\"/x\")\nclass F extends G implements H {\n    private final E e = new E();\n    @GET\n    I<J> get(@Param(\"id\") String id) throws K {\n        var n = 1;\n        try (S s = e.open()) {\n            s.send(\"v \" + id, this::done);\n        } catch (L | M f) {\n            throw f;\n        }\n        run(new Runnable() { public void run() { n(); } });\n        return null;\n    }\n}\n",
    );
    insta::assert_snapshot!(tree(&syntax));
}

#[test]
fn javascript_becomes_facts() {
    let syntax = facts(
        "javascript",
        "import a, { b as c } from \"d\";\nconst { e } = require(\"f\");\nexport class G extends H {\n  #i = new I();\n  async j(k, { l = 1 }) {\n    try {\n      const m = await this.n?.o(`p ${k}`, { q: l, ...k });\n      for (const r of m) r.catch(() => {});\n    } catch {\n      return m ?? null;\n    }\n  }\n}\nmodule.exports = { G };\n",
    );
    insta::assert_snapshot!(tree(&syntax));
}

#[test]
fn rust_becomes_facts() {
    let syntax = facts(
        "rust",
        "use a::{b, c as d};\n#[cfg(test)]\nmod tests { fn left_out() {} }\nimpl T {\n    #[tracing::instrument(err)]\n    async fn f(&self, P(x): P<u8>) -> Result<u8, E> {\n        if let Err(_) = self.g(x).await {}\n        info!(target: \"t\", id = %x, \"{x} {}\", 1; \"k\" => ?x);\n        match h()? { Ok(v) if v > 1 => v, Err(e) => return Err(e) }\n        Ok(1)\n    }\n}\n",
    );
    insta::assert_snapshot!(tree(&syntax));
}

/// Whoever reads a function's results finds them whatever is said behind them.
#[test]
fn a_comment_behind_it_is_no_part_of_what_a_function_ends_in() {
    let returns = |text: &str| {
        let syntax = facts("rust", text);
        syntax.nodes().iter().filter(|node| node.kind == Kind::Return).count()
    };
    assert_eq!(returns("fn f() -> u8 {\n    g()\n    // More than that it is not.\n}\n"), 1);
    assert_eq!(returns("fn f() -> u8 {\n    g();\n    // Nothing.\n}\n"), 0);
}

#[test]
fn an_arm_that_only_tests_have_is_left_out_as_a_whole() {
    let count = |text: &str, wanted: Kind| {
        facts("rust", text).nodes().iter().filter(|node| node.kind == wanted).count()
    };
    let arms = "fn f(x: T) {\n    match x {\n        #[cfg(test)]\n        A => f(),\n        #[allow(a)]\n        B => g(),\n        #[cfg(test)]\n        _ => {}\n    }\n    h();\n}\n";
    assert_eq!(count(arms, Kind::Case), 1);
    assert_eq!(count(arms, Kind::Call), 2);
    let fields = "fn f() {\n    let t = T { #[cfg(test)] a: g(), b: g() };\n}\n";
    assert_eq!(count(fields, Kind::Call), 1);
    let last = "fn f() {\n    {\n        g();\n        #[cfg(test)]\n    }\n    h();\n}\n";
    assert_eq!(count(last, Kind::Call), 2);
}
