//! From evidence to a score, by the fitted table `data/screening-model.csv`.
//!
//! The table holds small decision trees, each of which adds to a sum; `fit/fit.py` fits them so that no tree
//! goes against the [`Sense`](crate::evidence::Sense) of an observation. The sum is then turned into thousandths
//! so that 700 is where one in a hundred of the hard cases that nobody listed answers to would be shown.

use crate::evidence::Evidence;
use crate::table;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/screening-model.csv");

/// One question of a tree: does observation `seen` exceed `above`?
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    seen: u16,
    above: i16,
    /// Where to go on: a node, or, negative, a leaf.
    no: i32,
    yes: i32,
}

#[derive(Debug, Default)]
struct Model {
    nodes: Vec<Node>,
    leaves: Vec<i32>,
    /// The first node of each tree.
    trees: Vec<u32>,
    /// Sum and score, ascending.
    knots: Vec<(i32, i32)>,
}

/// What the trees say of the evidence: the higher the likelier.
pub fn sum(evidence: &Evidence) -> i32 {
    let model = model();
    let mut sum = 0;
    for tree in &model.trees {
        let mut at = *tree as i32;
        while at >= 0 {
            let node = model.nodes.get(at as usize).copied().unwrap_or_default();
            let value = evidence.get(usize::from(node.seen)).copied().unwrap_or(0);
            at = if value > node.above { node.yes } else { node.no };
        }
        sum += model.leaves.get((-1 - at) as usize).copied().unwrap_or(0);
    }
    sum
}

/// The score of the evidence, 0 to 990: 1000 is left to equal names.
pub fn score(evidence: &Evidence) -> i32 {
    let sum = sum(evidence);
    let knots = &model().knots;
    let after = knots.partition_point(|(at, _)| *at <= sum);
    let (low, high) = (after.checked_sub(1).and_then(|at| knots.get(at)), knots.get(after));
    match (low, high) {
        (Some((a, from)), Some((b, to))) => {
            from + i32::try_from(i64::from(sum - a) * i64::from(to - from) / i64::from((b - a).max(1)))
                .unwrap_or(0)
        }
        (Some((_, only)), None) | (None, Some((_, only))) => *only,
        (None, None) => 0,
    }
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let mut model = Model::default();
        for row in table::rows(TABLE) {
            let number = |at: usize| row.get(at).and_then(|cell| cell.parse::<i32>().ok()).unwrap_or(0);
            match row.first().copied() {
                Some("tree") => model.trees.push(number(1) as u32),
                Some("node") => model.nodes.push(Node {
                    seen: number(1) as u16,
                    above: number(2) as i16,
                    no: number(3),
                    yes: number(4),
                }),
                Some("leaf") => model.leaves.push(number(1)),
                Some("knot") => model.knots.push((number(1), number(2))),
                _ => {}
            }
        }
        model
    })
}
