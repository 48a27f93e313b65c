//! Closes ownership over a million random holdings and prints how long it took:
//! `cargo run --release -p exeat-screen --example ownership`.
#![allow(missing_docs, reason = "a measurement")]

use exeat_screen::ownership::Closure;
use exeat_screen::{Share, Standing, Threshold};
use std::time::Instant;

const PARTIES: usize = 400_000;
const SHARES: usize = 1_000_000;

fn main() {
    // a fixed sequence, so that every run closes the same graph
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    };
    let mut shares = Vec::with_capacity(SHARES);
    for _ in 0..SHARES {
        let low = next(60);
        shares.push(Share {
            owner: next(PARTIES),
            owned: next(PARTIES),
            low: low.into(),
            high: (low + next(20)).into(),
            control: if next(50) == 0 { Standing::Certain } else { Standing::No },
            joint: (next(10) == 0).then(|| next(3)),
        });
    }
    let listed: Vec<Standing> =
        (0..PARTIES).map(|_| if next(20) == 0 { Standing::Certain } else { Standing::No }).collect();
    let by_one = Threshold { strictly_more: true, aggregate: false, control: true, ..Threshold::ofac() };
    for (name, rule) in [("in aggregate", Threshold::ofac()), ("by one, or control", by_one)] {
        let begun = Instant::now();
        let closure = Closure::new(PARTIES, &shares, &listed, &rule);
        let count = |standing| (0..PARTIES).filter(|p| closure.standing(*p) == standing).count();
        let (certain, possible) = (count(Standing::Certain), count(Standing::Possible));
        println!(
            "{name}: {SHARES} holdings among {PARTIES} parties in {} ms: {certain} certainly, {possible} possibly",
            begun.elapsed().as_millis()
        );
    }
}
