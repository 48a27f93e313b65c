//! The lists in force on the date asked, as the face found them.

use exeat_screen::Index;
use jiff::civil::Date;

/// One edition of one list, in force on the date asked.
#[derive(Debug)]
pub struct Edition {
    /// Publication date.
    pub date: Date,
    /// Position among the editions of that day, from 1.
    pub sequence: u32,
    /// Content hash.
    pub hash: String,
    /// Records read.
    pub records: usize,
    /// Files of the publication that are missing; not empty means it clears nobody.
    pub missing: Vec<String>,
    /// Days between publication and the date asked.
    pub age_days: i64,
    /// Older than the publisher's period.
    pub stale: bool,
    /// A later publication that was refused, and why: until that is settled this edition may be out of date.
    pub held_back: Option<String>,
    /// Its entries.
    pub index: Index,
}

impl Edition {
    /// Whether finding nobody in it means that somebody is not listed.
    pub fn clears(&self) -> bool {
        !self.stale && self.missing.is_empty() && self.held_back.is_none()
    }

    /// What is wrong with it, in words.
    pub fn defects(&self) -> Vec<String> {
        let mut out = Vec::new();
        if !self.missing.is_empty() {
            out.push(format!("incomplete, without {}", self.missing.join(", ")));
        }
        if self.stale {
            out.push(format!("stale, {} days old", self.age_days));
        }
        out.extend(self.held_back.clone());
        out
    }
}

/// The lists at hand.
#[derive(Debug, Default)]
pub struct Lists {
    /// By list id; a list that is asked for and absent here is missing.
    pub editions: Vec<(String, Edition)>,
    /// Lists of which an edition is at hand that cannot be read, with why.
    pub unusable: Vec<(String, String)>,
    /// The built-in starter parties: they find somebody, and clear nobody.
    pub starter: Option<Index>,
}

impl Lists {
    /// Why a list is at hand and cannot be used.
    pub fn unusable(&self, list: &str) -> Option<&str> {
        self.unusable.iter().find(|(id, _)| id == list).map(|(_, why)| why.as_str())
    }

    /// The edition of a list.
    pub fn edition(&self, list: &str) -> Option<&Edition> {
        self.editions.iter().find(|(id, _)| id == list).map(|(_, edition)| edition)
    }
}
