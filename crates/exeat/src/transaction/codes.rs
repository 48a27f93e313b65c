//! Codes that must exist: tariff codes, entries of the Commerce Control List, currencies.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Currencies of ISO 4217 in use between 2014 and 2026, with those that were replaced in that time.
pub const CURRENCIES: &[&str] = &[
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN", "BHD",
    "BIF", "BMD", "BND", "BOB", "BOV", "BRL", "BSD", "BTN", "BWP", "BYN", "BYR", "BZD", "CAD", "CDF", "CHE",
    "CHF", "CHW", "CLF", "CLP", "CNH", "CNY", "COP", "COU", "CRC", "CUC", "CUP", "CVE", "CZK", "DJF", "DKK",
    "DOP", "DZD", "EEK", "EGP", "ERN", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GHS", "GIP", "GMD", "GNF",
    "GTQ", "GYD", "HKD", "HNL", "HRK", "HTG", "HUF", "IDR", "ILS", "INR", "IQD", "IRR", "ISK", "JMD", "JOD",
    "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KWD", "KYD", "KZT", "LAK", "LBP", "LKR", "LRD", "LSL",
    "LTL", "LVL", "LYD", "MAD", "MDL", "MGA", "MKD", "MMK", "MNT", "MOP", "MRO", "MRU", "MUR", "MVR", "MWK",
    "MXN", "MXV", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "OMR", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "PYG", "QAR", "RON", "RSD", "RUB", "RWF", "SAR", "SBD", "SCR", "SDG", "SEK", "SGD", "SHP",
    "SLE", "SLL", "SOS", "SRD", "SSP", "STD", "STN", "SVC", "SYP", "SZL", "THB", "TJS", "TMT", "TND", "TOP",
    "TRY", "TTD", "TWD", "TZS", "UAH", "UGX", "USD", "USN", "UYI", "UYU", "UYW", "UZS", "VED", "VEF", "VES",
    "VND", "VUV", "WST", "XAF", "XAG", "XAU", "XBA", "XBB", "XBC", "XBD", "XCD", "XCG", "XDR", "XOF", "XPD",
    "XPF", "XPT", "XSU", "XUA", "YER", "ZAR", "ZMK", "ZMW", "ZWG", "ZWL",
];

type Tails = BTreeMap<&'static str, BTreeSet<&'static str>>;

/// The last two digits of every subheading, by heading.
static TARIFF: LazyLock<Tails> = LazyLock::new(|| table(include_str!("../../../../data/hs-subheadings.csv")));
/// The last three digits of every entry, by category and group.
static ENTRIES: LazyLock<Tails> = LazyLock::new(|| table(include_str!("../../../../data/eccns.csv")));

fn table(text: &'static str) -> Tails {
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.filter_map(|row| row.split_once(','))
        .map(|(head, tails)| (head, tails.split(' ').collect()))
        .collect()
}

/// What is wrong with the digits of a tariff code, and the remedy. Six digits must have stood in an edition of the
/// Harmonized System or be `printed` in a table of the law; chapters 98 and 99 are for national use.
pub(super) fn tariff(digits: &str, printed: &dyn Fn(&str) -> bool) -> Option<(String, String)> {
    let form = "write 2, 4 or 6 digits of the Harmonized System, or 8 to 10 of a tariff built on it";
    if !matches!(digits.len(), 2 | 4 | 6 | 8 | 9 | 10) {
        return Some(("has a number of digits that no tariff has".into(), form.into()));
    }
    let (chapter, heading) = (&digits[..2], &digits[..digits.len().min(4)]);
    if matches!(chapter, "98" | "99") {
        return None;
    }
    let chapters = || TARIFF.keys().map(|heading| &heading[..2]);
    if !chapters().any(|c| c == chapter) {
        return Some((
            format!("is in chapter {chapter}, which does not exist"),
            "write a chapter from 01 to 97".into(),
        ));
    }
    // zeros that only fill up stand for nothing
    if digits[2..].bytes().all(|b| b == b'0') {
        return None;
    }
    let Some(tails) = TARIFF.get(heading) else {
        let near = nearest_number(heading, TARIFF.keys().copied().filter(|h| h.starts_with(chapter)));
        return Some((format!("is under heading {heading}, which does not exist"), near));
    };
    let tail = digits.get(4..6)?;
    let filled = digits[4..].bytes().all(|b| b == b'0');
    if filled || tails.contains(tail) || printed(&digits[..6]) {
        return None;
    }
    let known: Vec<String> = tails.iter().map(|tail| format!("{heading}{tail}")).collect();
    let near = nearest_number(&digits[..6], known.iter().map(String::as_str));
    Some((format!("is under {}, which no edition of the Harmonized System has", &digits[..6]), near))
}

