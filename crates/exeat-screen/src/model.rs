//! From evidence to a score, by the fitted table `data/screening-model.csv`.
//!
//! The table holds small decision trees, each of which adds to a sum; `fit/fit.py` fits them so that no tree
//! goes against the [`Sense`](crate::evidence::Sense) of an observation. The sum is then turned into thousandths
//! so that 700 is where one in a hundred of the hard cases that nobody listed answers to would be shown.

use crate::evidence::Evidence;
use crate::table;
use std::sync::OnceLock;

const TABLE: &str = include_str!("../../../data/screening-model.csv");

/// Values of an evidence that are looked at, a power of two so that no look is out of bounds.
const WIDE: usize = 64;
const _: () = assert!(crate::evidence::OBSERVATIONS.len() <= WIDE);

/// One question of a tree: does observation `seen` exceed `above`?
#[derive(Debug, Clone, Copy, Default)]
struct Node {
    seen: u16,
    above: i16,
}

/// The trees, each made as deep as the deepest: question `i` leads to `2i + 1` for no and `2i + 2` for yes, and
/// what lies past the last question is a leaf. So a tree is walked without a jump that depends on the answer.
#[derive(Debug, Default)]
struct Model {
    depth: u32,
    /// `2^depth - 1` questions a tree, and `2^depth` leaves.
    nodes: Vec<Node>,
    leaves: Vec<i32>,
    /// Sum and score, ascending.
    knots: Vec<(i32, i32)>,
}

/// What the trees say of the evidence: the higher the likelier.
pub fn sum(evidence: &Evidence) -> i32 {
    let model = model();
    let mut seen = [0i16; WIDE];
    seen.iter_mut().zip(evidence).for_each(|(cell, value)| *cell = *value);
    let ask = |tree: &[Node], at: usize| {
        let node = tree.get(at).copied().unwrap_or_default();
        2 * at + 1 + usize::from(seen[usize::from(node.seen) % WIDE] > node.above)
    };
    let (questions, ends) = ((1usize << model.depth) - 1, 1usize << model.depth);
    let trees = model.nodes.chunks_exact(questions.max(1)).zip(model.leaves.chunks_exact(ends));
    let mut sum = 0;
    for (tree, leaves) in trees {
        let mut at = 0;
        for _ in 0..model.depth {
            at = ask(tree, at);
        }
        sum += leaves.get(at - questions).copied().unwrap_or(0);
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

/// A tree as the table has it: where to go on is a node, or, negative, a leaf.
#[derive(Debug, Default)]
struct Table {
    trees: Vec<i32>,
    nodes: Vec<(Node, i32, i32)>,
    leaves: Vec<i32>,
}

impl Table {
    fn depth(&self, at: i32) -> u32 {
        let node = usize::try_from(at).ok().and_then(|at| self.nodes.get(at));
        node.map_or(0, |(_, no, yes)| 1 + self.depth(*no).max(self.depth(*yes)))
    }

    /// Writes the part of a tree from `at` on into a whole tree, from question `to` on, `left` questions deep. A
    /// leaf stands behind every answer to the questions that are left.
    fn spread(&self, at: i32, to: usize, left: u32, nodes: &mut [Node], leaves: &mut [i32]) {
        let found = usize::try_from(at).ok().and_then(|at| self.nodes.get(at)).copied();
        if left == 0 {
            let leaf = self.leaves.get(at.unsigned_abs() as usize - 1).copied().unwrap_or(0);
            if let Some(cell) = leaves.get_mut(to - nodes.len()) {
                *cell = leaf;
            }
            return;
        }
        let (node, no, yes) = found.unwrap_or((Node::default(), at, at));
        if let Some(cell) = nodes.get_mut(to) {
            *cell = node;
        }
        self.spread(no, 2 * to + 1, left - 1, nodes, leaves);
        self.spread(yes, 2 * to + 2, left - 1, nodes, leaves);
    }
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let (mut model, mut table) = (Model::default(), Table::default());
        for row in table::rows(TABLE) {
            let number = |at: usize| row.get(at).and_then(|cell| cell.parse::<i32>().ok()).unwrap_or(0);
            match row.first().copied() {
                Some("tree") => table.trees.push(number(1)),
                Some("node") => {
                    let node = Node { seen: number(1) as u16, above: number(2) as i16 };
                    table.nodes.push((node, number(3), number(4)));
                }
                Some("leaf") => table.leaves.push(number(1)),
                Some("knot") => model.knots.push((number(1), number(2))),
                _ => {}
            }
        }
        model.depth = table.trees.iter().map(|tree| table.depth(*tree)).max().unwrap_or(0);
        let ends = 1usize << model.depth;
        for tree in &table.trees {
            let (mut nodes, mut leaves) = (vec![Node::default(); ends - 1], vec![0; ends]);
            table.spread(*tree, 0, model.depth, &mut nodes, &mut leaves);
            model.nodes.append(&mut nodes);
            model.leaves.append(&mut leaves);
        }
        model
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The sum as the table says it, answer by answer.
    fn plainly(evidence: &Evidence) -> i32 {
        let rows: Vec<Vec<&str>> = table::rows(TABLE).collect();
        let of = |what: &str| -> Vec<Vec<i32>> {
            let rows = rows.iter().filter(|row| row[0] == what);
            rows.map(|row| row[1..].iter().map(|cell| cell.parse().unwrap()).collect()).collect()
        };
        let (nodes, leaves) = (of("node"), of("leaf"));
        let walk = |tree: &Vec<i32>| {
            let mut at = tree[0];
            while at >= 0 {
                let node = &nodes[at as usize];
                at = if i32::from(evidence[node[0] as usize]) > node[1] { node[3] } else { node[2] };
            }
            leaves[(-1 - at) as usize][0]
        };
        of("tree").iter().map(walk).sum()
    }

    proptest! {
        #[test]
        fn trees_say_what_the_table_says(values in proptest::collection::vec(-10i16..1100, crate::evidence::OBSERVATIONS.len())) {
            let evidence = Evidence::try_from(values).unwrap();
            prop_assert_eq!(sum(&evidence), plainly(&evidence));
        }
    }
}
