//! What OFAC's remarks say: dates and places of birth, nationalities, weak aliases, identifiers, directives.
//!
//! Remarks are clauses with `; ` between them and a full stop at the end. A clause begins with a label; one whose
//! label we do not know is left where it is, in the entry's remarks. One whose label we know and whose value we
//! cannot read becomes a complaint.

use crate::draft::Draft;
use crate::value::country_of;
use exeat_screen::date::parse_day;
use exeat_screen::{Address, AddressKind, Identifier, Listing, Name, NameKind, PartialDate, Scheme, country};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The remarks of one entry, understood as far as they go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Remarks {
    /// Dates of birth; any one may be right.
    pub birth: Vec<PartialDate>,
    /// Places of birth.
    pub birthplaces: Vec<Address>,
    /// Nationalities and citizenships.
    pub countries: Vec<String>,
    /// Weak aliases.
    pub names: Vec<Name>,
    /// Identifiers.
    pub identifiers: Vec<Identifier>,
    /// Names of those the party is linked to.
    pub links: Vec<String>,
    /// Values that cannot be read, and why.
    pub complaints: Vec<(String, String)>,
    /// `Male` or `Female`, where said.
    pub gender: Option<String>,
    directives: BTreeMap<(String, String), Days>,
    /// The days of the list of Chinese military-industrial companies.
    cmic: Days,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Days {
    listed: Option<Date>,
    effective: Option<Date>,
}

impl Remarks {
    /// Reads remarks. Where they are `cut` short the last clause is no more than a beginning: it is a complaint,
    /// and nothing is made of it.
    pub fn read(text: &str, cut: bool) -> Remarks {
        let mut remarks = Remarks::default();
        let text = text.trim();
        if text.is_empty() {
            return remarks;
        }
        let text = if cut { text } else { text.strip_suffix('.').unwrap_or(text) };
        let mut clauses: Vec<&str> = text.split("; ").map(str::trim).collect();
        if let Some(last) = clauses.pop_if(|_| cut) {
            let why = "the remarks stop here at 1000 characters and sdn_comments.csv does not go on";
            remarks.complain(last, why);
        }
        for clause in clauses.into_iter().filter(|c| !c.is_empty()) {
            remarks.clause(clause);
        }
        remarks
    }

    /// The listings under directives, with their days; `programmes` are the tags of the entry.
    ///
    /// A directive belongs to the programme whose tag ends in the number of its order; where none does, the
    /// order's own name stands instead.
    pub fn directives(&self, programmes: &[&str]) -> Vec<Listing> {
        let listing = |((order, directive), days): (&(String, String), &Days)| {
            let tag = format!("EO{order}");
            let programme = programmes.iter().find(|p| p.ends_with(&tag));
            Listing {
                programme: programme.map_or_else(|| format!("EO {order}"), |p| (*p).to_owned()),
                directive: Some(directive.clone()),
                listed: days.listed,
                effective: days.effective,
            }
        };
        self.directives.iter().map(listing).collect()
    }

    /// Gives the listing of Chinese military-industrial companies its days.
    pub fn date(&self, listings: &mut [Listing]) {
        for listing in listings.iter_mut().filter(|l| l.programme == CMIC) {
            listing.listed = listing.listed.or(self.cmic.listed);
            listing.effective = listing.effective.or(self.cmic.effective);
        }
    }

    /// Adds one statement: a label and its value as the xml forms give them, one clause of the csv form.
    pub(crate) fn add(&mut self, label: &str, value: &str, country: &str) {
        let mut clause = format!("{} {}", label.trim(), value.trim());
        if !country.trim().is_empty() {
            clause.push_str(&format!(" ({})", country.trim()));
        }
        self.clause(clause.trim());
    }

    /// Gives an entry all that was read.
    pub(crate) fn fill(self, programmes: &[&str], draft: &mut Draft) {
        for listing in programmes.iter().map(|p| Listing { programme: (*p).to_owned(), ..Listing::default() })
        {
            draft.listing(listing);
        }
        self.date(&mut draft.entry.listings);
        for listing in self.directives(programmes) {
            draft.listing(listing);
        }
        for name in &self.names {
            draft.name(name.kind, name.weak, &name.text);
        }
        let party = &mut draft.entry.party;
        party.identifiers.extend(self.identifiers);
        party.addresses.extend(self.birthplaces);
        self.birth.into_iter().for_each(|date| draft.born(date));
        self.countries.iter().for_each(|country| draft.country(country));
        self.links.iter().for_each(|to| draft.link("Linked To", to, None));
        draft.say("gender", self.gender.as_deref().unwrap_or_default());
        draft.complaints.extend(self.complaints);
    }

    fn complain(&mut self, text: &str, why: &str) {
        self.complaints.push((text.to_owned(), why.to_owned()));
    }

    fn clause(&mut self, whole: &str) {
        let clause = after(whole, "alt. ").unwrap_or(whole);
        // The xml forms put some clauses in brackets.
        let clause = match clause.strip_prefix('(').and_then(|c| c.strip_suffix([')', '.'])) {
            Some(inner) if inner.starts_with("Linked To: ") => inner.trim_end_matches(')'),
            _ => clause,
        };
        if let Some(date) = after(clause, "DOB ").or_else(|| after(clause, "DOB: ")) {
            match PartialDate::parse(date) {
                Some(date) => self.birth.push(date),
                None => self.complain(whole, "a date of birth that cannot be read"),
            }
        } else if let Some(place) = after(clause, "POB ") {
            self.birthplaces.push(birthplace(place));
        } else if let Some(name) = after(clause, "nationality ")
            .or_else(|| after(clause, "citizen "))
            .or_else(|| after(clause, "Nationality of Registration "))
        {
            let country = country_of(name.trim());
            if !self.countries.contains(&country) {
                self.countries.push(country);
            }
        } else if let Some((kind, quoted)) = alias(clause) {
            // The fixed-width form has double quotes.
            let quoted_in = |mark| quoted.strip_prefix(mark).and_then(|q: &str| q.strip_suffix(mark));
            match quoted_in('\'').or_else(|| quoted_in('"')).map(str::trim) {
                Some(name) if !name.is_empty() => {
                    self.names.push(Name { text: name.to_owned(), kind, weak: true });
                }
                _ => self.complain(whole, "a weak alias that is not in single quotes"),
            }
        } else if let Some(name) = after(clause, "Linked To: ") {
            self.links.push(name.trim().to_owned());
        } else if let Some(gender) = after(clause, "Gender ") {
            self.gender = Some(gender.trim().to_owned());
        } else if let Some(day) = after(clause, "Listing Date (CMIC) ") {
            self.cmic.listed = self.day(day, whole);
        } else if let Some(day) = after(clause, "Effective Date (CMIC) ") {
            self.cmic.effective = self.day(day, whole);
        } else if !self.directive(clause, whole) {
            self.identifier(clause, whole);
        }
    }

    fn day(&mut self, day: &str, whole: &str) -> Option<Date> {
        let read = parse_day(day);
        if read.is_none() {
            self.complain(whole, "a day that cannot be read");
        }
        read
    }

    /// `Listing Date (EO 14024 Directive 2): 24 Feb 2022` and its relatives. Whether it was one.
    fn directive(&mut self, clause: &str, whole: &str) -> bool {
        let dated = after(clause, "Listing Date (EO ")
            .map(|rest| (true, rest))
            .or_else(|| after(clause, "Effective Date (EO ").map(|rest| (false, rest)));
        if let Some((is_listing, rest)) = dated {
            let parts = rest.split_once("): ").and_then(|(label, day)| {
                let (order, directive) = label.split_once(" Directive ")?;
                Some((order.trim().to_owned(), directive.trim().to_owned(), parse_day(day)?))
            });
            let Some((order, directive, day)) = parts else {
                self.complain(whole, "a date of a directive that cannot be read");
                return true;
            };
            let days = self.directives.entry((order, directive)).or_default();
            *(if is_listing { &mut days.listed } else { &mut days.effective }) = Some(day);
            return true;
        }
        let Some(rest) = after(clause, "Executive Order ") else { return false };
        let Some((head, tail)) = rest.split_once("Subject to Directive ") else { return false };
        let order: String = head.chars().take_while(char::is_ascii_digit).collect();
        let directive: String = tail.chars().take_while(char::is_ascii_alphanumeric).collect();
        if order.is_empty() || directive.is_empty() {
            self.complain(whole, "a directive that cannot be read");
        } else {
            self.directives.entry((order, directive)).or_default();
        }
        true
    }

    fn identifier(&mut self, clause: &str, whole: &str) {
        let Some((scheme, rest)) = labelled(clause) else { return };
        let (value, country) = value_and_country(rest);
        match refine(&scheme, value, country.as_deref()) {
            Ok((scheme, value)) => {
                let identifier = Identifier { scheme, value, country };
                if !self.identifiers.contains(&identifier) {
                    self.identifiers.push(identifier);
                }
            }
            Err(why) => self.complain(whole, why),
        }
    }
}

/// The programme tag of the list of Chinese military-industrial companies.
const CMIC: &str = "CMIC-EO13959";

fn after<'a>(text: &'a str, label: &str) -> Option<&'a str> {
    text.strip_prefix(label)
}

