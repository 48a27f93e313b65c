//! `exeat ownership`: who owns whom by a file of statements, and whom listed owners reach.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use clap::Args;
use exeat_lists::File;
use exeat_lists::ownership::{Graph, Holding, Ownership, read};
use exeat_screen::{Reach, Standing, Threshold, close_named};
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;

use crate::check::Format;
use crate::lists::today;

/// Options of `ownership`.
#[derive(Debug, Args)]
pub(crate) struct OwnershipArgs {
    /// Statements: BODS 0.4 json, FollowTheMoney entities, or csv with the columns owner, owned, percent.
    file: PathBuf,
    /// Holdings as of this date; today if absent.
    #[arg(long, value_name = "DATE")]
    on: Option<Date>,
    /// A party that is listed, by its id or name in the file. May be given several times.
    #[arg(long, value_name = "PARTY")]
    listed: Vec<String>,
    /// How much the listed must own.
    #[arg(long, value_name = "PERCENT", default_value = "50")]
    percent: Decimal,
    /// More than that, not just as much.
    #[arg(long)]
    more_than: bool,
    /// Each owner by itself: shares of several listed owners are not added up.
    #[arg(long)]
    each: bool,
    /// Control counts as well, whatever the share.
    #[arg(long)]
    control: bool,
    /// How to print it.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(crate) fn run(args: &OwnershipArgs, out: &mut String) -> Result<u8> {
    let bytes = std::fs::read(&args.file).with_context(|| format!("cannot read {}", args.file.display()))?;
    let name = args.file.display().to_string();
    let stated = read(&File { name: &name, bytes: &bytes })?;
    if args.percent <= Decimal::ZERO || args.percent > Decimal::ONE_HUNDRED {
        bail!("--percent {}: give a percentage above 0 and up to 100", args.percent);
    }
    let date = args.on.unwrap_or_else(today);
    let graph = Graph::on(&stated, date);
    let listed = listed(&args.listed, &graph)?;
    let rule = Threshold {
        percent: args.percent,
        strictly_more: args.more_than,
        aggregate: !args.each,
        direct_only: false,
        control: args.control,
    };
    let reaches = (!args.listed.is_empty()).then(|| {
        let names: Vec<&str> = graph.names.iter().map(String::as_str).chain(["somebody unknown"]).collect();
        let mut reaches = close_named(&names, &graph.shares, &listed, &rule);
        reaches.truncate(graph.ids.len());
        reaches
    });
    let shown = Shown { stated: &stated, graph: &graph, listed: &listed, reaches: reaches.as_deref(), date };
    match args.format {
        Format::Text => shown.text(out)?,
        Format::Json => writeln!(out, "{}", serde_json::to_string_pretty(&shown.json())?)?,
    }
    Ok(shown.exit())
}

/// The standing of every party, and of somebody unknown, who may be anybody.
fn listed(wanted: &[String], graph: &Graph) -> Result<Vec<Standing>> {
    let mut listed = vec![Standing::No; graph.ids.len()];
    for word in wanted {
        let is = |at: &usize| graph.ids[*at] == *word || graph.names[*at] == *word;
        let found: Vec<usize> = (0..graph.ids.len()).filter(is).collect();
        match found.as_slice() {
            [one] => listed[*one] = Standing::Certain,
            [] => {
                let known = graph.names.iter().chain(&graph.ids).map(String::as_str);
                let near = exeat_law::nearest(word, known).map(|n| format!("; did you mean {n}?"));
                bail!("--listed {word}: the file names no such party{}", near.unwrap_or_default());
            }
            several => {
                let ids: Vec<&str> = several.iter().map(|at| graph.ids[*at].as_str()).collect();
                bail!("--listed {word}: several parties have this name; give an id: {}", ids.join(", "));
            }
        }
    }
    listed.push(Standing::Possible);
    Ok(listed)
}

/// What there is to show.
struct Shown<'a> {
    stated: &'a Ownership,
    graph: &'a Graph,
    listed: &'a [Standing],
    /// None where nobody was said to be listed.
    reaches: Option<&'a [Reach]>,
    date: Date,
}

