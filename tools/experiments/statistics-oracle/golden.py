"""Golden values for the statistics of runs and of agreement, from the libraries that are known for each.

Nothing here is ours but the resampling and the two estimators that no library has, which are written out in numpy from their
definition. Every block has its input beside its output, so that the tests need no Python.

    python -m venv oracle && oracle/bin/pip install -r requirements.txt
    oracle/bin/pip download --no-deps --no-binary confseq confseq==0.0.11 && tar xzf confseq-0.0.11.tar.gz
    PYTHONPATH=confseq-0.0.11/src oracle/bin/python golden.py ../../../libs/benchmark

writes statistics/src/golden.json and agreement/src/golden.json under that folder. (Of confseq only the parts in Python are used;
its C++ part, which needs Boost, does not have to be built.)
"""

import itertools
import json
import sys
from importlib.metadata import version
from pathlib import Path

import krippendorff
import numpy as np
import pandas as pd
import pingouin
import scipy.stats as st
from ppi_py import ppi_mean_pointestimate
from sklearn.isotonic import IsotonicRegression
from sklearn.metrics import cohen_kappa_score
from statsmodels.regression.linear_model import OLS
from statsmodels.regression.mixed_linear_model import MixedLM
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower

LIBRARIES = ["numpy", "scipy", "statsmodels", "pingouin", "scikit-learn", "krippendorff", "ppi-python"]


def clustered_scores(seed, clusters, largest, unit=1 / 3):
    """Whole sums of three dimensions, people of uneven sizes."""
    r = np.random.RandomState(seed)
    rows = []
    for g in range(clusters):
        person = r.normal(0, 1.5)
        for _ in range(r.randint(1, largest + 1)):
            rows.append((f"p{g}", int(np.clip(round(9 + person + r.normal(0, 2)), 3, 15))))
    return rows


def distributions():
    t = [(df, p, st.t.ppf(p, df)) for df in [1, 2, 3, 4, 5, 10, 29, 100, 200, 201, 500, 13999] for p in [0.975, 0.995, 0.9, 0.4]]
    tails = [(df, x, 2 * st.t.sf(x, df)) for df in [1, 4, 19, 8000] for x in [0.1, 1.0, 2.5, 7.0]]
    normal = [(p, st.norm.ppf(p)) for p in [1e-8, 0.025, 0.3, 0.5, 0.9, 0.975]]
    below = [(z, st.norm.cdf(z)) for z in [-6.0, -1.96, 0.0, 0.5, 3.0]]
    f = [(p, a, b, st.f.ppf(p, a, b)) for p in [0.025, 0.5, 0.975] for a, b in [(1, 7), (5, 15), (9, 27.5), (349, 698), (12.3, 3)]]
    above = [(x, a, b, st.f.sf(x, a, b)) for x in [0.2, 1.0, 4.0, 30.0] for a, b in [(1, 7), (5, 15), (9, 27)]]
    return dict(tQuantile=t, tTails=tails, normalQuantile=normal, normalBelow=below, fQuantile=f, fAbove=above)


def cluster_regression(rows):
    frame = pd.DataFrame(rows, columns=["cluster", "value"])
    codes = frame.cluster.astype("category").cat.codes
    fit = OLS(frame.value.astype(float), np.ones(len(frame))).fit(
        cov_type="cluster", cov_kwds=dict(groups=codes, use_correction=False), use_t=True)
    # statsmodels' own correction also has (n-1)/(n-k); ours is G/(G-1) alone.
    g = codes.nunique()
    error = fit.bse.iloc[0] * np.sqrt(g / (g - 1))
    half = st.t.ppf(0.975, g - 1) * error
    mean = fit.params.iloc[0]
    return dict(rows=rows, mean=mean, error=error, low=mean - half, high=mean + half,
                pValue=2 * st.t.sf(abs(mean / error), g - 1))


def means():
    return [cluster_regression(clustered_scores(1, 40, 10)), cluster_regression(clustered_scores(2, 60, 1)),
            cluster_regression([(c, v - 9) for c, v in clustered_scores(3, 35, 4)])]


WEBB = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])


def below(random, count, size):
    """What `drawsOf(seed).below(count)` draws: MT19937, one 32-bit number each."""
    return np.floor(random.randint(0, 2**32, size, dtype=np.uint32) / 2**32 * count).astype(int)


