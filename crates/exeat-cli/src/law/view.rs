//! `exeat law view`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};
use exeat_law::{nearest, view};

/// What to read.
#[derive(Debug, Args)]
pub(crate) struct ViewArgs {
    /// Ids of norms, definitions, terms, duties, instruments or regimes; the whole law if absent.
    ids: Vec<String>,
    /// Folder of law files; the built-in law if absent.
    #[arg(long, value_name = "DIR")]
    law: Option<PathBuf>,
    /// Plain text, or one HTML page that needs nothing from elsewhere.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    Text,
    Html,
}

pub(crate) fn run(args: &ViewArgs, out: &mut String) -> Result<u8> {
    let (sources, loaded) = super::read(args.law.as_deref())?;
    if loaded.has_errors() {
        super::report(&sources, &loaded.diagnostics, out)?;
        return Ok(1);
    }
    let theory = &loaded.theory;
    match view::entries(theory, &args.ids) {
        Ok(entries) => {
            out.push_str(&match args.format {
                Format::Text => view::text(&entries),
                Format::Html => {
                    let of =
                        if args.ids.is_empty() { "the whole law".to_owned() } else { args.ids.join(", ") };
                    view::html(&format!("Reading view of {of}"), &entries)
                }
            });
            Ok(0)
        }
        Err(id) => match nearest(&id, view::known_ids(theory)) {
            Some(near) => bail!("there is nothing called `{id}` in the law; did you mean `{near}`?"),
            None => bail!("there is nothing called `{id}` in the law"),
        },
    }
}
