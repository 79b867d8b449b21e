//! Rebuilds this crate when a data file is added or removed: `include_dir!` alone tracks only known files.

fn main() {
    for folder in ["alerts", "errors", "evidence", "languages", "libraries", "logs", "metrics", "traces"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