def wild():
    """The wild cluster bootstrap-t written out over residuals; p values by plain count."""
    out = []
    for seed, clusters, largest in [(4, 8, 10), (5, 15, 3)]:
        rows = [(c, v - 8) for c, v in clustered_scores(seed, clusters, largest)]
        names = list(dict.fromkeys(c for c, _ in rows))
        s = np.array([sum(v for c, v in rows if c == n) for n in names], float)
        n = np.array([sum(1 for c, _ in rows if c == name) for name in names], float)
        g, total = len(names), n.sum()

        def t_of(totals, m):
            mean = totals.sum() / total
            return (mean - m) / (np.sqrt(g / (g - 1) * ((totals - n * mean) ** 2).sum()) / total)

        replicates = 999
        w = WEBB[below(np.random.RandomState(77), 6, replicates * g)].reshape(replicates, g)

        def p(m):
            observed = abs(t_of(s, m))
            drawn = np.array([abs(t_of(row * (s - n * m) + n * m, m)) for row in w])
            return (int((drawn >= observed * (1 - 1e-12)).sum()) + 1) / (replicates + 1)

        def end(side):
            step = np.std(s / n)
            inside, outside = s.sum() / total, s.sum() / total + side * step
            while p(outside) > 0.05:
                inside, outside = outside, outside + side * step
            for _ in range(30):
                middle = (inside + outside) / 2
                inside, outside = (middle, outside) if p(middle) > 0.05 else (inside, middle)
            return inside

        out.append(dict(rows=rows, replicates=replicates, seed=77, pOfZero=p(0.0), pOfHalf=p(0.5), low=end(-1), high=end(1)))
    return out


def percentile():
    """A percentile bootstrap of clusters, with the same draws."""
    rows = clustered_scores(6, 30, 6)
    names = list(dict.fromkeys(c for c, _ in rows))
    s = np.array([sum(v for c, v in rows if c == n) for n in names], float)
    n = np.array([sum(1 for c, _ in rows if c == name) for name in names], float)
    drawn = below(np.random.RandomState(9), len(names), 2000 * len(names)).reshape(2000, len(names))
    low, high = np.quantile(s[drawn].sum(1) / n[drawn].sum(1), [0.025, 0.975])
    return dict(rows=rows, replicates=2000, seed=9, low=low, high=high)


def holm():
    out = []
    for values in [[0.01, 0.04, 0.03, 0.005], [0.5, 0.5, 0.0001, 0.9, 0.02, 0.02], [0.2]]:
        out.append(dict(values=values, corrected=multipletests(values, method="holm")[1].tolist()))
    return out


def effects():
    r = np.random.RandomState(11)
    pairs = [(int(a), int(np.clip(a + d, 3, 15))) for a, d in zip(r.randint(3, 16, 50), r.randint(-2, 5, 50))]
    before, after = np.array(pairs).T
    return dict(pairs=pairs, standardised=pingouin.compute_effsize(after, before, paired=True, eftype="cohen"),
                netWins=float(((after > before).mean() - (after < before).mean())))


def correlation():
    """r by scipy, its error by leaving out one person at a time."""
    r = np.random.RandomState(12)
    rows = []
    for g in range(40):
        person = r.normal()
        for _ in range(r.randint(1, 8)):
            x = person + r.normal()
            rows.append((f"p{g}", round(float(x), 3), round(float(0.5 * x + r.normal()), 3)))
    x, y = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    value = st.pearsonr(x, y)[0]
    people = np.array([row[0] for row in rows])
    z = np.array([np.arctanh(st.pearsonr(x[people != p], y[people != p])[0]) for p in np.unique(people)])
    error = np.sqrt(39 / 40 * ((z - z.mean()) ** 2).sum())
    half = st.t.ppf(0.975, 39) * error
    return dict(rows=rows, value=value, low=np.tanh(np.arctanh(value) - half), high=np.tanh(np.arctanh(value) + half))


def nested(seed, persons, queries, answers, uneven):
    r = np.random.RandomState(seed)
    rows = []
    for p in range(persons):
        person = r.normal(0, 1.0)
        for q in range(r.randint(1, queries + 1) if uneven else queries):
            query = r.normal(0, 0.8)
            for a in range(r.randint(1, answers + 1) if uneven else answers):
                answer = r.normal(0, 0.6)
                for _ in range(r.randint(1, 4) if uneven else 2):
                    rows.append((f"p{p}", f"q{q}", f"a{a}", round(float(9 + person + query + answer + r.normal(0, 0.5)), 3)))
    return rows