/// What is wrong with an entry of the Commerce Control List, and the remedy.
pub(super) fn entry(code: &str, printed: &dyn Fn(&str) -> bool) -> Option<(String, String)> {
    if code == "EAR99" {
        return None;
    }
    let head = code.split('.').next().unwrap_or(code);
    let bytes = head.as_bytes();
    let shaped = (1..=5).contains(&bytes.len())
        && bytes.iter().enumerate().all(|(i, b)| match i {
            0 => b.is_ascii_digit(),
            1 => (b'A'..=b'E').contains(b),
            _ => b.is_ascii_digit(),
        });
    if !shaped || (code.contains('.') && head.len() < 5) {
        let help = match code {
            "EAR" | "99" => "did you mean `EAR99`?",
            _ => "write an entry of the Commerce Control List, such as 5A992.c, or EAR99",
        };
        return Some(("is no entry of the Commerce Control List".into(), help.into()));
    }
    if printed(head) {
        return None;
    }
    let group = head.get(..2)?;
    let tails = ENTRIES.get(group);
    let rest = head.get(2..).unwrap_or_default();
    // part of a number stands for all that begin so
    if tails.is_some_and(|tails| {
        tails.iter().any(|tail| if rest.len() < 3 { tail.starts_with(rest) } else { *tail == rest })
    }) {
        return None;
    }
    let known: Vec<String> = tails.into_iter().flatten().map(|tail| format!("{group}{tail}")).collect();
    let near = nearest_number(head, known.iter().map(String::as_str));
    Some((format!("is under {head}, which no edition of the Commerce Control List at hand has"), near))
}

/// What is wrong with a currency, and the remedy.
pub(super) fn currency(code: &str) -> Option<(String, String)> {
    if CURRENCIES.contains(&code) {
        return None;
    }
    let known = match code {
        "RUR" => Some("RUB"),
        "UKP" | "GBX" => Some("GBP"),
        "RMB" => Some("CNY"),
        "BTC" | "XBT" | "ETH" | "USDT" | "USDC" => None,
        _ => exeat_law::nearest(code, CURRENCIES.iter().copied()),
    };
    let help = known.map_or_else(
        || "write a code of ISO 4217, such as USD; a digital currency is `digital: yes`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Some(("is no currency of ISO 4217".into(), help))
}

/// The known number that shares most of its beginning, the smaller difference then deciding.
fn nearest_number<'a>(number: &str, known: impl Iterator<Item = &'a str>) -> String {
    let value = |text: &str| u64::from_str_radix(text, 16).unwrap_or(0);
    let like = |other: &str| {
        let shared = number.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
        (std::cmp::Reverse(shared), value(number).abs_diff(value(other)))
    };
    known.min_by_key(|other| like(other)).map_or_else(
        || "look the code up in the list it comes from".to_owned(),
        |near| format!("did you mean `{near}`?"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    type Check = fn(&str, &dyn Fn(&str) -> bool) -> Option<(String, String)>;

    fn wrong(of: Check, code: &str) -> bool {
        of(code, &|_| false).is_some()
    }

    #[test]
    fn what_an_edition_has_is_read_with_any_further_digits_and_nothing_else_is() {
        for (heading, tails) in &*TARIFF {
            assert!(!wrong(tariff, heading), "{heading}");
            assert!(!wrong(tariff, &format!("{heading}0000")), "{heading}");
            for tail in 0..100 {
                let code = format!("{heading}{tail:02}");
                let known = tail == 0 || tails.contains(&code[4..]);
                assert_eq!(!wrong(tariff, &code), known, "{code}");
                for more in ["10", "999", "1234"] {
                    assert_eq!(
                        !wrong(tariff, &format!("{code}{more}")),
                        tails.contains(&code[4..]),
                        "{code}{more}"
                    );
                }
            }
        }
        for code in ["77", "7701", "00", "8400000", "847", "8499", "84713012345"] {
            assert!(wrong(tariff, code), "{code}");
        }
        for code in ["84", "8471", "847130", "84713000", "8471300100", "98011000", "8542400000", "85423190"] {
            assert!(!wrong(tariff, code), "{code}");
        }
        assert!(tariff("847131", &|code| code == "847131").is_none(), "a table of the law prints it");
        assert!(tariff("847139", &|_| false).is_some_and(|(_, help)| help.contains("8471")));
    }

    #[test]
    fn entries_that_a_text_names_are_read_with_their_paragraphs() {
        for (group, tails) in &*ENTRIES {
            for tail in tails {
                for code in [format!("{group}{tail}"), format!("{group}{tail}.a.1")] {
                    assert!(!wrong(entry, &code), "{code}");
                }
            }
            assert!(wrong(entry, &format!("{group}970")), "{group}970");
        }
        for code in ["EAR99", "5A992.c", "9A610", "0A501", "5A", "5A9", "9E018"] {
            assert!(!wrong(entry, code), "{code}");
        }
        for code in ["5A9920", "5F001", "EAR98", "5A99", "EAR", "XA001", "A", "5A.c", "99"] {
            assert_eq!(wrong(entry, code), code != "5A99", "{code}");
        }
        assert!(entry("5A993", &|_| false).is_some_and(|(_, help)| help.contains("5A99")));
    }

    #[test]
    fn currencies_are_those_of_iso() {
        assert!(CURRENCIES.is_sorted());
        assert!(CURRENCIES.iter().all(|code| currency(code).is_none()));
        for code in ["USX", "RUR", "usd", "EURO", "BTC", "$"] {
            assert!(currency(code).is_some(), "{code}");
        }
        assert!(currency("RMB").is_some_and(|(_, help)| help.contains("CNY")));
    }
}
