//! Numbers that tell parties apart, and when two of them agree.

use crate::country;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an identifier is a number of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Scheme {
    /// Business identifier code of a bank (ISO 9362).
    Bic,
    /// Legal entity identifier (ISO 17442).
    Lei,
    /// Number of a ship with the International Maritime Organization.
    Imo,
    /// Maritime mobile service identity: moves with the ship's radio, so not strong.
    Mmsi,
    /// Russian taxpayer number.
    Inn,
    /// Russian state registration number.
    Ogrn,
    /// Number in a company register.
    Registration,
    /// Passport; strong together with its country.
    Passport,
    /// Number with a tax office other than the Russian one.
    Tax,
    /// Number of a national identity document.
    NationalId,
    /// Address of a digital currency wallet.
    Wallet,
    /// Internet domain.
    Domain,
    /// Any other scheme, by name.
    Other(String),
}

impl Scheme {
    /// Whether agreement on it, the name being alike too, settles identity (given the country, where the
    /// number is unique only within one).
    pub fn is_strong(&self) -> bool {
        use Scheme::{Bic, Imo, Inn, Lei, Ogrn, Passport, Registration};
        matches!(self, Bic | Lei | Imo | Inn | Ogrn | Registration | Passport)
    }

    /// The scheme of that name, in any case; a name we do not know becomes [`Scheme::Other`].
    pub fn parse(text: &str) -> Scheme {
        let lower = text.trim().to_lowercase();
        match lower.as_str() {
            "bic" | "swift" | "swift/bic" => Scheme::Bic,
            "lei" => Scheme::Lei,
            "imo" => Scheme::Imo,
            "mmsi" => Scheme::Mmsi,
            "inn" => Scheme::Inn,
            "ogrn" | "ogrnip" => Scheme::Ogrn,
            "registration" | "registration number" | "reg" => Scheme::Registration,
            "passport" => Scheme::Passport,
            "tax" | "tax id" | "vat" => Scheme::Tax,
            "national id" | "national-id" | "nationalid" => Scheme::NationalId,
            "wallet" => Scheme::Wallet,
            "domain" | "website" => Scheme::Domain,
            _ => Scheme::Other(lower),
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Scheme::Bic => "BIC",
            Scheme::Lei => "LEI",
            Scheme::Imo => "IMO",
            Scheme::Mmsi => "MMSI",
            Scheme::Inn => "INN",
            Scheme::Ogrn => "OGRN",
            Scheme::Registration => "registration",
            Scheme::Passport => "passport",
            Scheme::Tax => "tax",
            Scheme::NationalId => "national id",
            Scheme::Wallet => "wallet",
            Scheme::Domain => "domain",
            Scheme::Other(name) => name,
        })
    }
}

/// One identifier, as its source writes it. Compare with [`Identifier::agrees`], not by equality of text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Identifier {
    /// What it is a number of.
    pub scheme: Scheme,
    /// The number, as written.
    pub value: String,
    /// Who issued it: ISO 3166 code or a country's name.
    pub country: Option<String>,
}

impl Identifier {
    /// An identifier without a country.
    pub fn new(scheme: Scheme, value: impl Into<String>) -> Identifier {
        Identifier { scheme, value: value.into(), country: None }
    }

