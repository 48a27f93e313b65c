"""Fits data/screening-model.csv from the evidence that the example `screening` writes.

    cargo run --release -p exeat-screen --example screening -- --list LIST --cases CASES --evidence EVIDENCE.csv
    python3 crates/exeat-screen/fit/fit.py EVIDENCE.csv data/screening-model.csv crates/exeat-screen/fit/report.txt CASES

Needs numpy and scikit-learn. Boosted trees of depth 3 that keep to the sense of each observation; leaves in
thousandths of log odds. Of several names of the right party the best one counts (the fit is repeated so that
"best" is judged by the fit itself); of a query nobody answers to, the names that look most alike. Queries with
frequent names count three times. What is
reported is measured across five folds of listed parties, each judged by a model that has not seen it, and with
whole kinds of variation left out of the fit.
"""
import sys
import zlib
import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

TREES, DEPTH, RATE, LEAST, SHRINK = 120, 3, 0.11, 40, 5.0
# customers with frequent names are far more than those with hard ones
COMMON = 3.0


def load(path):
    with open(path, encoding="utf8") as fh:
        head = fh.readline().strip().split(",")[4:]
        case, pos, target, kind, rows = [], [], [], [], []
        for line in fh:
            cells = line.rstrip("\n").split(",")
            case.append(int(cells[0])); pos.append(cells[1] == "1"); target.append(cells[2] == "1")
            kind.append(cells[3]); rows.append([int(c) for c in cells[4:]])
    names = [h.split(":")[0] for h in head]
    senses = [{"Up": 1, "Down": -1, "Free": 0}[h.split(":")[1]] for h in head]
    return names, senses, np.array(case), np.array(pos), np.array(target), np.array(kind), np.array(rows, dtype=np.float64)


def top(score, group, keep):
    """Indices of the best row of each group among the rows of `keep`."""
    at = np.flatnonzero(keep)
    order = at[np.lexsort((-score[at], group[at]))]
    first = np.ones(len(order), bool)
    first[1:] = group[order][1:] != group[order][:-1]
    return order[first]


def best(score, group, keep, count):
    left, out = keep.copy(), []
    for _ in range(count):
        got = top(score, group, left)
        out.append(got)
        left[got] = False
    return np.concatenate(out)


def train(senses, X, case, pos, target, common, use, rounds=2):
    share, ours = X[:, 2] + X[:, 3] - 200 * X[:, 19], None
    score = share
    for _ in range(rounds):
        right = top(score, case, use & target)
        wrong = best(score, case, use & ~pos, 6)
        beside = best(score, case, use & pos & ~target, 3)
        at = np.concatenate([right, wrong, beside])
        y = np.concatenate([np.ones(len(right)), np.zeros(len(wrong) + len(beside))])
        weight = np.concatenate([np.ones(len(right)), np.where(common[wrong], COMMON, 1.0), np.full(len(beside), 0.35)])
        model = HistGradientBoostingClassifier(
            max_iter=TREES, max_depth=DEPTH, learning_rate=RATE, min_samples_leaf=LEAST,
            l2_regularization=SHRINK, monotonic_cst=senses, early_stopping=False, random_state=1)
        model.fit(X[at], y, sample_weight=weight)
        score = model.decision_function(X)
    return model


def figures(score, case, pos, target, kind, cases, real):
    """F1max and recalls as the scorer computes them."""
    b, a = {}, {}
    for i in np.flatnonzero(real):
        s, c = score[i], case[i]
        if pos[i]:
            if target[i]: b[c] = max(b.get(c, -99), s)
        else: a[c] = max(a.get(c, -99), s)
    P = np.array([b.get(c, -99) for c in cases[0]]); N = np.array([a.get(c, -99) for c in cases[1]])
    t = np.unique(np.concatenate([P, N]))[::-1]; t = t[t > -99]
    above = lambda v: (len(v) - np.searchsorted(np.sort(v), t, side="left")) / len(v)
    tp, fp = above(P), above(N)
    prec = tp / np.maximum(tp + fp, 1e-9)
    f1 = (2 * prec * tp / np.maximum(prec + tp, 1e-9)).max()
    ap = float(np.sum(np.diff(np.concatenate([[0], tp])) * prec))
    at = {}
    for name, lim in (("0.05%", .0005), ("0.1%", .001), ("0.2%", .002), ("0.3%", .003), ("1%", .01), ("5%", .05)):
        ok = np.flatnonzero(fp <= lim)
        at[name] = (tp[ok[-1]], t[ok[-1]]) if len(ok) else (0, 99)
    return f1, ap, at, b


