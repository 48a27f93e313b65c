//! The law base that is built in.

use exeat_law::{Loaded, Source, load};

/// Files of `law/` at build time: path and text.
pub const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/law.rs"));

/// The built-in law base as sources.
pub fn embedded() -> Vec<Source> {
    EMBEDDED
        .iter()
        .map(|(name, text)| Source { name: (*name).to_owned(), text: (*text).to_owned() })
        .collect()
}

/// Loads the built-in law base.
pub fn load_embedded() -> Loaded {
    load(&embedded())
}