    /// Scheme and value as they are compared: case, blanks and punctuation gone, a BIC cut of its `XXX`, a
    /// Russian tax or registration number called INN or OGRN, a web address cut down to its domain.
    pub fn canonical(&self) -> (Scheme, String) {
        let plain: String =
            self.value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect();
        let all_digits = plain.bytes().all(|b| b.is_ascii_digit());
        match &self.scheme {
            Scheme::Bic => {
                let head = plain.strip_suffix("XXX").filter(|_| plain.len() == 11);
                (Scheme::Bic, head.map_or_else(|| plain.clone(), str::to_owned))
            }
            Scheme::Imo | Scheme::Mmsi => {
                (self.scheme.clone(), plain.chars().filter(char::is_ascii_digit).collect())
            }
            Scheme::Tax
                if all_digits && matches!(plain.len(), 10 | 12) && self.is_russian(is_inn(&plain)) =>
            {
                (Scheme::Inn, plain)
            }
            Scheme::Registration
                if all_digits && matches!(plain.len(), 13 | 15) && self.is_russian(is_ogrn(&plain)) =>
            {
                (Scheme::Ogrn, plain)
            }
            // Upper and lower case differ in most wallet addresses.
            Scheme::Wallet => (Scheme::Wallet, self.value.trim().to_owned()),
            Scheme::Domain => (Scheme::Domain, domain(&self.value)),
            other => (other.clone(), plain),
        }
    }

    /// What is wrong with the number: its length, its signs or its check digits; none where nothing is, or where
    /// the scheme has no form of its own.
    ///
    /// ```
    /// use exeat_screen::{Identifier, Scheme};
    /// assert_eq!(Identifier::new(Scheme::Imo, "9187629").flaw(), None);
    /// assert_eq!(Identifier::new(Scheme::Imo, "9187628").flaw(), Some("its last digit does not check"));
    /// ```
    pub fn flaw(&self) -> Option<&'static str> {
        let value = self.canonical().1;
        let digits = value.bytes().all(|b| b.is_ascii_digit());
        let checks = |right: bool| (!right).then_some("its last digit does not check");
        match &self.scheme {
            Scheme::Bic if !is_bic(&value) => {
                Some("a BIC has four letters, a country and two or five more signs")
            }
            Scheme::Lei if value.len() != 20 || !value.bytes().all(|b| b.is_ascii_alphanumeric()) => {
                Some("an LEI has twenty letters and digits")
            }
            Scheme::Lei => checks(is_lei(&value)),
            Scheme::Imo if value.len() != 7 => Some("an IMO number has seven digits"),
            Scheme::Imo => checks(is_imo(&value)),
            Scheme::Mmsi if value.len() != 9 => Some("an MMSI has nine digits"),
            Scheme::Inn if !digits || !matches!(value.len(), 10 | 12) => {
                Some("an INN has ten or twelve digits")
            }
            Scheme::Inn => checks(is_inn(&value)),
            Scheme::Ogrn if !digits || !matches!(value.len(), 13 | 15) => {
                Some("an OGRN has thirteen digits, of a trader fifteen")
            }
            Scheme::Ogrn => checks(is_ogrn(&value)),
            Scheme::Domain if !value.contains('.') => Some("a domain has a dot"),
            _ if value.is_empty() => Some("it has neither letter nor digit"),
            _ => None,
        }
    }

    /// Whether the two name the same thing. Of numbers that are unique only within a country, passports need the
    /// country on both sides, others of fewer than eight signs too; a country that contradicts separates them.
    pub fn agrees(&self, other: &Identifier) -> bool {
        let (scheme, value) = self.canonical();
        (scheme.clone(), value.clone()) == other.canonical()
            && is_telling(&scheme, &value)
            && self.country_allows(&scheme, &value, other)
    }

    fn country_allows(&self, scheme: &Scheme, value: &str, other: &Identifier) -> bool {
        let by_country = matches!(
            scheme,
            Scheme::Registration | Scheme::Passport | Scheme::Tax | Scheme::NationalId | Scheme::Other(_)
        );
        if !by_country {
            return true;
        }
        match (&self.country, &other.country) {
            (Some(a), Some(b)) => country::same(a, b),
            _ => *scheme != Scheme::Passport && value.len() >= LONG,
        }
    }

    /// Russian by its country or, where none is given, by its check digits.
    fn is_russian(&self, checks: bool) -> bool {
        self.country.as_deref().map_or(checks, |c| country::code(c) == Some("RU"))
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.scheme, self.value)?;
        self.country.as_ref().map_or(Ok(()), |c| write!(f, " ({c})"))
    }
}