/// `City, Region, Country`: the last part is the country where it is one.
fn birthplace(place: &str) -> Address {
    let place = place.trim();
    let (before, last) = place.rsplit_once(", ").unwrap_or(("", place));
    let (place, country) = match (country::code(place), country::code(last)) {
        (Some(code), _) => ("", Some(code.to_owned())),
        (None, Some(code)) => (before, Some(code.to_owned())),
        (None, None) => (place, None),
    };
    Address { kind: AddressKind::Birthplace, place: place.to_owned(), country, ..Address::default() }
}

fn alias(clause: &str) -> Option<(NameKind, &str)> {
    let alias = after(clause, "a.k.a. ").or_else(|| after(clause, "n.k.a. "));
    alias
        .map(|name| (NameKind::Alias, name))
        .or_else(|| after(clause, "f.k.a. ").map(|name| (NameKind::Former, name)))
}

/// The labels of identifiers, as published. A label that begins another stands after it.
const LABELS: [(&str, &str); 52] = [
    ("SWIFT/BIC", "bic"),
    ("Website", "domain"),
    ("Legal Entity Number", "lei"),
    ("Vessel Registration Identification", "imo"),
    ("MMSI", "mmsi"),
    ("Digital Currency Address", "wallet"),
    ("Diplomatic Passport", "passport"),
    ("Passport", "passport"),
    ("Registration ID", "registration"),
    ("Registration Number", "registration"),
    ("Public Registration Number", "registration"),
    ("Company Number", "registration"),
    ("UK Company Number", "registration"),
    ("Business Registration Document #", "registration"),
    ("Business Registration Number", "registration"),
    ("Business Number", "registration"),
    ("Commercial Registry Number", "registration"),
    ("C.R. No.", "registration"),
    ("Folio Mercantil No.", "registration"),
    ("Matricula Mercantil No.", "registration"),
    ("Matricula Mercantil No", "registration"),
    ("Enterprise Number", "registration"),
    ("Chamber of Commerce Number", "registration"),
    ("Central Registration System Number", "registration"),
    ("Unified Social Credit Code (USCC)", "registration"),
    ("Tax ID No.", "tax"),
    ("V.A.T. Number", "tax"),
    ("NIT #", "tax"),
    ("RUC #", "tax"),
    ("RIF #", "tax"),
    ("R.F.C.", "tax"),
    ("RTN", "tax"),
    ("US FEIN", "tax"),
    ("Italian Fiscal Code", "tax"),
    ("National ID No.", "national id"),
    ("National Foreign ID Number", "national id"),
    ("Personal ID Card", "national id"),
    ("Cedula No.", "national id"),
    ("D.N.I.", "national id"),
    ("C.U.R.P.", "national id"),
    ("SSN", "national id"),
    ("Identification Number", "identification number"),
    ("Trade License No.", "trade licence"),
    ("Economic Register Number (CBLS)", "economic register number"),
    ("Istanbul Chamber of Comm. No.", "istanbul chamber of commerce"),
    ("Government Gazette Number", "okpo"),
    ("BIK (RU)", "bik"),
    ("D-U-N-S Number", "duns"),
    ("Email Address", "email"),
    ("Phone Number", "phone"),
    ("Aircraft Tail Number", "aircraft tail number"),
    ("Aircraft Manufacturer's Serial Number (MSN)", "aircraft serial number"),
];

