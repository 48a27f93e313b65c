//! The tables the relations go by: `data/same-deal.csv` and `data/contraries.csv`.

use std::path::Path;

use anyhow::{Context, Result};

use crate::task::rows;

/// Both tables.
#[derive(Debug, Clone, Default)]
pub(super) struct Tables {
    pub(super) same_deal: Vec<SameDeal>,
    pub(super) contraries: Vec<Contrary>,
}

/// An act that names a deal.
#[derive(Debug, Clone)]
pub(super) struct SameDeal {
    pub(super) deal: String,
    pub(super) act: String,
    /// Of which deals that holds.
    pub(super) place: String,
}

/// A fact with a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    /// `party.government`
    pub(super) path: String,
    pub(super) value: String,
    /// The party it is about, by place, where it is a fact of one.
    pub(super) party: Option<usize>,
}

/// What is said, and what may then not be filled.
#[derive(Debug, Clone)]
pub(super) struct Contrary {
    pub(super) says: Vec<(String, String)>,
    pub(super) filled: Setting,
    /// For people.
    pub(super) shown: String,
}

impl Tables {
    pub(super) fn read(data: &Path) -> Result<Tables> {
        let mut tables = Tables::default();
        for row in rows(&data.join("same-deal.csv"), &["deal", "act", "where"])? {
            if let [deal, act, place] = &row[..] {
                let (deal, act, place) = (deal.clone(), act.clone(), place.clone());
                tables.same_deal.push(SameDeal { deal, act, place });
            }
        }
        for row in rows(&data.join("contraries.csv"), &["says", "not_filled", "why"])? {
            let [says, filled, _why] = &row[..] else { continue };
            let pair = |text: &str| -> Result<(String, String)> {
                let (path, value) =
                    text.trim().split_once('=').with_context(|| format!("`{text}` sets nothing"))?;
                Ok((path.to_owned(), value.to_owned()))
            };
            let (path, value) = pair(filled)?;
            tables.contraries.push(Contrary {
                says: says.split(';').map(pair).collect::<Result<_>>()?,
                shown: format!("{says} beside {filled}"),
                filled: Setting { path, value, party: None },
            });
        }
        Ok(tables)
    }
}
