//! FollowTheMoney's `Ownership` entities.

use super::{Holding, Maker, Ownership, text};
use crate::file::{File, ReadError};
use crate::json;
use serde_json::Value;

/// Reads the `Ownership` entities of FollowTheMoney, and the parties they name.
///
/// # Errors
///
/// A file that is not json lines, or ends early.
pub fn read_ftm(file: &File<'_>) -> Result<Ownership, ReadError> {
    let bytes = file.unpack()?;
    let mut maker = Maker { file, out: Ownership::default() };
    json::records(file, text(file, &bytes)?, "entities", &mut |record| {
        let schema = json::text(&record.value, "schema");
        let properties = record.value.get("properties").unwrap_or(&Value::Null);
        if schema == "Ownership" {
            ownership(&record, properties, &mut maker);
        } else if let Some(party) = crate::ftm::party(&schema, properties) {
            maker.out.parties.insert(json::text(&record.value, "id"), party);
        } else {
            maker.pass_over(&format!("schema {schema}"));
        }
        Ok(())
    })?;
    Ok(maker.out)
}

fn ownership(record: &json::Record, properties: &Value, maker: &mut Maker<'_, '_>) {
    let first = |name: &str| json::texts(properties, name).into_iter().next().unwrap_or_default();
    let (owners, assets) = (json::texts(properties, "owner"), json::texts(properties, "asset"));
    if owners.is_empty() || assets.is_empty() {
        maker.pass_over("Ownership without owner or asset");
        return;
    }
    let stated = first("percentage");
    let (mut low, high) = maker.share(record.line, &stated, &stated);
    if owners.len() > 1 || assets.len() > 1 {
        // One percentage for several: of each of them no more is certain than nothing.
        low = rust_decimal::Decimal::ZERO;
    }
    let (since, until, days_unclear) = maker.days(record.line, &first("startDate"), &first("endDate"));
    for owner in &owners {
        for owned in &assets {
            let holding = Holding {
                owner: owner.clone(),
                owned: owned.clone(),
                low,
                high,
                interest: String::new(),
                indirect: json::texts(properties, "ownershipType")
                    .iter()
                    .any(|t| t.eq_ignore_ascii_case("indirect")),
                since,
                until,
                days_unclear,
                source: maker.place(record.line, record.offset),
            };
            maker.out.holdings.push(holding);
        }
    }
}
