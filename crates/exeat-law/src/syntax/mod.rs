//! From text to a lossless tree. Never fails: what it cannot place becomes part of the tree, with a complaint.
//!
//! The tree keeps every byte of the file, prose and comments included, so that a formatter, an editor and the
//! resolver can share it. Indented lines nest under the line above that stands further left; conditions get nodes
//! of their own; an atom stays a run of tokens, which `crate::resolve` reads.

mod lexer;
mod parser;

pub use lexer::SyntaxKind;
pub use parser::{Complaint, Parsed, parse};

/// The language of the tree, as `rowan` wants it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Law {}

impl rowan::Language for Law {
    type Kind = SyntaxKind;
    fn kind_from_raw(raw: rowan::SyntaxKind) -> SyntaxKind {
        SyntaxKind::from_raw(raw.0)
    }
    fn kind_to_raw(kind: SyntaxKind) -> rowan::SyntaxKind {
        rowan::SyntaxKind(kind as u16)
    }
}

/// A node of the tree.
pub type Node = rowan::SyntaxNode<Law>;
/// A token of the tree.
pub type Token = rowan::SyntaxToken<Law>;