fn labelled(clause: &str) -> Option<(Scheme, &str)> {
    LABELS.iter().find_map(|(label, scheme)| {
        let rest = after(clause, label)?;
        (rest.is_empty() || rest.starts_with([' ', ':']))
            .then(|| (Scheme::parse(scheme), rest.trim_start_matches([' ', ':'])))
    })
}

/// `N302083 (Thailand) issued … expires …`: the number, and the country in brackets or after a comma.
fn value_and_country(text: &str) -> (&str, Option<String>) {
    let ends = [" (", " issued ", " expires ", " Date of Issue", " issued"];
    let end = ends.iter().filter_map(|e| text.find(e)).min().unwrap_or(text.len());
    let value = text.get(..end).unwrap_or(text).trim();
    let bracketed = text.get(end..).and_then(|rest| {
        let (_, inside) = rest.split_once('(')?;
        inside.split_once(')').map(|(name, _)| name.trim())
    });
    if let Some(name) = bracketed.filter(|name| !name.is_empty()) {
        return (value, Some(country_of(name)));
    }
    match value.rsplit_once(", ") {
        Some((number, last)) => match country::code(last) {
            Some(code) => (number.trim(), Some(code.to_owned())),
            None => (value, None),
        },
        None => (value, None),
    }
}

/// The scheme that the value really belongs to, or why it cannot be one.
fn refine(scheme: &Scheme, value: &str, country: Option<&str>) -> Result<(Scheme, String), &'static str> {
    let plain: String = value.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = plain.bytes().all(|b| b.is_ascii_digit());
    let russian = country == Some("RU");
    let refined = match scheme {
        Scheme::Bic if !matches!(plain.len(), 8 | 11) => {
            return Err("a BIC that has neither 8 nor 11 characters");
        }
        Scheme::Imo => {
            let Some(number) = value.strip_prefix("IMO").map(str::trim) else {
                return Ok((Scheme::Registration, value.to_owned()));
            };
            if number.len() != 7 || !number.bytes().all(|b| b.is_ascii_digit()) {
                return Err("an IMO number that is not seven digits");
            }
            return Ok((Scheme::Imo, number.to_owned()));
        }
        Scheme::Mmsi if plain.len() != 9 || !digits => return Err("an MMSI that is not nine digits"),
        Scheme::Lei if plain.len() != 20 => Scheme::Registration,
        Scheme::Tax if russian && digits && matches!(plain.len(), 10 | 12) => Scheme::Inn,
        Scheme::Registration if russian && digits && matches!(plain.len(), 13 | 15) => Scheme::Ogrn,
        Scheme::Wallet => {
            // `- XBT 12Qt…`: currency, then address.
            let Some((_, address)) = value.trim_start_matches(['-', ' ']).split_once(' ') else {
                return Err("a digital currency address without an address");
            };
            return Ok((Scheme::Wallet, address.trim().to_owned()));
        }
        Scheme::Passport if !plain.bytes().any(|b| b.is_ascii_digit()) => {
            return Err("a passport without a number");
        }
        other => other.clone(),
    };
    if plain.is_empty() {
        return Err("an identifier without a value");
    }
    Ok((refined, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(text: &str) -> Vec<String> {
        Remarks::read(text, false).identifiers.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reads_identifiers_by_their_labels() {
        for (text, want) in [
            ("SWIFT/BIC SABRRUMM; Website www.sberbank.ru.", vec!["BIC SABRRUMM", "domain www.sberbank.ru"]),
            ("Tax ID No. 7707083893 (Russia).", vec!["INN 7707083893 (RU)"]),
            ("Tax ID No. 100036386 (Serbia).", vec!["tax 100036386 (RS)"]),
            ("Registration Number 1027700132195 (Russia).", vec!["OGRN 1027700132195 (RU)"]),
            ("Registration ID 371545-5 (Turkey).", vec!["registration 371545-5 (TR)"]),
            ("Passport A10472263 (Malaysia) expires 01 Apr 2024.", vec!["passport A10472263 (MY)"]),
            ("alt. Passport 19820215.", vec!["passport 19820215"]),
            ("National ID No.: 1372584, Kenya.", vec!["national id 1372584 (KE)"]),
            ("Vessel Registration Identification IMO 9187629.", vec!["IMO 9187629"]),
            ("MMSI 572469210.", vec!["MMSI 572469210"]),
            ("Legal Entity Number 253400WSS48YWMBUA688.", vec!["LEI 253400WSS48YWMBUA688"]),
            ("Legal Entity Number 851683897 (Netherlands).", vec!["registration 851683897 (NL)"]),
            ("alt. Digital Currency Address - XBT 12QtD5BFwRsd.", vec!["wallet 12QtD5BFwRsd"]),
            ("Passport Number unknown; Gender Male.", vec![]),
        ] {
            assert_eq!(ids(text), want, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_a_complaint() {
        for text in [
            "DOB 31 Feb 1960.",
            "Vessel Registration Identification IMO 12.",
            "a.k.a. NOBODY.",
            "Listing Date (EO 14024 Directive 2): soon.",
            "SWIFT/BIC SABR.",
            "Passport .",
        ] {
            let read = Remarks::read(text, false);
            assert_eq!(read.complaints.len(), 1, "{text}: {read:?}");
        }
        assert!(Remarks::read("Gender Male; Organization Type: Banking.", false).complaints.is_empty());
    }

    #[test]
    fn directives_take_both_days_and_the_programme_of_their_order() {
        let text = "Executive Order 13662 Directive Determination - Subject to Directive 1; \
            Executive Order 14024 Directive Information - For more information on directives, see there; \
            Executive Order 14024 Directive Information Subject to Directive 3 - All transactions, on or after \
            the 'Effective Date (EO 14024 Directive)'.; Listing Date (EO 14024 Directive 3): 24 Feb 2022; \
            Effective Date (EO 14024 Directive 3): 26 Mar 2022.";
        let read = Remarks::read(text, false);
        assert!(read.complaints.is_empty(), "{:?}", read.complaints);
        let got: Vec<_> = read
            .directives(&["RUSSIA-EO14024"])
            .into_iter()
            .map(|l| format!("{} {} {:?} {:?}", l.programme, l.directive.unwrap(), l.listed, l.effective))
            .collect();
        assert_eq!(got, ["EO 13662 1 None None", "RUSSIA-EO14024 3 Some(2022-02-24) Some(2022-03-26)"]);
    }

    #[test]
    fn quotes_inside_weak_aliases_stay() {
        let read = Remarks::read("a.k.a. ''ABD AL-MUHSI'; a.k.a. 'MERA'I'; f.k.a. 'ANA I'.", false);
        let names: Vec<_> = read.names.iter().map(|n| (n.text.as_str(), n.kind, n.weak)).collect();
        assert_eq!(
            names,
            [
                ("'ABD AL-MUHSI", NameKind::Alias, true),
                ("MERA'I", NameKind::Alias, true),
                ("ANA I", NameKind::Former, true)
            ]
        );
    }

    #[test]
    fn a_cut_remark_makes_nothing_of_its_last_clause() {
        let read = Remarks::read("Tax ID No. 7707083893 (Russia); Registration Number 10277", true);
        assert_eq!(read.identifiers.len(), 1);
        assert_eq!(read.complaints[0].0, "Registration Number 10277");
    }
}
