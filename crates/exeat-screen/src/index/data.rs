//! The arrays of an index as one run of bytes: made in memory or lying in a file, they are read the same way.

use super::keys::{Filed, Table};
use super::rows::{Gate, Head, Rows};
use super::words::{Word, cut};
use crate::align::JoinKey;
use crate::names::GivenId;
use crate::token::Class;
use zerocopy::{FromBytes, Immutable, IntoBytes, KnownLayout, TryFromBytes};

/// The sections, in the order in which they lie.
pub(super) const SECTIONS: [&str; COUNT] = [
    "words",
    "letters",
    "given names",
    "postings",
    "rows",
    "gates",
    "rows of entries",
    "words of rows",
    "weights of rows",
    "classes of rows",
    "first letters of rows",
    "keys of rows",
    "joined words",
    "word keys: buckets",
    "word keys: pairs",
    "joined keys: buckets",
    "joined keys: pairs",
    "whole names: buckets",
    "whole names: pairs",
    "identifiers: buckets",
    "identifiers: pairs",
];
/// How many there are.
pub(super) const COUNT: usize = 21;

/// The arrays as they are built.
#[derive(Debug, Default)]
pub(super) struct Parts {
    pub(super) words: Vec<Word>,
    pub(super) letters: Vec<u8>,
    pub(super) given: Vec<GivenId>,
    pub(super) postings: Vec<u32>,
    pub(super) heads: Vec<Head>,
    pub(super) gates: Vec<Gate>,
    pub(super) first_row: Vec<u32>,
    pub(super) row_words: Vec<u32>,
    pub(super) row_weights: Vec<u16>,
    pub(super) row_classes: Vec<u8>,
    pub(super) row_first: Vec<u8>,
    pub(super) row_keys: Vec<u64>,
    pub(super) joins: Vec<JoinKey>,
    pub(super) word_keys: Filed,
    pub(super) join_keys: Filed,
    pub(super) bags: Filed,
    pub(super) identifiers: Filed,
}

impl Parts {
    /// The sections, in order.
    fn sections(&self) -> [&[u8]; COUNT] {
        [
            self.words.as_bytes(),
            self.letters.as_bytes(),
            self.given.as_bytes(),
            self.postings.as_bytes(),
            self.heads.as_bytes(),
            self.gates.as_bytes(),
            self.first_row.as_bytes(),
            self.row_words.as_bytes(),
            self.row_weights.as_bytes(),
            self.row_classes.as_bytes(),
            self.row_first.as_bytes(),
            self.row_keys.as_bytes(),
            self.joins.as_bytes(),
            self.word_keys.starts.as_bytes(),
            self.word_keys.pairs.as_bytes(),
            self.join_keys.starts.as_bytes(),
            self.join_keys.pairs.as_bytes(),
            self.bags.starts.as_bytes(),
            self.bags.pairs.as_bytes(),
            self.identifiers.starts.as_bytes(),
            self.identifiers.pairs.as_bytes(),
        ]
    }
}

/// Bytes that stay where they are.
pub(super) type Bytes = Box<dyn AsRef<[u8]> + Send + Sync>;

/// Bytes that begin where a number of eight bytes may.
pub(super) struct Aligned(Vec<u64>);

impl Aligned {
    pub(super) fn copy(bytes: &[u8]) -> Aligned {
        let mut run = vec![0u64; bytes.len().div_ceil(size_of::<u64>())];
        run.as_mut_bytes().iter_mut().zip(bytes).for_each(|(cell, byte)| *cell = *byte);
        Aligned(run)
    }
}

impl AsRef<[u8]> for Aligned {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Arrays in one run of bytes.
pub(super) struct Data {
    bytes: Bytes,
    /// Where each section begins and ends.
    at: [(usize, usize); COUNT],
}

impl Default for Data {
    fn default() -> Data {
        Data::of(&Parts::default())
    }
}

impl std::fmt::Debug for Data {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Data").field("at", &self.at).finish_non_exhaustive()
    }
}

/// Sections begin at multiples of this.
pub(super) const ALIGNMENT: usize = 64;

impl Data {
    /// The arrays copied into one run.
    pub(super) fn of(parts: &Parts) -> Data {
        let sections = parts.sections();
        let whole: usize = sections.iter().map(|s| s.len().next_multiple_of(ALIGNMENT)).sum();
        let mut run = vec![0u64; whole / size_of::<u64>()];
        let mut at = [(0, 0); COUNT];
        let mut start = 0;
        let bytes = run.as_mut_bytes();
        for (section, cell) in sections.iter().zip(&mut at) {
            let end = start + section.len();
            if let Some(place) = bytes.get_mut(start..end) {
                place.copy_from_slice(section);
            }
            *cell = (start, end);
            start = end.next_multiple_of(ALIGNMENT);
        }
        Data { bytes: Box::new(Aligned(run)), at }
    }

