//! Every law file, with the texts that an editor has open in front of those on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use exeat_law::outline::{Declared, outline};
use exeat_law::{Loaded, Source, load, view};

/// The files, what they mean, and where everything is declared.
pub(crate) struct Law {
    pub(crate) sources: Vec<Source>,
    pub(crate) loaded: Loaded,
    declared: Vec<Declared>,
}

impl Law {
    /// Reads everything; open texts stand in for the files of the same path.
    pub(crate) fn new(disk: &[(PathBuf, String)], open: &BTreeMap<PathBuf, String>) -> Law {
        let mut all: BTreeMap<&Path, &str> = disk.iter().map(|(p, t)| (p.as_path(), t.as_str())).collect();
        all.extend(open.iter().map(|(p, t)| (p.as_path(), t.as_str())));
        let sources: Vec<Source> = all
            .into_iter()
            .map(|(path, text)| Source { name: path.display().to_string(), text: text.to_owned() })
            .collect();
        let (loaded, declared) = (load(&sources), outline(&sources));
        Law { sources, loaded, declared }
    }

    pub(crate) fn source(&self, path: &Path) -> Option<&Source> {
        let name = path.display().to_string();
        self.sources.iter().find(|s| s.name == name)
    }

    /// What a name stands for. `supplier.us_person` and a bare `us_person` are the party's fact.
    pub(crate) fn declared(&self, word: &str) -> Option<&Declared> {
        let find = |id: &str| self.declared.iter().find(|d| d.id == id && d.keyword != "case");
        let attribute = word.rsplit_once('.').map_or(word, |(_, last)| last);
        find(word).or_else(|| find(&format!("party.{attribute}"))).or_else(|| {
            // `purchaser.kind` and the like may name the role at least
            word.split_once('.').and_then(|(role, _)| find(role))
        })
    }

    /// What is shown of it: its sentence with citation where it has one, else its text.
    pub(crate) fn hover(&self, declared: &Declared) -> String {
        let mut out = format!("**{}** `{}`", declared.keyword, declared.id);
        if !declared.title.is_empty() {
            out += &format!(" {}", declared.title);
        }
        let readable = !self.loaded.has_errors();
        let entries = view::entries(&self.loaded.theory, std::slice::from_ref(&declared.id));
        match entries {
            Ok(entries) if readable && !entries.is_empty() => {
                out += &format!("\n\n```text\n{}\n```", view::text(&entries).trim_end());
            }
            _ => {
                let text = declared.text(&self.sources);
                out += &format!("\n\n```text\n{text}\n```");
            }
        }
        if !declared.cites.is_empty() {
            out += &format!("\n\n*{}*", declared.cites);
        }
        out
    }
}