/// Numbers of so many signs hardly meet by chance across countries.
const LONG: usize = 8;

/// Bank, country, place, and for a branch three signs more.
fn is_bic(value: &str) -> bool {
    let letters = |part: Option<&str>| part.is_some_and(|p| p.bytes().all(|b| b.is_ascii_uppercase()));
    matches!(value.len(), 8 | 11)
        && value.bytes().all(|b| b.is_ascii_alphanumeric())
        && letters(value.get(..6))
        && value.get(4..6).and_then(country::code).is_some()
}

/// Whether the number that an LEI spells, letters from 10 on, leaves 1 when divided by 97 (ISO 7064).
fn is_lei(value: &str) -> bool {
    let rest = value.chars().filter_map(|c| c.to_digit(36)).fold(0, |rest, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (rest * shift + digit) % 97
    });
    rest == 1
}

/// Whether the last digit is that of the first six times seven to two.
fn is_imo(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let sum: u32 = values.iter().take(6).zip((2..=7).rev()).map(|(digit, weight)| digit * weight).sum();
    values.get(6) == Some(&(sum % 10))
}

/// Whether the last digit of a Russian registration number checks.
fn is_ogrn(digits: &str) -> bool {
    let modulus = match digits.len() {
        13 => 11,
        15 => 13,
        _ => return false,
    };
    let (Some(head), Some(last)) = (digits.get(..digits.len() - 1), digits.chars().last()) else {
        return false;
    };
    let rest = head.parse::<u64>().ok().map(|n| n % modulus % 10);
    rest.is_some() && rest == last.to_digit(10).map(u64::from)
}

/// Whether the last digits of a Russian taxpayer number check.
fn is_inn(digits: &str) -> bool {
    const WEIGHTS: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    // The weights of a digit at position n are the last n of the row.
    let checks = |n: usize| {
        let weights = WEIGHTS.iter().skip(WEIGHTS.len().saturating_sub(n));
        let sum: u32 = values.iter().zip(weights).map(|(v, w)| v * w).sum();
        values.get(n) == Some(&(sum % 11 % 10))
    };
    match values.len() {
        10 => checks(9),
        12 => checks(10) && checks(11),
        _ => false,
    }
}

/// A value too short or too plain to tell anyone apart agrees with nothing.
fn is_telling(scheme: &Scheme, value: &str) -> bool {
    let least = match scheme {
        Scheme::Registration | Scheme::Passport | Scheme::Tax | Scheme::NationalId | Scheme::Other(_) => 5,
        Scheme::Bic => 8,
        Scheme::Lei => 20,
        Scheme::Imo => 7,
        _ => 4,
    };
    value.len() >= least && value.chars().any(|c| c != '0')
}

