# What CI runs: format, clippy, tests, docs.
default:
    bash .ci/test

# Tests whose name contains FILTER.
test FILTER:
    cargo test --workspace -- {{FILTER}}

# The examples of one rule.
rule ID:
    cargo test -p tracewell-tests-rules --test examples -- {{ID}}

# Rewrites snapshots and generated files.
bless:
    INSTA_UPDATE=always INSTA_FORCE_PASS=1 UPDATE=1 cargo test --workspace

# Misspelt words; `cargo install typos-cli` first.
typos:
    typos

# A skeleton for a new rule: just new-rule traces/span-not-ended
new-rule PATH:
    sed "s/RULE-ID/$(basename {{PATH}})/" rules/skeleton.md > rules/{{PATH}}.md

# What a file becomes: its syntactic facts.
dump FILE:
    cargo run -q -p tracewell-lint --example dump -- {{FILE}}

# Our time beside ast-grep's and ruff's on one tree.
bench-lint DIR:
    cargo build --release -p tracewell-lint
    python3 lint/benches/compare.py {{DIR}}
