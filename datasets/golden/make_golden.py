#!/usr/bin/env python3
"""Makes the golden values that StatisticsTests compare with.

Run:  pip install scipy statsmodels mpmath && python3 make_golden.py
It writes the CSV files beside this script, the same bytes every time with the versions named in
versions.csv. A distribution's value is SciPy's where mpmath (50 digits) confirms it to 1e-12, mpmath's where
it does not (the column `source` says which), so that a slip of one library is not taken for the truth.
"""
import csv
import math
import os
import warnings

import mpmath
import numpy as np
import scipy
import scipy.stats as st
import scipy.special as sp
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint
from statsmodels.tsa.stattools import grangercausalitytests

HERE = os.path.dirname(os.path.abspath(__file__))
mpmath.mp.dps = 50
SMALLEST = 1e-300


def write(name, header, rows):
    with open(os.path.join(HERE, name), "w", newline="") as f:
        out = csv.writer(f, lineterminator="\n")
        out.writerow(header)
        for row in rows:
            out.writerow([repr(float(v)) if isinstance(v, (float, np.floating)) else v for v in row])
    print(name, len(rows))


def settle(scipy_value, exact):
    """SciPy's value if mpmath agrees or gives none, mpmath's otherwise."""
    scipy_value = float(scipy_value)
    if exact is None:
        return scipy_value, "scipy"
    exact = float(exact)
    if exact == scipy_value or (exact and abs(scipy_value / exact - 1) <= 1e-12):
        return scipy_value, "scipy"
    return exact, "mpmath"


def log(value, complement):
    """ln value, from whichever side is small: 1 − 1e-300 is 1 even at 50 digits."""
    if value == 0:
        return -math.inf
    if value >= .5 and complement is None:
        return ""
    return float(mpmath.log(value) if value < .5 else mpmath.log1p(-complement))


def upper_gamma(a, x):
    return mpmath.gammainc(mpmath.mpf(a), mpmath.mpf(x), mpmath.inf, regularized=True)


def lower_gamma(a, x):
    return mpmath.gammainc(mpmath.mpf(a), 0, mpmath.mpf(x), regularized=True)


def lower_beta(a, b, x):
    """I_x(a, b) by the hypergeometric series of DLMF 8.17.8, whose terms are all positive."""
    a, b, x = mpmath.mpf(a), mpmath.mpf(b), mpmath.mpf(x)
    front = mpmath.exp(a * mpmath.log(x) + b * mpmath.log(1 - x) - mpmath.log(a)
                       - mpmath.loggamma(a) - mpmath.loggamma(b) + mpmath.loggamma(a + b))
    term, total, n = mpmath.mpf(1), mpmath.mpf(1), 0
    while True:
        term *= (a + b + n) * x / (a + 1 + n)
        total += term
        n += 1
        if term < total * mpmath.mpf(10) ** -45:
            return front * total
        if n > 20000:
            return None


def normal():
    rows = []
    xs = np.concatenate([np.linspace(-38, 38, 305), np.linspace(-1, 1, 41), [1e-8, -1e-8, 1e-300]])
    for x in xs:
        exact = mpmath.ncdf(mpmath.mpf(float(x)))
        tail = mpmath.ncdf(-mpmath.mpf(float(x)))
        cdf, source = settle(st.norm.cdf(x), exact)
        sf, _ = settle(st.norm.sf(x), tail)
        rows.append([float(x), cdf, sf, log(exact, tail), source])
    for x in [-50.0, -100.0, -1000.0, -1e4, 50.0, 100.0]:
        low, up = mpmath.ncdf(mpmath.mpf(x)), mpmath.ncdf(-mpmath.mpf(x))
        rows.append([x, st.norm.cdf(x), st.norm.sf(x), log(low, up), "mpmath"])
    write("normal.csv", ["x", "cdf", "sf", "log_cdf", "source"], rows)
    rows = []
    for p in np.concatenate([10.0 ** np.linspace(-300, -1, 150), np.linspace(0.01, 0.99, 99)]):
        rows.append([float(p), float(sp.ndtri(p))])
    write("normal_quantile.csv", ["p", "quantile"], rows)