def by_projections(rows):
    """Henderson's method I from projections: E[y'(P_l - P_l-1)y] by traces, which no formula for unbalanced data enters."""
    y = np.array([row[3] for row in rows])
    keys = [[()] * len(rows), [row[:1] for row in rows], [row[:2] for row in rows], [row[:3] for row in rows],
            list(range(len(rows)))]

    def indicator(level):
        names = list(dict.fromkeys(level))
        z = np.zeros((len(level), len(names)))
        for i, key in enumerate(level):
            z[i, names.index(key)] = 1
        return z

    z = [indicator(level) for level in keys]
    p = [a @ np.diag(1 / a.sum(0)) @ a.T for a in z]
    q = [p[i] - p[i - 1] for i in range(1, 5)]
    system = np.array([[np.trace(qi @ zj @ zj.T) for zj in z[1:]] for qi in q])
    return np.linalg.solve(system, [y @ qi @ y for qi in q]).tolist()


def variances():
    balanced = nested(21, 12, 3, 3, False)
    frame = pd.DataFrame(balanced, columns=["person", "query", "answer", "value"])
    frame["pq"] = frame.person + frame["query"]
    frame["pqa"] = frame.pq + frame.answer
    fit = MixedLM.from_formula("value ~ 1", groups="person", re_formula="1", data=frame,
                               vc_formula={"query": "0 + C(pq)", "answer": "0 + C(pqa)"}).fit(reml=True, method=["lbfgs", "bfgs"], gtol=1e-9)
    names = fit.model.exog_vc.names
    vc = dict(zip(names, fit.vcomp))
    reml = [float(fit.cov_re.iloc[0, 0]), float(vc["query"]), float(vc["answer"]), float(fit.scale)]
    uneven = nested(22, 14, 4, 3, True)
    return dict(balanced=dict(rows=balanced, reml=reml, projections=by_projections(balanced)),
                uneven=dict(rows=uneven, projections=by_projections(uneven)))


def power():
    cases = []
    for effect, alpha, wanted in [(0.5, 0.05, 0.8), (0.2, 0.05, 0.9), (0.1, 0.01, 0.8), (1.2, 0.05, 0.8)]:
        needed = TTestPower().solve_power(effect_size=effect, alpha=alpha, power=wanted, alternative="two-sided")
        cases.append(dict(effect=effect, alpha=alpha, wanted=wanted, needed=float(np.ceil(needed)),
                          powers=[(n, p) for n in [3, 10, 40, 300] if np.isfinite(p := float(TTestPower().power(effect, n, alpha)))]))
    return cases


def sequence():
    """The betting sequence of its authors. confseq spells a type of numpy 1."""
    np.float_ = np.float64
    from confseq.betting import betting_cs

    r = np.random.RandomState(31)
    x = np.round(r.beta(4, 3, 60), 3)
    low, high = betting_cs(x, breaks=1000, alpha=0.05, running_intersection=True, trunc_scale=0.9)
    return dict(values=x.tolist(), low=np.asarray(low).tolist(), high=np.asarray(high).tolist())


def corrected():
    """ppi-python takes the scores of all samples as its unlabelled ones. Its error takes labelled and other samples as apart; ours,
    over cluster sums in which they are together, is written out here."""
    out = []
    for seed, n, others, weighted in [(41, 60, 400, False), (42, 80, 300, True)]:
        r = np.random.RandomState(seed)
        y = np.clip(np.round(r.normal(3, 1, n)), 1, 5)
        f = np.clip(np.round(y * 0.8 + r.normal(0.9, 0.7, n)), 1, 5)
        fo = np.clip(np.round(np.clip(np.round(r.normal(3, 1, others)), 1, 5) * 0.8 + r.normal(0.9, 0.7, others)), 1, 5)
        everything = np.concatenate([f, fo])
        chances = np.round(r.uniform(0.05, 0.5, n), 3) if weighted else np.full(n, 0.1)
        w = 1 / chances
        clusters = np.concatenate([np.arange(n) % 25, np.arange(others) % 50])
        cases = []
        for lam in [0.0, 0.4, 1.0]:
            value = ppi_mean_pointestimate(y, f, everything, lam=lam, w=w)
            share = w / w.sum()
            influence = -lam * (everything.mean() - everything) / len(everything)
            influence[:n] += share * ((y - (share * y).sum()) - lam * (f - (share * f).sum()))
            g = len(np.unique(clusters))
            sums = np.bincount(clusters, influence)
            cases.append(dict(lam=lam, value=float(np.ravel(value)[0]), error=float(np.sqrt(g / (g - 1) * (sums**2).sum()))))
        tuned = ppi_mean_pointestimate(y, f, everything, w=w)
        out.append(dict(human=y, judged=f, others=fo, chances=chances, clusters=clusters, cases=cases, tuned=float(np.ravel(tuned)[0])))
    return json.loads(json.dumps(out, default=lambda a: a.tolist()))


