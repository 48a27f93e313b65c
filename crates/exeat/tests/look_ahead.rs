//! No answer as of a day of knowledge rests on anything published later: every case of the law, asked again as known
//! on the day before, the day of and the day after the publication of each instrument that had a part in its answer.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};

use exeat::law::load_embedded;
use exeat_law::Loaded;
use exeat_law::cases::LawCase;
use exeat_law::judge::{Answer, Cause, Judgement};
use exeat_law::theory::{Cond, NormIx, Theory};
use jiff::civil::Date;

/// Every norm that an answer or its explanation names.
fn named(judgement: &Judgement) -> BTreeSet<NormIx> {
    let explained = judgement.explanation.norms.iter();
    let mut out: BTreeSet<NormIx> = explained
        .flat_map(|(ix, state)| std::iter::once(*ix).chain(state.defeated_by.iter().copied()))
        .collect();
    out.extend(
        judgement.causes.iter().filter_map(|c| if let Cause::Weak(ix) = c { Some(*ix) } else { None }),
    );
    out
}

/// What is answered to each expectation, and the norms it names.
fn asked(case: &LawCase, theory: &Theory) -> Vec<(Answer, Option<Answer>, BTreeSet<NormIx>)> {
    let mut out = Vec::new();
    case.run_seen(theory, &mut |j| out.push((j.answer, j.otherwise, named(j))));
    out
}

/// The law in which what was published after a day was never written.
fn unwritten(theory: &Theory, day: Date) -> Theory {
    let mut cut = theory.clone();
    for instrument in cut.instruments.iter_mut().filter(|i| i.published > day) {
        instrument.supersedes = None;
    }
    for norm in &mut cut.norms {
        if theory.instruments[norm.instrument].published > day {
            norm.when = Cond::Const(false);
        }
    }
    cut.known_on(Date::MAX)
}

/// Complaints about the answers to one case as known on one day.
fn ahead(case: &LawCase, theory: &Theory, cut: &Theory, day: Date) -> Vec<String> {
    let then = asked(&LawCase { known_on: Some(day), ..case.clone() }, theory);
    let without = asked(&LawCase { known_on: None, ..case.clone() }, cut);
    let at = format!("{}:{}: as known on {day}", case.file, case.line);
    let mut wrong = Vec::new();
    for (answer, plain) in then.iter().zip(&without) {
        for ix in &answer.2 {
            let norm = &theory.norms[*ix];
            let published = theory.instruments[norm.instrument].published;
            if published > day {
                wrong.push(format!("{at}: names `{}`, published on {published}", norm.id));
            }
        }
        if answer != plain {
            wrong.push(format!("{at}: {answer:?}, but {plain:?} had the later law never been written"));
        }
    }
    wrong
}

#[test]
fn no_case_is_answered_with_what_was_published_later() {
    let loaded: Loaded = load_embedded();
    let theory = &loaded.theory;
    let mut asked_on: BTreeMap<Date, Vec<&LawCase>> = BTreeMap::new();
    let mut silent = 0;
    for case in &loaded.cases {
        let full = asked(&LawCase { known_on: None, ..case.clone() }, theory);
        let norms: BTreeSet<NormIx> = full.into_iter().flat_map(|(.., norms)| norms).collect();
        let published: BTreeSet<Date> =
            norms.iter().map(|ix| theory.instruments[theory.norms[*ix].instrument].published).collect();
        silent += usize::from(published.is_empty());
        for day in published {
            for day in [day.yesterday().unwrap(), day, day.tomorrow().unwrap()] {
                asked_on.entry(day).or_default().push(case);
            }
        }
    }
    let days: Vec<(Date, Vec<&LawCase>)> = asked_on.into_iter().collect();
    let questions: usize = days.iter().map(|(_, cases)| cases.len()).sum();
    // three days for each text that had a part; in the rest no norm had, as where no rule is found
    let spoken = loaded.cases.len() - silent;
    assert!(questions >= 3 * spoken && spoken > silent, "{questions} questions about {spoken} cases");
    // every other day each: busy days lie together
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2)
            .map(|half| {
                let days = &days;
                scope.spawn(move || {
                    let mut wrong = Vec::new();
                    for (day, cases) in days.iter().skip(half).step_by(2) {
                        let cut = unwritten(theory, *day);
                        wrong.extend(cases.iter().flat_map(|case| ahead(case, theory, &cut, *day)));
                    }
                    wrong
                })
            })
            .collect();
        workers.into_iter().flat_map(|w| w.join().unwrap()).collect()
    });
    assert!(wrong.is_empty(), "{} of {questions}:\n{}", wrong.len(), wrong.join("\n"));
}