impl Shown<'_> {
    fn name(&self, id: &str) -> &str {
        self.graph.number(id).map_or("", |at| &self.graph.names[at])
    }

    fn text(&self, out: &mut String) -> Result<()> {
        let (parties, stated) = (self.graph.ids.len(), self.stated.holdings.len());
        let lasting: Vec<&Holding> = self.stated.holdings.iter().filter(|h| h.lasts_on(self.date)).collect();
        writeln!(out, "{parties} parties, {} of {stated} holdings last on {}", lasting.len(), self.date)?;
        for complaint in &self.stated.complaints {
            writeln!(out, "complaint: {complaint}")?;
        }
        for (what, many) in &self.stated.passed_over {
            writeln!(out, "passed over: {many} × {what}")?;
        }
        for holding in lasting {
            let (owner, owned) = (self.name(&holding.owner), self.name(&holding.owned));
            writeln!(out, "  {owner} holds {} of {owned}  (line {})", held(holding), holding.source.line)?;
        }
        let Some(reaches) = self.reaches else { return Ok(()) };
        for (at, reach) in reaches.iter().enumerate() {
            let (name, how) = (&self.graph.names[at], standing(self.listed[at], reach));
            writeln!(out, "{name}: {how}")?;
            for line in reach.arithmetic.iter().cloned().chain(reach.settled_by()) {
                writeln!(out, "    {line}")?;
            }
        }
        Ok(())
    }

    fn json(&self) -> serde_json::Value {
        let holdings = self.stated.holdings.iter().map(|h| {
            let day = |day: Option<Date>| day.map(|d| d.to_string());
            json!({
                "owner": h.owner,
                "owned": h.owned,
                "low": h.low.to_string(),
                "high": h.high.to_string(),
                "interest": h.interest,
                "indirect": h.indirect,
                "since": day(h.since),
                "until": day(h.until),
                "lasts": h.lasts_on(self.date),
                "source": {"file": h.source.file, "line": h.source.line, "offset": h.source.offset},
            })
        });
        let parties = self.graph.ids.iter().enumerate().map(|(at, id)| {
            let mut party = json!({"id": id, "name": self.graph.names[at]});
            if let Some(reach) = self.reaches.and_then(|r| r.get(at)) {
                party["standing"] = json!(standing(self.listed[at], reach));
                party["arithmetic"] = json!(reach.arithmetic);
                party["settled_by"] = json!(reach.settled_by());
            }
            party
        });
        let complaints = self.stated.complaints.iter().map(ToString::to_string);
        json!({
            "on": self.date.to_string(),
            "parties": parties.collect::<Vec<_>>(),
            "holdings": holdings.collect::<Vec<_>>(),
            "complaints": complaints.collect::<Vec<_>>(),
            "passed_over": self.stated.passed_over,
        })
    }

    /// 1 where somebody is certainly reached, 3 where somebody may be, 0 otherwise; the listed do not count.
    fn exit(&self) -> u8 {
        let others = |reaches: &&[Reach]| {
            let reached = reaches.iter().zip(self.listed).filter(|(_, listed)| **listed != Standing::Certain);
            reached.map(|(reach, _)| reach.standing).max()
        };
        match self.reaches.as_ref().and_then(others) {
            Some(Standing::Certain) => 1,
            Some(Standing::Possible) => 3,
            Some(Standing::No) | None => 0,
        }
    }
}

fn standing(listed: Standing, reach: &Reach) -> &'static str {
    match (listed, reach.standing) {
        (Standing::Certain, _) => "listed",
        (_, Standing::Certain) => "reached",
        (_, Standing::Possible) => "may be reached",
        (_, Standing::No) => "not reached",
    }
}

/// How much is held, and as what.
fn held(holding: &Holding) -> String {
    let (low, high) = (holding.low.normalize(), holding.high.normalize());
    let share = if low == high { format!("{low} %") } else { format!("{low} to {high} %") };
    let interest = match holding.interest.as_str() {
        "" | "shareholding" => String::new(),
        other => format!(" {other}"),
    };
    format!("{share}{interest}{}", if holding.indirect { ", perhaps through others," } else { "" })
}