fn domain(value: &str) -> String {
    let lower = value.trim().to_lowercase();
    let rest = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
    host.strip_prefix("www.").unwrap_or(host).trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(scheme: Scheme, value: &str, country: &str) -> Identifier {
        let country = (!country.is_empty()).then(|| country.to_owned());
        Identifier { scheme, value: value.into(), country }
    }

    #[test]
    fn a_bic_of_eight_equals_its_eleven_with_xxx() {
        let short = id(Scheme::Bic, "SABRRUMM", "");
        assert!(short.agrees(&id(Scheme::Bic, "sabr ru mm xxx", "")));
        assert!(!short.agrees(&id(Scheme::Bic, "SABRRUMMVV1", "")));
    }

    #[test]
    fn russian_numbers_are_one_whatever_they_are_called() {
        assert!(id(Scheme::Inn, "7707083893", "").agrees(&id(
            Scheme::Tax,
            "7707083893",
            "Russian Federation"
        )));
        assert!(id(Scheme::Ogrn, "1027700132195", "").agrees(&id(
            Scheme::Registration,
            "1027700132195",
            "Russia"
        )));
        assert!(!id(Scheme::Inn, "7707083893", "").agrees(&id(Scheme::Tax, "7707083893", "Serbia")));
        // Without a country the check digits tell.
        assert_eq!(id(Scheme::Registration, "1027700132195", "").canonical().0, Scheme::Ogrn);
        assert_eq!(id(Scheme::Registration, "1027700132196", "").canonical().0, Scheme::Registration);
        assert_eq!(id(Scheme::Registration, "304500116000157", "").canonical().0, Scheme::Ogrn);
        assert_eq!(id(Scheme::Tax, "7707083893", "").canonical().0, Scheme::Inn);
        assert_eq!(id(Scheme::Tax, "500100732259", "").canonical().0, Scheme::Inn);
        assert_eq!(id(Scheme::Tax, "7707083894", "").canonical().0, Scheme::Tax);
        assert_eq!(id(Scheme::Tax, "000000000000000", "").canonical().0, Scheme::Tax);
    }

    #[test]
    fn passports_need_the_country_on_both_sides() {
        let listed = id(Scheme::Passport, "A-10472263", "Malaysia");
        assert!(listed.agrees(&id(Scheme::Passport, "a10472263", "MY")));
        assert!(!listed.agrees(&id(Scheme::Passport, "A10472263", "")));
        assert!(!listed.agrees(&id(Scheme::Passport, "A10472263", "ID")));
    }

    #[test]
    fn plain_or_short_values_tell_nobody_apart() {
        assert!(!id(Scheme::Registration, "00000", "").agrees(&id(Scheme::Registration, "00000", "")));
        assert!(!id(Scheme::Registration, "12", "").agrees(&id(Scheme::Registration, "12", "")));
        assert!(!id(Scheme::Registration, "14063", "").agrees(&id(Scheme::Registration, "14063", "Turkey")));
        assert!(id(Scheme::Registration, "14063", "TR").agrees(&id(Scheme::Registration, "14063", "Turkey")));
        assert!(id(Scheme::Registration, "14063277", "").agrees(&id(
            Scheme::Registration,
            "14063277",
            "Turkey"
        )));
    }

    #[test]
    fn ships_and_sites_compare_by_their_core() {
        assert!(id(Scheme::Imo, "IMO 9187629", "").agrees(&id(Scheme::Imo, "9187629", "")));
        assert!(id(Scheme::Domain, "https://www.Sberbank.ru/en", "").agrees(&id(
            Scheme::Domain,
            "sberbank.ru",
            ""
        )));
    }

    #[test]
    fn numbers_with_a_slip_are_seen() {
        for (scheme, right, wrong) in [
            (Scheme::Bic, "SABRRUMM", "SABRXXMM"),
            (Scheme::Bic, "SABRRUMM012", "SABRRUMM01"),
            (Scheme::Lei, "529900T8BM49AURSDO55", "529900T8BM49AURSDO56"),
            (Scheme::Imo, "IMO 9074729", "9074728"),
            (Scheme::Mmsi, "273123456", "27312345"),
            (Scheme::Inn, "7707083893", "7707083894"),
            (Scheme::Ogrn, "1027700132195", "1027700132196"),
            (Scheme::Domain, "sberbank.ru", "sberbank"),
        ] {
            assert_eq!(id(scheme.clone(), right, "").flaw(), None, "{right}");
            assert!(id(scheme, wrong, "").flaw().is_some(), "{wrong}");
        }
        assert!(id(Scheme::Passport, "--", "").flaw().is_some());
        assert_eq!(id(Scheme::Passport, "71 1234567", "").flaw(), None);
    }

    #[test]
    fn schemes_read_back_from_their_names() {
        for text in ["bic", "LEI", "imo", "inn", "OGRN", "registration", "passport", "wallet", "domain"] {
            let scheme = Scheme::parse(text);
            assert_eq!(Scheme::parse(&scheme.to_string()), scheme);
            assert!(!matches!(scheme, Scheme::Other(_)), "{text}");
        }
        assert_eq!(Scheme::parse("OKPO"), Scheme::Other("okpo".into()));
    }
}
