//! `law/official/figures.csv`: of each set of cases the figures when it was first run, blind, and those of the present.

use std::path::Path;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::task::rows;

const COLUMNS: [&str; 9] =
    ["set", "when", "total", "agree", "false_permits", "second_degree", "silent", "twins", "twins_agree"];

/// A row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Figures {
    pub(super) total: usize,
    pub(super) agree: usize,
    pub(super) false_permits: usize,
    pub(super) second_degree: usize,
    pub(super) silent: usize,
    pub(super) twins: usize,
    pub(super) twins_agree: usize,
}

impl Figures {
    pub(super) fn json(&self) -> Value {
        json!({"total": self.total, "agree": self.agree, "false_permits": self.false_permits,
            "second_degree": self.second_degree, "silent": self.silent,
            "twins": {"total": self.twins, "agree": self.twins_agree}})
    }

    /// In a line.
    pub(super) fn words(&self) -> String {
        format!(
            "{} of {} agree, {} false permits, {} of second degree, {} silent, {} of {} twins",
            self.agree,
            self.total,
            self.false_permits,
            self.second_degree,
            self.silent,
            self.twins_agree,
            self.twins
        )
    }

    fn numbers(&self) -> [usize; 7] {
        [
            self.total,
            self.agree,
            self.false_permits,
            self.second_degree,
            self.silent,
            self.twins,
            self.twins_agree,
        ]
    }
}

/// Rows by set and occasion, `first` or `present`.
pub(super) type Kept = Vec<(String, String, Figures)>;

/// Reads the file; none where there is none.
pub(super) fn read(path: &Path) -> Result<Kept> {
    if !path.is_file() {
        return Ok(vec![]);
    }
    let row = |row: Vec<String>| -> Result<(String, String, Figures)> {
        let number = |ix: usize| -> Result<usize> {
            let cell = row.get(ix).map_or("", String::as_str);
            cell.parse().with_context(|| format!("{}: `{cell}` is no number", path.display()))
        };
        let figures = Figures {
            total: number(2)?,
            agree: number(3)?,
            false_permits: number(4)?,
            second_degree: number(5)?,
            silent: number(6)?,
            twins: number(7)?,
            twins_agree: number(8)?,
        };
        let word = |ix: usize| row.get(ix).cloned().unwrap_or_default();
        Ok((word(0), word(1), figures))
    };
    rows(path, &COLUMNS)?.into_iter().map(row).collect()
}

/// The figures of a set on an occasion.
pub(super) fn of<'k>(kept: &'k Kept, set: &str, when: &str) -> Option<&'k Figures> {
    kept.iter().find(|(s, w, _)| s == set && w == when).map(|(_, _, figures)| figures)
}

/// With the present figures of a set, which are its first where it is a `blind` one that was never run before. What was
/// first stays.
pub(super) fn with(mut kept: Kept, set: &str, now: Figures, blind: bool) -> Kept {
    if blind && of(&kept, set, "first").is_none() {
        kept.push((set.to_owned(), "first".to_owned(), now));
    }
    kept.retain(|(s, when, _)| !(s == set && when == "present"));
    kept.push((set.to_owned(), "present".to_owned(), now));
    kept.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    kept
}

/// The text of the file.
pub(super) fn text(kept: &Kept) -> String {
    let mut out = "# Figures of each set when it was first run, before anybody had seen its answers, and of the present.\n".to_owned();
    out += "# `cargo xtask official --record` writes the present ones, and the first of dev-2 while it has none.\n";
    out += &COLUMNS.join(",");
    out.push('\n');
    for (set, when, figures) in kept {
        let numbers = figures.numbers().map(|n| n.to_string()).join(",");
        out += &format!("{set},{when},{numbers}\n");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_first_stays_and_what_is_present_moves() {
        let figures = |agree| Figures { total: 9, agree, ..Figures::default() };
        let kept = with(with(vec![], "dev-2", figures(3), true), "dev-2", figures(8), true);
        assert_eq!(of(&kept, "dev-2", "first"), Some(&figures(3)));
        assert_eq!(of(&kept, "dev-2", "present"), Some(&figures(8)));
        assert!(text(&kept).ends_with("dev-2,first,9,3,0,0,0,0,0\ndev-2,present,9,8,0,0,0,0,0\n"));
    }
}
