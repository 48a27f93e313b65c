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

/// Content hash of law files, over names and texts in their order.
pub fn hash(sources: &[Source]) -> String {
    use sha2::{Digest, Sha256};
    use std::fmt::Write;
    let mut hasher = Sha256::new();
    for source in sources {
        for part in [&source.name, &source.text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Example transactions of `examples/source-article/` at build time: path and text.
pub const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));