    /// The arrays where they lie; the name of the first section that is none, where there is one.
    pub(super) fn open(bytes: Bytes, at: [(usize, usize); COUNT]) -> Result<Data, &'static str> {
        let data = Data { bytes, at };
        match data.flaw() {
            Some(section) => Err(section),
            None => Ok(data),
        }
    }

    /// The name of the first section that cannot be what it should.
    fn flaw(&self) -> Option<&'static str> {
        fn is<T: FromBytes + Immutable + KnownLayout>(bytes: &[u8]) -> bool {
            <[T]>::ref_from_bytes(bytes).is_ok()
        }
        let bytes = (*self.bytes).as_ref();
        let fits: [fn(&[u8]) -> bool; COUNT] = [
            is::<Word>,
            is::<u8>,
            is::<GivenId>,
            is::<u32>,
            is::<Head>,
            is::<Gate>,
            is::<u32>,
            is::<u32>,
            is::<u16>,
            |bytes| <[Class]>::try_ref_from_bytes(bytes).is_ok(),
            is::<u8>,
            is::<u64>,
            is::<JoinKey>,
            is::<u32>,
            is::<[u32; 2]>,
            is::<u32>,
            is::<[u32; 2]>,
            is::<u32>,
            is::<[u32; 2]>,
            is::<u32>,
            is::<[u32; 2]>,
        ];
        for (((from, to), fits), name) in self.at.iter().zip(&fits).zip(SECTIONS) {
            if !bytes.get(*from..*to).is_some_and(fits) {
                return Some(name);
            }
        }
        None
    }

    /// Whether rows and entries go together.
    pub(super) fn fits(&self, entries: usize) -> bool {
        let rows = self.view().rows;
        rows.first_row.len() == entries + 1 && rows.heads.iter().all(|head| (head.entry as usize) < entries)
    }

    /// The bytes of each section.
    pub(super) fn sections(&self) -> [&[u8]; COUNT] {
        let bytes = (*self.bytes).as_ref();
        self.at.map(|(from, to)| bytes.get(from..to).unwrap_or_default())
    }

    /// The arrays.
    pub(super) fn view(&self) -> View<'_> {
        // each was found to be what it is taken for when the index was built or opened
        fn array<T: FromBytes + Immutable + KnownLayout>(bytes: &[u8]) -> &[T] {
            <[T]>::ref_from_bytes(bytes).unwrap_or_default()
        }
        let [
            words,
            letters,
            given,
            postings,
            heads,
            gates,
            first_row,
            row_words,
            row_weights,
            row_classes,
            row_first,
            row_keys,
            joins,
            word_starts,
            word_pairs,
            join_starts,
            join_pairs,
            bag_starts,
            bag_pairs,
            identifier_starts,
            identifier_pairs,
        ] = self.sections();
        let table = |starts, pairs| Table { starts: array(starts), pairs: array(pairs) };
        View {
            words: array(words),
            letters,
            given: array(given),
            postings: array(postings),
            rows: Rows {
                heads: array(heads),
                gates: array(gates),
                first_row: array(first_row),
                words: array(row_words),
                weights: array(row_weights),
                classes: row_classes,
                first: row_first,
                keys: array(row_keys),
                joins: array(joins),
            },
            word_keys: table(word_starts, word_pairs),
            join_keys: table(join_starts, join_pairs),
            bags: table(bag_starts, bag_pairs),
            identifiers: table(identifier_starts, identifier_pairs),
        }
    }
}

/// The arrays of an index.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) words: &'a [Word],
    pub(super) letters: &'a [u8],
    pub(super) given: &'a [GivenId],
    pub(super) postings: &'a [u32],
    pub(super) rows: Rows<'a>,
    pub(super) word_keys: Table<'a>,
    pub(super) join_keys: Table<'a>,
    pub(super) bags: Table<'a>,
    pub(super) identifiers: Table<'a>,
}

impl<'a> View<'a> {
    /// A word of the vocabulary.
    pub(super) fn word(&self, word: u32) -> Option<&'a Word> {
        self.words.get(word as usize)
    }

    /// The rows that hold a word, ascending, without repetition.
    pub(super) fn rows_with(&self, word: &Word) -> &'a [u32] {
        cut(self.postings, word.postings, word.rows)
    }
}
