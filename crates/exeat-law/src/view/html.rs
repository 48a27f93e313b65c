//! The reading view as one HTML page that needs nothing from elsewhere.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::text::capital;
use super::{Entry, Phrase};

/// Colours and columns; follows the reader's light or dark setting.
const STYLE: &str = "
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1rem 0.5rem 0; border-top: 1px solid; }
th[scope=row] { width: 11rem; font-weight: 600; }
td { overflow-wrap: anywhere; }
ul { margin: 0.2rem 0; padding-left: 1.2rem; }
code { font-size: 0.9em; }
@media print { section { break-inside: avoid; } }
";

/// A whole page: a heading and a table for each entry, with links between the entries it holds.
pub fn html(title: &str, entries: &[Entry]) -> String {
    let here: BTreeSet<&str> = entries.iter().map(|e| e.id.as_str()).collect();
    let mut out = String::new();
    let title = escaped(title);
    out += &format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    for entry in entries {
        let id = escaped(&entry.id);
        let name =
            if entry.title.is_empty() { String::new() } else { format!(": {}", escaped(&entry.title)) };
        let says: String = entry.says.iter().map(paragraph).collect();
        out += &format!(
            "<section aria-labelledby=\"h-{id}\">\n<h2 id=\"h-{id}\">{} <code>{id}</code>{name}</h2>\n<table>\n\
             <tr><th scope=\"row\">Says</th><td>{says}</td></tr>\n",
            capital(entry.sort)
        );
        if !entry.cites.is_empty() {
            row(&mut out, "Cited", &escaped(&entry.cites));
        }
        for particular in &entry.particulars {
            let (label, rest) = particular.split_once(": ").unwrap_or(("Also", particular));
            row(&mut out, &escaped(label), &escaped(rest));
        }
        for neighbours in &entry.neighbours {
            let items: String = neighbours.of.iter().map(|(id, title)| neighbour(&here, id, title)).collect();
            row(&mut out, &capital(neighbours.relation), &format!("<ul>{items}</ul>"));
        }
        out += "</table>\n</section>\n";
    }
    out += "</main>\n</body>\n</html>\n";
    out
}

fn row(out: &mut String, label: &str, value: &str) {
    let _ = writeln!(out, "<tr><th scope=\"row\">{label}</th><td>{value}</td></tr>");
}

fn neighbour(here: &BTreeSet<&str>, id: &str, title: &str) -> String {
    let shown = escaped(id);
    let link = if here.contains(id) {
        format!("<a href=\"#h-{shown}\"><code>{shown}</code></a>")
    } else {
        format!("<code>{shown}</code>")
    };
    let title = if title.is_empty() { String::new() } else { format!(": {}", escaped(title)) };
    format!("<li>{link}{title}</li>")
}

fn paragraph(says: &Phrase) -> String {
    match says {
        Phrase::Words(words) => format!("<p>{}</p>", escaped(words)),
        Phrase::List(..) => format!("<div>{}</div>", item(says)),
    }
}

fn item(says: &Phrase) -> String {
    match says {
        Phrase::Words(words) => escaped(words),
        Phrase::List(lead, items) => {
            let items: String = items.iter().map(|i| format!("<li>{}</li>", item(i))).collect();
            format!("{}:<ul>{items}</ul>", escaped(lead))
        }
    }
}

/// Text that XML and HTML take as text, in elements and quoted attributes.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
