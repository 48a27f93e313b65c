//! Entries and differences as json, for programs.

use crate::diff::{Diff, Field};
use exeat_screen::{AddressKind, Entry};
use serde_json::{Value, json};

/// An entry as json: what it says, and where it was read. Days are in ISO form; what is not said is left out or an
/// empty array.
pub fn entry(entry: &Entry) -> Value {
    let party = &entry.party;
    let names = party
        .names
        .iter()
        .map(|n| json!({"text": n.text, "kind": format!("{:?}", n.kind).to_lowercase(), "weak": n.weak}));
    let identifiers = party
        .identifiers
        .iter()
        .map(|i| json!({"scheme": i.scheme.to_string(), "value": i.value, "country": i.country}));
    let addresses = party.addresses.iter().map(|a| {
        let kind = if a.kind == AddressKind::Birthplace { "birthplace" } else { "stated" };
        json!({"kind": kind, "street": a.street, "place": a.place, "country": a.country, "remarks": a.remarks})
    });
    let listings = entry.listings.iter().map(|l| {
        let day = |day: Option<jiff::civil::Date>| day.map(|d| d.to_string());
        json!({"programme": l.programme, "directive": l.directive, "listed": day(l.listed), "effective": day(l.effective)})
    });
    json!({
        "list": entry.list,
        "id": entry.id,
        "kind": format!("{:?}", party.kind).to_lowercase(),
        "names": names.collect::<Vec<_>>(),
        "identifiers": identifiers.collect::<Vec<_>>(),
        "birth": party.birth.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "countries": party.countries,
        "addresses": addresses.collect::<Vec<_>>(),
        "listings": listings.collect::<Vec<_>>(),
        "remarks": entry.remarks,
        "source": {"file": entry.source.file, "line": entry.source.line, "offset": entry.source.offset},
    })
}

/// A difference as json: `added` and `removed` are entries; `changed` has the fields and the entry before and after;
/// `renumbered` the ids before and after, and by what the party was known again.
pub fn diff(diff: &Diff<'_>) -> Value {
    let field = |f: &Field| json!({"field": f.name, "gone": f.gone, "come": f.come});
    let changed = diff.changed.iter().map(|c| {
        json!({
            "id": c.after.id,
            "fields": c.fields.iter().map(field).collect::<Vec<_>>(),
            "before": entry(c.before),
            "after": entry(c.after),
        })
    });
    let renumbered = diff.renumbered.iter().map(|r| {
        json!({"from": r.before.id, "to": r.after.id, "by": r.by, "before": entry(r.before), "after": entry(r.after)})
    });
    json!({
        "added": diff.added.iter().map(|e| entry(e)).collect::<Vec<_>>(),
        "removed": diff.removed.iter().map(|e| entry(e)).collect::<Vec<_>>(),
        "changed": changed.collect::<Vec<_>>(),
        "renumbered": renumbered.collect::<Vec<_>>(),
    })
}
