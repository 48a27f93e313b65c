//! `exeat law sources`: every instrument with its publication, address, day checked and confidence; `--feed` as Atom.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};
use clap::Args;
use exeat_law::statement::{Change, changes, sources};
use exeat_law::theory::{Confidence, Instrument, Theory};
use exeat_law::view::{escaped, text};
use serde_json::{Value, json};

use super::coverage::Format;

/// Which law, and in which form.
#[derive(Debug, Args)]
pub(crate) struct SourcesArgs {
    /// Folder of law files; the built-in law if absent.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Text, or JSON with the same.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// An Atom feed of what changed from one folder of law files to another.
    #[arg(long, num_args = 2, value_names = ["BEFORE", "AFTER"], conflicts_with_all = ["law", "format"])]
    feed: Option<Vec<PathBuf>>,
}

pub(crate) fn run(args: &SourcesArgs, out: &mut String) -> Result<u8> {
    if let Some([before, after]) = args.feed.as_deref() {
        out.push_str(&feed(&base(before)?, &base(after)?));
        return Ok(0);
    }
    let (files, loaded) = super::read(args.law.as_deref())?;
    if loaded.has_errors() {
        super::report(&files, &loaded.diagnostics, out)?;
        return Ok(1);
    }
    let theory = &loaded.theory;
    match args.format {
        Format::Text => {
            for one in sources(theory) {
                writeln!(out, "{}  {}", one.id, one.title)?;
                writeln!(out, "  {}", one.source)?;
                writeln!(
                    out,
                    "  issued {}, published {}, checked {} ({}), {}",
                    one.issued,
                    one.published,
                    one.checked,
                    confidence(one),
                    theory.regimes[one.regime].id
                )?;
            }
        }
        Format::Json => {
            let all: Vec<Value> = sources(theory).iter().map(|one| value(theory, one)).collect();
            writeln!(out, "{}", serde_json::to_string_pretty(&json!({ "sources": all }))?)?;
        }
    }
    Ok(0)
}

fn base(folder: &Path) -> Result<Theory> {
    let (_, loaded) = super::read(Some(folder))?;
    if loaded.has_errors() {
        bail!("{} has mistakes; see `exeat law check {}`", folder.display(), folder.display());
    }
    Ok(loaded.theory)
}

fn confidence(one: &Instrument) -> &'static str {
    match one.confidence {
        Confidence::Primary => "primary",
        Confidence::Secondary => "secondary",
        Confidence::Memory => "memory",
    }
}

/// The citation, and the address if one is given.
fn address(source: &str) -> (String, Option<String>) {
    let address = source.split_whitespace().find(|w| w.starts_with("http")).map(str::to_owned);
    let citation = source.split_whitespace().filter(|w| !w.starts_with("http"));
    (citation.collect::<Vec<_>>().join(" "), address)
}

fn value(theory: &Theory, one: &Instrument) -> Value {
    let (citation, address) = address(&one.source);
    json!({
        "instrument": one.id,
        "title": one.title,
        "regime": theory.regimes[one.regime].id,
        "issued": one.issued.to_string(),
        "published": one.published.to_string(),
        "citation": citation,
        "address": address,
        "checked": one.checked.to_string(),
        "confidence": confidence(one),
    })
}

/// RFC 4287. The dates are those of the law, not of the day the feed is written: the same two bases give the same
/// bytes.
fn feed(before: &Theory, after: &Theory) -> String {
    let latest = after.instruments.iter().map(|i| i.checked.max(i.published)).max();
    let updated = latest.map_or_else(|| "1970-01-01".to_owned(), |d| d.to_string());
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n  \
         <title>Changes of the law base</title>\n  <id>urn:exeat:law:changes</id>\n",
    );
    let _ = writeln!(out, "  <updated>{updated}T00:00:00Z</updated>\n  <author><name>exeat</name></author>");
    for Change { what, entry } in changes(before, after) {
        let day =
            dated(after, &entry.id).or_else(|| dated(before, &entry.id)).unwrap_or_else(|| updated.clone());
        let title = format!("{what}: {} {}", entry.sort, entry.id);
        let _ = write!(
            out,
            "  <entry>\n    <title>{}</title>\n    <id>urn:exeat:law:{what}:{}:{}</id>\n    \
             <updated>{day}T00:00:00Z</updated>\n    <content type=\"text\">{}</content>\n  </entry>\n",
            escaped(&title),
            entry.sort.replace(' ', "-"),
            escaped(&entry.id),
            escaped(&text(std::slice::from_ref(&entry)))
        );
    }
    out.push_str("</feed>\n");
    out
}

/// The day on which the text behind a norm or an instrument was published.
fn dated(theory: &Theory, id: &str) -> Option<String> {
    let of_norm = theory.norms.iter().find(|n| n.id == id).map(|n| n.instrument);
    let instrument = of_norm.or_else(|| theory.instruments.iter().position(|i| i.id == id))?;
    Some(theory.instruments[instrument].published.to_string())
}