def gamma(rng):
    rows = []
    shapes = [1e-3, 0.01, 0.1, 0.3, 0.5, 0.7, 1, 1.5, 2, 3.3, 5, 10, 24.5, 50, 137, 500, 2000, 12345.6, 1e5]
    for a in shapes:
        spread = math.sqrt(a)
        xs = [a + k * spread for k in (-6, -3, -1.5, -0.5, 0, 0.5, 1.5, 3, 6, 12, 25)]
        xs += list(a * 10 ** rng.uniform(-3, 1.2, 12)) + [a * 1e-6, 1e-10]
        for x in xs:
            if x <= 0 or x > 1e7:
                continue
            x = float(x)
            low = up = None
            if a <= 3000:
                low, up = lower_gamma(a, x), upper_gamma(a, x)
            cdf, s1 = settle(sp.gammainc(a, x), low)
            sf, s2 = settle(sp.gammaincc(a, x), up)
            rows.append([float(a), x, cdf, sf,
                         log(low, up) if low is not None else "", log(up, low) if up is not None else "",
                         "mpmath" if "mpmath" in (s1, s2) else "scipy"])
    write("gamma.csv", ["shape", "x", "cdf", "sf", "log_cdf", "log_sf", "source"], rows)
    rows = []
    for a in [0.05, 0.5, 1, 2.5, 10, 100, 5000]:
        for p in [1e-200, 1e-50, 1e-12, 1e-6, 1e-3, .025, .1, .3, .5, .7, .9, .975, .999]:
            x, q = float(sp.gammaincinv(a, p)), float(sp.gammainccinv(a, p))
            if x > SMALLEST:
                rows.append([a, p, x, q])
    write("gamma_quantile.csv", ["shape", "p", "quantile", "upper_quantile"], rows)


def beta(rng):
    rows = []
    values = [0.01, 0.2, 0.5, 1, 1.5, 2, 5, 12.5, 40, 150, 999.5, 5000, 1e5]
    for a in values:
        for b in values:
            mean = a / (a + b)
            sd = math.sqrt(mean * (1 - mean) / (a + b + 1))
            xs = [mean + k * sd for k in (-12, -5, -2, -.6, 0, .6, 2, 5)] + list(rng.uniform(0, 1, 3))
            for x in xs:
                if not 0 < x < 1:
                    continue
                x = float(x)
                low = up = None
                if a + b <= 1200:
                    low, up = lower_beta(a, b, x), lower_beta(b, a, 1 - mpmath.mpf(x))
                value, s1 = settle(sp.betainc(a, b, x), low)
                rest, s2 = settle(sp.betaincc(a, b, x), up)
                rows.append([float(a), float(b), x, value, rest, log(low, up) if low is not None else "",
                             "mpmath" if "mpmath" in (s1, s2) else "scipy"])
    write("beta.csv", ["a", "b", "x", "value", "complement", "log_value", "source"], rows)


def student():
    rows = []
    for nu in [0.5, 1, 2, 2.7, 3, 5, 10, 29.3, 100, 1000, 12345, 1e6]:
        for t in [0, 1e-12, 1e-5, .1, .5, 1, 1.7, 2, 3, 5, 8, 15, 30, 100, 1e4, 1e8]:
            exact = None
            if nu <= 1000:
                n, m = mpmath.mpf(nu), mpmath.mpf(t)
                if t:
                    x = n / (n + m * m)
                    exact = lower_beta(n / 2, mpmath.mpf(1) / 2, x) if x < .9 else None
                    exact = exact / 2 if exact is not None else None
            sf, source = settle(st.t.sf(t, nu), exact)
            if sf < SMALLEST:
                continue
            rows.append([float(nu), float(t), sf, float(st.t.cdf(t, nu)), source])
    write("student_t.csv", ["degrees", "t", "sf", "cdf", "source"], rows)
    rows = []
    for nu in [1, 2, 3.5, 10, 50, 500]:
        for p in [1e-100, 1e-20, 1e-8, 1e-4, .01, .1, .25, .4, .5, .6, .9, .99, .9999]:
            rows.append([float(nu), p, student_root(nu, p)])
    write("student_t_quantile.csv", ["degrees", "p", "quantile"], rows)


