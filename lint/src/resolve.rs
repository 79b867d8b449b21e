//! Names are resolved before they are judged.
//!
//! ```text
//! Syntax ─▶ Bindings (per file) ─▶ Resolver: expression ─▶ Value (API path, definition, instance, module)
//! ```
//!
//! Resolution is lazy and bounded: files that the prefilter passed over are parsed when a name leads there,
//! and every chain ends after a fixed number of steps with [`Value::Unknown`].

mod bindings;
mod imports;
mod project;
mod resolver;
mod value;

pub use bindings::{Binding, BindingKind, Bindings};
pub use imports::Alias;
pub use project::{Manifest, Manifests, Parsed, Project, ProjectFile};
pub use resolver::{Resolver, Visible, visible};
pub use value::Value;
