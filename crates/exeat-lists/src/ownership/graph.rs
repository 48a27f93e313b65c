//! Holdings of a day as a graph that can be closed.

use super::{Holding, Ownership};
use exeat_screen::{PartyKind, Share, Standing};
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The parties of a file numbered, with the shares of one day between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// The file's ids, in order; a party's number is its place.
    pub ids: Vec<String>,
    /// A name of each: the file's, else the id.
    pub names: Vec<String>,
    /// Shares among them, and what nobody is said to hold, whose owner is [`Graph::unknown`].
    pub shares: Vec<Share>,
}

/// Interests that are shares in the party.
const SHARES: [&str; 2] = ["", "shareholding"];
/// Interests that are ways to have a say or an income, and no shares. Of any other nothing is certain.
const NO_SHARES: [&str; 13] = [
    "votingRights",
    "appointmentOfBoard",
    "otherInfluenceOrControl",
    "seniorManagingOfficial",
    "boardMember",
    "boardChair",
    "protector",
    "rightsToProfitOrIncome",
    "rightToProfitOrIncomeFromAssets",
    "rightsGrantedByContract",
    "conditionalRightsGrantedByContract",
    "controlViaCompanyRulesOrArticles",
    "controlByLegalFramework",
];

impl Graph {
    /// The graph of the holdings that last on a day. A holding one of whose days cannot be read is possible only.
    ///
    /// What the stated shares of an organisation leave over, of each owner the largest, belongs to somebody unknown, who
    /// may be anybody; with no share stated that is all of it. Individuals have no owners.
    pub fn on(stated: &Ownership, date: Date) -> Graph {
        let holdings = stated.holdings.iter().filter(|holding| holding.lasts_on(date));
        let mut numbers: BTreeMap<&str, usize> = stated.parties.keys().map(|id| (id.as_str(), 0)).collect();
        for holding in &stated.holdings {
            numbers.extend([(holding.owner.as_str(), 0), (holding.owned.as_str(), 0)]);
        }
        for (number, at) in numbers.values_mut().enumerate() {
            *at = number;
        }
        let ids: Vec<String> = numbers.keys().map(|id| (*id).to_owned()).collect();
        let name = |id: &String| {
            let name = stated.parties.get(id).and_then(|party| party.names.first());
            name.map_or_else(|| id.clone(), |name| name.text.clone())
        };
        let names = ids.iter().map(name).collect();
        let mut shares: Vec<Share> = holdings.map(|h| share(h, &numbers)).collect();
        let unknown = ids.len();
        // one holding may be stated twice: of each owner only the largest counts against the unknown
        let mut largest: BTreeMap<(usize, usize), Decimal> = BTreeMap::new();
        for share in &shares {
            let low = largest.entry((share.owned, share.owner)).or_default();
            *low = share.low.max(*low);
        }
        let mut certain = vec![Decimal::ZERO; ids.len()];
        for ((owned, _), low) in largest {
            if let Some(sum) = certain.get_mut(owned) {
                *sum += low;
            }
        }
        for (owned, id) in ids.iter().enumerate() {
            let individual = stated.parties.get(id).is_some_and(|party| party.kind == PartyKind::Individual);
            let rest = Decimal::ONE_HUNDRED - certain.get(owned).copied().unwrap_or_default();
            if !individual && rest > Decimal::ZERO {
                let low = Decimal::ZERO;
                shares.push(Share { owner: unknown, owned, low, high: rest, ..Share::default() });
            }
        }
        Graph { ids, names, shares }
    }

    /// The number of a party.
    pub fn number(&self, id: &str) -> Option<usize> {
        self.ids.binary_search_by(|known| known.as_str().cmp(id)).ok()
    }

    /// The number of whoever holds what nobody is said to hold.
    pub fn unknown(&self) -> usize {
        self.ids.len()
    }
}

fn share(holding: &Holding, numbers: &BTreeMap<&str, usize>) -> Share {
    let number = |id: &str| numbers.get(id).copied().unwrap_or_default();
    let interest = holding.interest.as_str();
    let owner = Share { owner: number(&holding.owner), owned: number(&holding.owned), ..Share::default() };
    let votes = interest == "votingRights"
        && !holding.indirect
        && holding.low > Decimal::from(50)
        && !holding.days_unclear;
    // A holder of anything may control by other means as well, unless the file says how.
    let control = if votes { Standing::Certain } else { Standing::Possible };
    let (low, high) = match interest {
        _ if NO_SHARES.contains(&interest) => (Decimal::ZERO, Decimal::ZERO),
        // Through whom it is held is unknown, and with it how much of it counts.
        _ if holding.indirect || !SHARES.contains(&interest) => (Decimal::ZERO, Decimal::ONE_HUNDRED),
        _ if holding.days_unclear => (Decimal::ZERO, holding.high),
        _ => (holding.low, holding.high),
    };
    Share { low, high, control, ..owner }
}
