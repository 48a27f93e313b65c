//! Look-up tables of the law that live in data files: which columns are marked for a key.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use crate::theory::{Domain, FactIx};
use crate::value::{Value, is_under};

/// `table ID`
#[derive(Debug, Clone)]
pub struct Table {
    /// Its id.
    pub id: String,
    /// What it is.
    pub title: String,
    /// Name of each key column, as in the head of the file, with its type.
    pub keys: Vec<(String, Domain)>,
    /// Every mark that some row of some edition has.
    pub marks: BTreeSet<Arc<str>>,
    /// Editions, the earliest first; a day outside all of them is not known.
    pub editions: Vec<Edition>,
    /// A key without a row has no marks; where false that is not known either.
    pub complete: bool,
    /// The yes/no fact to ask where the table does not say.
    pub otherwise: FactIx,
    /// Where it stands.
    pub cites: String,
}

/// A table as it stood over a period.
#[derive(Debug, Clone)]
pub struct Edition {
    /// First day.
    pub from: Date,
    /// First day no longer.
    pub until: Date,
    /// Rows of the file.
    pub rows: Vec<Row>,
    /// The row of each key, where there is one key column.
    pub index: BTreeMap<Arc<str>, usize>,
}

impl Edition {
    /// With the rows of a file.
    pub fn new(from: Date, until: Date, rows: Vec<Row>) -> Edition {
        let one = |(ix, row): (usize, &Row)| match row.keys.as_slice() {
            [key] => Some((key.clone(), ix)),
            _ => None,
        };
        let index = rows.iter().enumerate().filter_map(one).collect();
        Edition { from, until, rows, index }
    }
}

/// One row.
#[derive(Debug, Clone)]
pub struct Row {
    /// One for each key column.
    pub keys: Vec<Arc<str>>,
    /// What it gives: the columns marked.
    pub gives: BTreeSet<Arc<str>>,
}

/// What a table says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    /// Marked.
    Yes,
    /// Not marked.
    No,
    /// No row, or no edition of that day.
    Nothing,
}

impl Table {
    /// Whether a mark stands in the row of these keys on that day. Of rows with codes the most particular counts.
    pub fn says(&self, on: Date, keys: &[&Value], mark: &str) -> Says {
        let Some(edition) = self.editions.iter().find(|e| on >= e.from && on < e.until) else {
            return Says::Nothing;
        };
        match self.row(edition, keys) {
            Some(row) if row.gives.contains(mark) => Says::Yes,
            Some(_) => Says::No,
            None if self.complete => Says::No,
            None => Says::Nothing,
        }
    }

    fn row<'t>(&self, edition: &'t Edition, keys: &[&Value]) -> Option<&'t Row> {
        if let ([Value::Sym(key)], [(_, domain)]) = (keys, self.keys.as_slice()) {
            let at = |key: &str| edition.index.get(key).and_then(|ix| edition.rows.get(*ix));
            if !matches!(domain, Domain::Code(_)) {
                return at(key);
            }
            // the longest code that this one lies under
            let ends = (1..=key.len()).rev().filter_map(|end| key.get(..end));
            return ends.filter(|prefix| is_under(key, prefix)).find_map(at);
        }
        let fits = |row: &&Row| {
            row.keys.iter().zip(keys).zip(&self.keys).all(|((cell, key), (_, domain))| match (key, domain) {
                (Value::Sym(code), Domain::Code(_)) => is_under(code, cell),
                (Value::Sym(key), _) => key == cell,
                _ => false,
            })
        };
        let length = |row: &&Row| row.keys.iter().map(|k| k.len()).sum::<usize>();
        edition.rows.iter().filter(fits).max_by_key(length)
    }

    /// The keys named in a column, for cutting the domain of the fact looked up.
    pub(crate) fn named(&self, column: usize) -> impl Iterator<Item = &Arc<str>> {
        self.editions.iter().flat_map(|e| &e.rows).filter_map(move |r| r.keys.get(column))
    }

    /// What tells two keys of a column apart: the marks of its row where there is one column, else the rows it fits.
    pub(crate) fn signature(&self, column: usize, value: &Value, out: &mut Vec<bool>) {
        if self.keys.len() == 1 {
            for edition in &self.editions {
                let row = self.row(edition, &[value]);
                out.push(row.is_some());
                out.extend(self.marks.iter().map(|m| row.is_some_and(|r| r.gives.contains(m))));
            }
            return;
        }
        let (Value::Sym(key), Some((_, domain))) = (value, self.keys.get(column)) else { return };
        let code = matches!(domain, Domain::Code(_));
        let fits = |cell: &Arc<str>| if code { is_under(key, cell) } else { key == cell };
        out.extend(self.named(column).collect::<BTreeSet<_>>().into_iter().map(fits));
    }
}