def fisher_root(d1, d2, p, upper):
    """The quantile polished by Newton steps at 50 digits: SciPy's has half a double's digits in places."""
    a, b = mpmath.mpf(d1) / 2, mpmath.mpf(d2) / 2
    f = mpmath.mpf(float(st.f.isf(p, d1, d2) if upper else st.f.ppf(p, d1, d2)))
    for _ in range(8):
        y = d1 * f / (d2 + d1 * f)
        low = lower_beta(a, b, y) if y < .5 else 1 - lower_beta(b, a, 1 - y)
        value = 1 - low if upper and y < .5 else lower_beta(b, a, 1 - y) if upper else low
        density = y ** a * (1 - y) ** b / mpmath.beta(a, b) / f
        f += (value - p) / density if upper else (p - value) / density
    return float(f)


def student_root(nu, p):
    """The quantile by bisection at 50 digits: SciPy's own loses digits in the far tail."""
    if p == .5:
        return 0.0
    tail = mpmath.mpf(min(p, 1 - p))  # 1 − p is exact here for the p > ½ used, to double rounding
    if p > .5:
        tail = 1 - mpmath.mpf(p)
    n = mpmath.mpf(nu)

    def sf(t):
        x = n / (n + t * t)
        if x < .5:
            return lower_beta(n / 2, mpmath.mpf(1) / 2, x) / 2
        return mpmath.mpf(1) / 2 - lower_beta(mpmath.mpf(1) / 2, n / 2, 1 - x) / 2
    start = -st.t.ppf(float(tail), nu)
    low, high = mpmath.mpf(start) * (1 - mpmath.mpf(10) ** -4), mpmath.mpf(start) * (1 + mpmath.mpf(10) ** -4)
    assert sf(low) >= tail >= sf(high), (nu, p)
    for _ in range(60):
        middle = (low + high) / 2
        if sf(middle) > tail:
            low = middle
        else:
            high = middle
    return float(low if p > .5 else -low)


def fisher():
    rows = []
    for d1 in [1, 2, 3, 5, 12, 40, 300]:
        for d2 in [1, 2, 4, 10, 33, 120, 1000, 20000]:
            for f in [1e-8, 1e-3, .05, .3, .8, 1, 1.5, 2.5, 4, 8, 20, 100, 1e4]:
                exact_sf = exact_cdf = None
                if d1 + d2 <= 2000:
                    y = mpmath.mpf(d1) * f / (mpmath.mpf(d2) + mpmath.mpf(d1) * f)
                    if y <= .99:
                        exact_cdf = lower_beta(mpmath.mpf(d1) / 2, mpmath.mpf(d2) / 2, y)
                    if y >= .01:
                        exact_sf = lower_beta(mpmath.mpf(d2) / 2, mpmath.mpf(d1) / 2, 1 - y)
                sf, s1 = settle(st.f.sf(f, d1, d2), exact_sf)
                cdf, s2 = settle(st.f.cdf(f, d1, d2), exact_cdf)
                if sf < SMALLEST or cdf < SMALLEST:
                    continue
                rows.append([float(d1), float(d2), float(f), sf, cdf,
                             "mpmath" if "mpmath" in (s1, s2) else "scipy"])
    write("f.csv", ["numerator", "denominator", "f", "sf", "cdf", "source"], rows)
    rows = []
    for d1, d2 in [(1, 5), (2, 30), (5, 10), (10, 100), (33, 7)]:
        for p in [1e-10, 1e-4, .01, .3, .5, .9, .999]:
            rows.append([float(d1), float(d2), p, fisher_root(d1, d2, p, False), fisher_root(d1, d2, p, True)])
    write("f_quantile.csv", ["numerator", "denominator", "p", "quantile", "upper_quantile"], rows)


def exact_hypergeometric(population, successes, draws):
    total = math.comb(population, draws)
    low = max(0, draws + successes - population)
    high = min(draws, successes)
    counts = {k: math.comb(successes, k) * math.comb(population - successes, draws - k)
              for k in range(low, high + 1)}
    return low, high, counts, total


