//! `exeat law coverage`: what is encoded, how far it was read, what is known to be missing.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use exeat::not_modelled;
use exeat_law::statement::{Coverage, coverage};
use exeat_law::theory::{Confidence, Theory};
use serde_json::{Value, json};

use super::bites::bites;

/// Which law, and in which form.
#[derive(Debug, Args)]
pub(crate) struct CoverageArgs {
    /// Folder of law files; the built-in law if absent.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Transactions, or folders of them: says as well on how many each gap bites.
    #[arg(long, value_name = "PATH", num_args = 1..)]
    deals: Vec<PathBuf>,
    /// Text, or JSON with the same.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Format {
    Text,
    Json,
}

pub(crate) fn run(args: &CoverageArgs, out: &mut String) -> Result<u8> {
    let (sources, loaded) = super::read(args.law.as_deref())?;
    if loaded.has_errors() {
        super::report(&sources, &loaded.diagnostics, out)?;
        return Ok(1);
    }
    let bites = match args.deals.is_empty() {
        true => None,
        false => Some(bites(args.law.as_deref(), &args.deals)?),
    };
    match args.format {
        Format::Text => {
            out.push_str(&text(&loaded.theory)?);
            bites.map_or(Ok(()), |bites| bites.text(out))?;
        }
        Format::Json => {
            let all: Vec<Value> = coverage(&loaded.theory).iter().map(value).collect();
            let mut all = json!({ "regimes": all, "not_modelled": not_modelled(&loaded.theory) });
            if let Some(bites) = bites {
                all["bites"] = bites.json();
            }
            writeln!(out, "{}", serde_json::to_string_pretty(&all)?)?;
        }
    }
    Ok(0)
}

fn text(theory: &Theory) -> Result<String> {
    let mut out = String::new();
    let all = coverage(theory);
    let norms: usize = all.iter().map(Coverage::count).sum();
    writeln!(out, "{} regimes, {norms} norms. Outside what stands here nothing is permitted:", all.len())?;
    writeln!(out, "an earlier or later day is degraded, another rule is not found.")?;
    for one in &all {
        let regime = one.regime;
        writeln!(out, "\n{}  {}", regime.id, regime.title)?;
        writeln!(out, "  encoded from {} to {}", regime.encoded_from, regime.surveyed)?;
        let by = |c: Confidence| one.norms.get(&c).copied().unwrap_or(0);
        writeln!(
            out,
            "  {} instruments, {} norms: {} from primary texts, {} from secondary sources, {} from memory",
            one.instruments.len(),
            one.count(),
            by(Confidence::Primary),
            by(Confidence::Secondary),
            by(Confidence::Memory)
        )?;
        if let Some((first, last)) = one.checked {
            writeln!(out, "  texts checked between {first} and {last}")?;
        }
        for missing in &regime.missing {
            writeln!(out, "  missing: {missing}")?;
        }
    }
    writeln!(out, "\nNot modelled at all")?;
    for gap in theory.norms.iter().filter(|norm| theory.gaps_alone(norm.regime)) {
        writeln!(out, "  {}: {} ({})", gap.id, gap.title, gap.cites)?;
    }
    Ok(out)
}

fn value(one: &Coverage) -> Value {
    let by = |c: Confidence| one.norms.get(&c).copied().unwrap_or(0);
    json!({
        "regime": one.regime.id,
        "title": one.regime.title,
        "authority": one.regime.authority,
        "encoded_from": one.regime.encoded_from.to_string(),
        "surveyed": one.regime.surveyed.to_string(),
        "instruments": one.instruments.len(),
        "norms": {
            "primary": by(Confidence::Primary),
            "secondary": by(Confidence::Secondary),
            "memory": by(Confidence::Memory),
        },
        "checked_first": one.checked.map(|(first, _)| first.to_string()),
        "checked_last": one.checked.map(|(_, last)| last.to_string()),
        "missing": one.regime.missing,
    })
}
