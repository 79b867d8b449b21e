//! Every kind of span in every other, across everything that code can go through in between.
//!
//! A test is a tree of [`Node`](tree::Node)s: spans of some kind, each reached from its parent by some crossing. Running
//! it logs a line in each span, before and after each child. What the capture holds is compared with the tree: whose
//! child each span is, and whose ids each line carries.

mod crossings;
mod kinds;
mod matrix;
mod random;
mod runtime;
mod tree;
