"""Prints the coverage of intervals that were considered and not taken (docs/statistics.md).

    pip install numpy scipy && python alternatives.py
"""

import numpy as np
from scipy import optimize, stats

Z = stats.norm.ppf(0.975)
rng = np.random.default_rng(1)


def percent(hits):
    return f"{100 * np.mean(hits):.1f} %"


# Shares, exactly: for each count an interval, and over shares the probability that it has the share.
def wilson(k, n):
    center, reach = k / n + Z**2 / 2 / n, Z * np.sqrt(k / n * (1 - k / n) / n + Z**2 / 4 / n**2)
    return (center - reach) / (1 + Z**2 / n), (center + reach) / (1 + Z**2 / n)


def jeffreys(k, n):
    low = 0 if k == 0 else stats.beta.ppf(0.025, k + 0.5, n - k + 0.5)
    return low, 1 if k == n else stats.beta.ppf(0.975, k + 0.5, n - k + 0.5)


def mid_p(k, n):
    def tail(p, of):
        return of(p) + 0.5 * stats.binom.pmf(k, n, p) - 0.025

    root = lambda of: optimize.brentq(tail, 1e-12, 1 - 1e-12, args=(of,))
    low = 0 if k == 0 else root(lambda p: stats.binom.sf(k, n, p))
    return low, 1 if k == n else root(lambda p: stats.binom.cdf(k - 1, n, p))


shares = np.linspace(0.02, 0.98, 961)
for n in [5, 10, 20, 40]:
    for method in [wilson, jeffreys, mid_p]:
        covered = sum(
            stats.binom.pmf(k, n, shares) * ((low <= shares) & (shares <= high))
            for k in range(n + 1) for low, high in [method(k, n)])
        print(f"share, n {n}, {method.__name__}: mean {percent(covered)}, "
              f"from {percent(covered.min())} to {percent(covered.max())}, "
              f"92 to 98 % for {percent((covered >= 0.92) & (covered <= 0.98))} of shares")


# Medians without censoring: the log-log band at whole steps, and in the middle of each step.
def ends(x, middle):
    n = len(x)
    before = (n - np.arange(n)) / n
    part = 0.5 if middle else 1 - 1e-12
    at_risk = n - np.arange(n)
    s = before * (1 - part / at_risk)
    v = (1 / before - 1) / n + part / (at_risk * (at_risk - part))
    with np.errstate(all="ignore"):
        reach = Z * np.sqrt(v) / np.abs(np.log(s))
        bands = [np.exp(-np.exp(np.log(-np.log(s)) + sign * reach)) for sign in (1, -1)]
    if middle:
        return [np.interp(-0.5, -band, x) for band in bands]
    for band in bands:
        band[-1] = 0  # no trial outlasts the last event
    return [x[np.argmax(band <= 0.5)] for band in bands]


for n in [6, 7, 8, 10, 15, 20, 30, 40]:
    sets = np.sort(rng.normal(size=(10000, n)))
    for middle in [False, True]:
        hits = [low <= 0 <= high for low, high in (ends(x, middle) for x in sets)]
        print(f"median, n {n}, {'middle of' if middle else 'whole'} steps: {percent(hits)}")


# Slopes through means of cells of unequal size that miss the line, weighted by size.
for cells in [5, 9]:
    x, size = np.arange(cells), np.array([20, 5, 12, 8])[np.arange(cells) % 4]
    y = 0.2 * rng.normal(size=(10000, cells)) + 0.3 / np.sqrt(size) * rng.normal(size=(10000, cells))
    for name, w in [("weighted", size), ("not weighted", np.ones(cells))]:
        dx = x - np.average(x, weights=w)
        dy = y - np.average(y, axis=1, weights=w)[:, None]
        slope = (w * dx * dy).sum(1) / (w * dx**2).sum()
        variance = (w * (dy - slope[:, None] * dx) ** 2).sum(1) / (cells - 2) / (w * dx**2).sum()
        hits = np.abs(slope) <= stats.t.ppf(0.975, cells - 2) * np.sqrt(variance)
        print(f"slope over {cells} cells, {name}: {percent(hits)}")


# Adding one seed at a time until the printed interval of the median is narrow.
def interpolated(x):
    n, x = len(x), np.sort(x)
    gamma = lambda k: 1 - 2 * stats.binom.cdf(k - 1, n, 0.5)
    if n not in interpolated.known:
        k = max(k for k in range(1, n // 2 + 1) if gamma(k) >= 0.95)
        share = (gamma(k) - 0.95) / (gamma(k) - gamma(k + 1))
        interpolated.known[n] = k, (n - k) * share / (k + (n - 2 * k) * share)
    k, inward = interpolated.known[n]
    return ((1 - inward) * x[k - 1] + inward * x[k],
            (1 - inward) * x[n - k] + inward * x[n - k - 1])


interpolated.known = {}
for spread in [0.15, 0.3, 0.45]:
    hits = []
    for _ in range(2000):
        x, n = np.exp(spread * rng.normal(size=40)), 6
        while True:
            low, high = interpolated(x[:n])
            if (high - low) / 2 / np.median(x[:n]) <= 0.15 or n == 40:
                break
            n += 1
        hits.append(low <= 1 <= high)
    print(f"median, stopped at its own interval, spread {spread}: {percent(hits)}")