def main():
    evidence, table, report = sys.argv[1:4]
    names, senses, case, pos, target, kind, X = load(evidence)
    real = np.array([not k.startswith("attr_") for k in kind])
    common = np.array([k.startswith("neg_common") for k in kind])
    # cases without any candidate count as not found
    import gzip, json
    positive, negative, kinds, entity = [], [], {}, []
    with gzip.open(sys.argv[4], "rt", encoding="utf8") as fh:
        for n, line in enumerate(fh):
            c = json.loads(line)
            # all queries made from one listed party fall into one fold
            entity.append(min(c["target_ids"], default=str(n)))
            if c["kind"].startswith("attr_"): continue
            (positive if c["target_ids"] else negative).append(n); kinds[n] = c["kind"]
    fold_of = np.array([zlib.crc32(e.encode()) % 5 for e in entity])
    score = np.zeros(len(X))
    for fold in range(5):
        test = fold_of[case] == fold
        score[test] = train(senses, X, case, pos, target, common, real & ~test).decision_function(X[test])
    lines = []
    f1, ap, at, b = figures(score, case, pos, target, kind, (positive, negative), real)
    lines.append(f"five folds: F1max {f1:.4f} AP {ap:.4f} " + " ".join(f"recall at {k} {v[0]:.4f}" for k, v in at.items()))
    per = {}
    for c in positive: per.setdefault(kinds[c], []).append(b.get(c, -99) >= at["1%"][1])
    lines.append("macro recall at 1%%: %.4f" % np.mean([np.mean(v) for v in per.values()]))
    lines += [f"  {k:24s} n={len(v):4d} {np.mean(v):.3f}" for k, v in sorted(per.items(), key=lambda x: np.mean(x[1]))[:15]]
    groups = [["initials"], ["nickname"], ["phonetic", "org_phonetic"], ["typo_two", "typo_ocr", "org_typo_ocr"],
              ["typo_keyboard", "typo_indel", "typo_transpose", "vessel_typo", "vessel_spacing"],
              ["org_typo_keyboard", "org_typo_indel", "org_typo_transpose"],
              ["translit_arabic", "translit_slavic"], ["script_arabic", "script_han", "script_cyrillic", "org_cyrillic"],
              ["extra_token", "honorific", "org_extra_words"], ["org_abbrev", "org_drop_generic"],
              ["org_spacing", "split_token", "concat"], ["drop_middle", "drop_second_surname", "partial"],
              ["org_legal_swap", "org_legal_add", "org_legal_drop", "org_order"]]
    left = []
    lines.append("kinds left out of the fit together, recall at 1% (beside what five folds give):")
    for group in groups:
        unseen = np.isin(kind, group)
        apart = train(senses, X, case, pos, target, common, real & ~unseen).decision_function(X)
        cut = figures(apart, case, pos, target, kind, (positive, negative), real)
        for k in group:
            ours = [c for c in positive if kinds[c] == k]
            new = np.mean([cut[3].get(c, -99) >= cut[2]["1%"][1] for c in ours])
            lines.append(f"  {k:24s} n={len(ours):4d} {new:.3f} ({np.mean(per[k]):.3f})")
            left.append(new)
    lines.append(f"macro over these kinds: {np.mean(left):.4f}")
    model = train(senses, X, case, pos, target, common, real)
    score = model.decision_function(X)
    f1, ap, at, b = figures(score, case, pos, target, kind, (positive, negative), real)
    alarmed = set(case[common & (score >= at["1%"][1])])
    lines.append(f"fitted: frequent names shown at that threshold: {len(alarmed)} of {sum(k.startswith('neg_common') for k in kinds.values())}")
    lines.append(f"fitted: F1max {f1:.4f} AP {ap:.4f} " + " ".join(f"recall at {k} {v[0]:.4f}" for k, v in at.items()))
    one, tenth = at["1%"][1], at["0.1%"][1]
    base = float(np.ravel(model._baseline_prediction)[0])
    nodes, leaves, trees = [], [], []
    for (tree,) in model._predictors:
        first = len(nodes)
        place = {}
        for n, node in enumerate(tree.nodes):
            if node["is_leaf"]:
                place[n] = -1 - len(leaves); leaves.append(round(1000 * node["value"]))
            else:
                place[n] = len(nodes); nodes.append(n)
        if tree.nodes[0]["is_leaf"]:
            trees.append(place[0]); continue
        trees.append(first)
        for at_ in range(first, len(nodes)):
            node = tree.nodes[nodes[at_]]
            nodes[at_] = (int(node["feature_idx"]), int(np.floor(node["num_threshold"])), place[node["left"]], place[node["right"]])
    lo = (one - 9)
    knots = [(1000 * (lo - base), 0), (1000 * (one - 4 - base), 400), (1000 * (one - base), 700),
             (1000 * (max(tenth, one + .5) - base), 850), (1000 * (max(tenth, one + .5) + 3 - base), 990)]
    with open(table, "w", encoding="utf8") as out:
        out.write("# Fitted by crates/exeat-screen/fit/fit.py; see its report beside it. Not edited by hand.\n")
        out.write("what,a,b,c,d\n")
        for k in knots: out.write(f"knot,{round(k[0])},{k[1]}\n")
        for t in trees: out.write(f"tree,{t}\n")
        for n in nodes: out.write("node,%d,%d,%d,%d\n" % n)
        for v in leaves: out.write(f"leaf,{v}\n")
    use = np.zeros(len(names))
    for n in nodes: use[n[0]] += 1
    lines.append("questions asked of each observation: " + ", ".join(f"{names[i]} {int(use[i])}" for i in np.argsort(-use)))
    with open(report, "w", encoding="utf8") as out: out.write("\n".join(lines) + "\n")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
