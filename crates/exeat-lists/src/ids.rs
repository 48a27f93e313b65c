//! The closed set of list ids, their publishers and how soon a list is stale.

const TABLE: &str = include_str!("../lists.csv");

/// The period of a list whose publisher we know nothing of, in days.
const DEFAULT_DAYS: u16 = 7;

/// Every list id there is, in the order of the table.
pub const LIST_IDS: [&str; 28] = [
    "us.ofac.sdn",
    "us.ofac.ns-mbs",
    "us.ofac.capta",
    "us.ofac.ssi",
    "us.ofac.cmic",
    "us.ofac.fse",
    "us.ofac.plc",
    "us.ofac.eo13599",
    "us.bis.entity-list",
    "us.bis.meu",
    "us.bis.uvl",
    "us.bis.dpl",
    "us.state.isn",
    "us.state.dtc",
    "un.sc",
    "eu.fsf",
    "eu.833.annex-iv",
    "eu.833.annex-xiv",
    "eu.833.annex-xix",
    "eu.833.annex-xlii",
    "eu.833.annex-xlv",
    "eu.765.annex-v",
    "uk.sanctions",
    "ch.seco",
    "ca.sema",
    "au.dfat",
    "ae.local",
    "ftm",
];

/// Whether the id is one of [`LIST_IDS`].
pub fn is_known(list: &str) -> bool {
    LIST_IDS.contains(&list)
}

/// How old an edition may be on the date asked before it counts as stale, in days. 7 unless `lists.csv` says
/// otherwise.
pub fn stale_after_days(list: &str) -> u16 {
    row(list).and_then(|row| row.days.parse().ok()).unwrap_or(DEFAULT_DAYS)
}

/// The number of records below which the list must be damaged, whatever came before.
pub fn least_records(list: &str) -> u64 {
    row(list).and_then(|row| row.least.parse().ok()).unwrap_or(1)
}

/// Who publishes a list, for a person to read; none for an id that is not known.
pub fn publisher(list: &str) -> Option<&'static str> {
    row(list).map(|row| row.publisher)
}

struct Row {
    publisher: &'static str,
    days: &'static str,
    least: &'static str,
}

fn row(list: &str) -> Option<Row> {
    let lines = TABLE.lines().filter(|l| !l.starts_with('#'));
    let (_, rest) = lines.filter_map(|l| l.split_once(',')).find(|(id, _)| *id == list)?;
    let (rest, least) = rest.rsplit_once(',')?;
    let (publisher, days) = rest.rsplit_once(',')?;
    Some(Row { publisher, days, least })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_and_ids_agree() {
        for id in LIST_IDS {
            let row = row(id).unwrap();
            assert!(
                !row.publisher.is_empty() && (1..=31).contains(&row.days.parse::<u16>().unwrap()),
                "{id}"
            );
            assert!(row.least.parse::<u64>().unwrap() >= 1, "{id}");
        }
        assert_eq!(TABLE.lines().filter(|l| !l.starts_with('#')).count(), LIST_IDS.len() + 1);
        assert_eq!(stale_after_days("us.ofac.sdn"), 7);
        assert_eq!(stale_after_days("xx.unknown"), 7);
        assert!(is_known("un.sc") && !is_known("un.SC") && publisher("nobody").is_none());
    }
}