def discrete(rng):
    rows = []
    cases = [(10, 4, 3), (50, 25, 10), (100, 5, 50), (1000, 300, 40), (5000, 60, 50), (20000, 4000, 300),
             (7, 0, 3), (7, 7, 3), (12, 5, 12)]
    for population, successes, draws in cases:
        low, high, counts, total = exact_hypergeometric(population, successes, draws)
        picks = sorted(set([low, high] + [int(k) for k in rng.integers(low, high + 1, 14)]))
        for k in picks:
            tail = sum(counts[j] for j in range(k + 1, high + 1))
            rows.append([population, successes, draws, k,
                         float(mpmath.mpf(counts[k]) / total),
                         float(mpmath.mpf(total - tail) / total), float(mpmath.mpf(tail) / total)])
    write("hypergeometric.csv", ["population", "successes", "draws", "k", "pmf", "cdf", "sf"], rows)
    rows = []
    for n, p in [(1, .3), (10, .5), (50, .05), (300, .9), (1000, .001), (100000, .2)]:
        for k in sorted(set([0, n] + [int(v) for v in st.binom.ppf([1e-12, 1e-4, .1, .5, .9, .9999], n, p)])):
            rows.append([n, p, k, float(st.binom.pmf(k, n, p)), float(st.binom.cdf(k, n, p)),
                         float(st.binom.sf(k, n, p))])
    write("binomial.csv", ["trials", "probability", "k", "pmf", "cdf", "sf"], rows)


def granger(rng):
    series, results = [], []
    cases = [(40, 1, 0.0), (60, 2, 0.5), (100, 3, 0.3), (200, 4, 0.9), (500, 8, 0.1), (1000, 2, 0.02),
             (30, 5, 0.4), (120, 10, 0.6)]
    for case, (n, lags, strength) in enumerate(cases):
        cause, effect = np.zeros(n), np.zeros(n)
        for t in range(n):
            cause[t] = .4 * (cause[t - 1] if t else 0) + rng.normal()
            effect[t] = .5 * (effect[t - 1] if t else 0) + rng.normal() + (
                strength * cause[t - lags] if t >= lags else 0)
        effect += 1000 * (case % 2)  # a large mean, to stress the conditioning
        for t in range(n):
            series.append([case, t, float(cause[t]), float(effect[t])])
        found = grangercausalitytests(np.column_stack([effect, cause]), maxlag=lags)
        for lag in range(1, lags + 1):
            f, p, denominator, numerator = found[lag][0]["ssr_ftest"]
            results.append([case, lag, float(f), float(p), int(numerator), int(denominator)])
    write("granger_series.csv", ["case", "t", "cause", "effect"], series)
    write("granger.csv", ["case", "lag", "f", "p", "numerator", "denominator"], results)


def regression(rng):
    data, results = [], []
    for case, (n, k) in enumerate([(12, 2), (50, 3), (200, 6), (30, 8)]):
        x = np.column_stack([np.ones(n)] + [rng.normal(size=n) * 10.0 ** (j - 2) for j in range(1, k)])
        y = x @ rng.normal(size=k) + rng.normal(size=n) * .3
        fit = sm.OLS(y, x).fit()
        for i in range(n):
            data.append([case, i, "y", float(y[i])])
            for j in range(k):
                data.append([case, i, j, float(x[i, j])])
        for j in range(k):
            results.append([case, j, float(fit.params[j]), float(fit.bse[j]), float(fit.tvalues[j]),
                            float(fit.pvalues[j]), float(fit.ssr)])
    write("regression_data.csv", ["case", "row", "column", "value"], data)
    write("regression.csv", ["case", "column", "coefficient", "standard_error", "t", "p", "ssr"], results)


def samples(rng):
    """Two samples a case, and what SciPy's tests say of them."""
    data, results = [], []
    cases = [(5, 7, 0, False), (8, 8, 1, False), (10, 12, .5, False), (20, 35, 0, True), (60, 40, .4, False),
             (150, 200, .2, False), (6, 6, 5, False), (33, 33, .3, True), (300, 280, .1, False)]
    for case, (n, m, shift, ties) in enumerate(cases):
        a, b = rng.normal(size=n), rng.normal(loc=shift, scale=1.3, size=m)
        if ties:
            a, b = np.round(a, 1), np.round(b, 1)
        for name, values in (("a", a), ("b", b)):
            for value in values:
                data.append([case, name, float(value)])
        welch = st.ttest_ind(a, b, equal_var=False)
        interval = welch.confidence_interval(.95)
        ks = st.ks_2samp(a, b, method="exact" if n * m <= 20000 else "asymp")
        exact = method = "exact" if (min(n, m) <= 8 and not ties) else "asymptotic"
        mw = st.mannwhitneyu(a, b, method=method)
        greater = st.mannwhitneyu(a, b, method=method, alternative="greater")
        results.append([case, float(welch.statistic), float(welch.df), float(welch.pvalue),
                        float(interval.low), float(interval.high), float(ks.statistic), float(ks.pvalue),
                        float(mw.statistic), float(mw.pvalue), float(greater.pvalue), exact])
    write("samples.csv", ["case", "sample", "value"], data)
    write("sample_tests.csv", ["case", "welch_t", "welch_df", "welch_p", "welch_low", "welch_high", "ks_d",
                               "ks_p", "u", "u_p", "u_p_greater", "u_method"], results)