def ratings():
    """Items by raters, 1 to 5, some cells missing."""
    r = np.random.RandomState(51)
    truth = np.clip(np.round(r.normal(3, 1.1, 40)), 1, 5)
    table = np.clip(truth[:, None] + r.choice([-1, 0, 0, 0, 1], (40, 4)), 1, 5)
    table[:, 3] = np.clip(table[:, 3] + (r.uniform(size=40) < 0.4), 1, 5)
    missing = np.where(r.uniform(size=table.shape) < 0.15, np.nan, table)
    return table, missing


def agreement():
    table, missing = ratings()
    first, second = table[:, 0].astype(int), table[:, 3].astype(int)
    labels = [1, 2, 3, 4, 5]
    kappas = {name: cohen_kappa_score(first, second, labels=labels, weights=None if name == "none" else name)
              for name in ["none", "linear", "quadratic"]}
    alphas = {level: dict(complete=krippendorff.alpha(reliability_data=table.T, level_of_measurement=level),
                          missing=krippendorff.alpha(reliability_data=missing.T, level_of_measurement=level))
              for level in ["nominal", "ordinal", "interval"]}
    long = pd.DataFrame([(i, j, table[i, j]) for i, j in itertools.product(range(40), range(4))], columns=["item", "rater", "value"])
    pingouin.options["round.column.CI95"] = None
    frame = pingouin.intraclass_corr(long, targets="item", raters="rater", ratings="value")
    names = {"ICC(1,1)": "ICC1", "ICC(A,1)": "ICC2", "ICC(C,1)": "ICC3", "ICC(1,k)": "ICC1k", "ICC(A,k)": "ICC2k", "ICC(C,k)": "ICC3k"}
    iccs = {names[row["Type"]]: dict(value=row["ICC"], ci=[float(one) for one in row["CI95"]]) for _, row in frame.iterrows()}
    r = np.random.RandomState(52)
    judged = np.round(r.uniform(1, 5, 60) * 3) / 3
    human = np.clip(np.round(judged + r.normal(0, 1, 60)), 1, 5)
    weights = np.round(r.uniform(1, 10, 60), 2)
    at = np.round(np.linspace(0.5, 5.5, 23), 3)
    plain = IsotonicRegression(out_of_bounds="clip").fit(judged, human)
    weighted = IsotonicRegression(out_of_bounds="clip").fit(judged, human, sample_weight=weights)
    return dict(
        complete=table.tolist(), missing=[[None if np.isnan(v) else v for v in row] for row in missing], kappa=kappas, alpha=alphas, icc=iccs,
        pearson=st.pearsonr(first, second)[0], spearman=st.spearmanr(first, second)[0],
        isotonic=dict(judged=judged.tolist(), human=human.tolist(), weights=weights.tolist(), at=at.tolist(),
                      plain=plain.predict(at).tolist(), weighted=weighted.predict(at).tolist()))


def write(path, blocks):
    made_with = {name: version(name) for name in LIBRARIES} | {"confseq": "0.0.11"}
    content = dict(madeBy="tools/experiments/statistics-oracle/golden.py", madeWith=made_with, **blocks)
    path.write_text(json.dumps(content, default=float, allow_nan=False) + "\n")


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    write(folder / "statistics/src/golden.json", dict(
        distributions=distributions(), means=means(), wild=wild(), percentile=percentile(), holm=holm(), effects=effects(),
        correlation=correlation(), variances=variances(), power=power(), sequence=sequence(), corrected=corrected()))
    write(folder / "agreement/src/golden.json", agreement())
