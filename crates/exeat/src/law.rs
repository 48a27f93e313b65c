//! The law base that is built in.

use exeat_law::{Loaded, Source, load};

/// Files of `law/` at build time: path and text.
pub const EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/law.rs"));

/// The ledger of the built-in law (see [`crate::ledger`]), with its name for messages.
pub const LEDGER: (&str, &str) =
    ("law/ledger.jsonl", include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../law/ledger.jsonl")));

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

/// Content hash of law files: over their names below the folder that holds them all, and their texts, by name.
pub fn hash(sources: &[Source]) -> String {
    use sha2::{Digest, Sha256};
    let mut hasher = Sha256::new();
    for (name, text) in named(sources) {
        for part in [name, text] {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hex(&hasher.finalize())
}

/// Content hash of a text.
pub fn hash_text(text: &str) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(text.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Names below the folder that holds all files, with the texts, sorted: the same wherever the folder lies.
pub fn named(sources: &[Source]) -> Vec<(&str, &str)> {
    let folder = |name: &'_ str| name.rfind('/').map_or(0, |at| at + 1);
    let mut common = sources.first().map_or("", |s| &s.name[..folder(&s.name)]);
    for source in sources {
        while !source.name.starts_with(common) {
            let shorter = common.trim_end_matches('/');
            common = &common[..folder(shorter)];
        }
    }
    let mut out: Vec<(&str, &str)> =
        sources.iter().map(|s| (&s.name[common.len()..], s.text.as_str())).collect();
    out.sort_unstable();
    out
}

/// Example transactions of `examples/source-article/` at build time: path and text.
pub const EXAMPLES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/examples.rs"));

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str, text: &str) -> Source {
        Source { name: name.into(), text: text.into() }
    }

    #[test]
    fn a_hash_does_not_depend_on_where_the_folder_lies() {
        let here = [source("law/a/x.md", "1"), source("law/b.md", "2")];
        let there = [source("elsewhere/other/b.md", "2"), source("elsewhere/other/a/x.md", "1")];
        assert_eq!(hash(&here), hash(&there));
        assert_ne!(hash(&here), hash(&[source("law/a/x.md", "1"), source("law/c.md", "2")]));
        assert_ne!(hash(&here), hash(&[source("law/a/x.md", "1 "), source("law/b.md", "2")]));
    }
}