def exact_kolmogorov(n, d):
    """P(D < d) by Durbin's matrix in extended precision: SciPy's kstwo has some six digits above n = 140."""
    k = int(n * d) + 1
    m, h = 2 * k - 1, np.longdouble(k) - np.longdouble(n) * np.longdouble(d)
    inverse = np.cumprod(np.concatenate([[1], 1 / np.arange(1, m + 2, dtype=np.longdouble)]))
    matrix = np.zeros((m, m), dtype=np.longdouble)
    for i in range(m):
        for j in range(min(i + 2, m)):
            matrix[i, j] = inverse[i - j + 1]
    for i in range(m):
        matrix[i, 0] -= h ** (i + 1) * inverse[i + 1]
        matrix[m - 1, i] -= h ** (m - i) * inverse[m - i]
    matrix[m - 1, 0] += max(2 * h - 1, 0) ** m * inverse[m]
    vector = np.zeros(m, dtype=np.longdouble)
    vector[k - 1] = 1
    for step in range(1, n + 1):
        vector = matrix @ vector * step / n
    return vector[k - 1]


def kolmogorov():
    rows = []
    for n in [1, 2, 5, 10, 30, 100, 300, 1000, 3000, 20000]:
        for scaled in [.3, .5, .7, .9, 1.1, 1.4, 1.8, 2.3, 3, 5, 10]:
            d = scaled / math.sqrt(n)
            if d >= 1:
                continue
            if 140 < n <= 3000 and scaled <= 1.8:
                p = float(1 - exact_kolmogorov(n, d))
            else:
                p = float(st.kstwo.sf(d, n))
            if p > 1e-280:
                rows.append([n, d, p])
    write("kolmogorov.csv", ["n", "d", "sf"], rows)


def multiple(rng):
    rows = []
    for case, n in enumerate([1, 3, 10, 100]):
        p = np.sort(rng.uniform(size=n)) ** 3
        p = rng.permutation(p)
        if n >= 10:
            p[3] = p[5]
        for method in ("holm", "fdr_bh"):
            adjusted = multipletests(p, method=method)[1]
            for i in range(n):
                rows.append([case, method, i, float(p[i]), float(adjusted[i])])
    write("multiple.csv", ["case", "method", "index", "p", "adjusted"], rows)


def intervals():
    rows = []
    for k, n in [(0, 10), (1, 10), (5, 10), (10, 10), (37, 500), (999, 1000)]:
        for alpha in [.05, .01]:
            low, high = proportion_confint(k, n, alpha, method="wilson")
            rows.append(["wilson", k, n, 1 - alpha, float(low), float(high)])
            low, high = proportion_confint(k, n, alpha, method="beta")
            rows.append(["clopper-pearson", k, n, 1 - alpha, float(low), float(high)])
    for k in [0, 1, 2, 10, 100, 5000]:
        for alpha in [.05, .01]:
            low = 0.0 if k == 0 else st.chi2.ppf(alpha / 2, 2 * k) / 2
            high = st.chi2.isf(alpha / 2, 2 * k + 2) / 2
            rows.append(["poisson", k, "", 1 - alpha, float(low), float(high)])
    write("intervals.csv", ["kind", "count", "trials", "level", "low", "high"], rows)


def main():
    warnings.simplefilter("ignore")
    rng = np.random.default_rng(20250101)
    normal()
    gamma(rng)
    beta(rng)
    student()
    fisher()
    discrete(rng)
    granger(rng)
    regression(rng)
    samples(rng)
    kolmogorov()
    multiple(rng)
    intervals()
    write("versions.csv", ["package", "version"],
          [["numpy", np.__version__], ["scipy", scipy.__version__], ["statsmodels", statsmodels.__version__],
           ["mpmath", mpmath.__version__]])


if __name__ == "__main__":
    main()
