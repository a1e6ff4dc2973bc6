"""Writes ranks.json: what scipy says of sign tests, rank agreement and areas under curves.

    pip install scipy==1.17.1 && python ranks.py
"""

import json

import numpy as np
from scipy import optimize, stats

rng = np.random.default_rng(20261122)
out = {"sign": [], "agreement": [], "area": []}

for positive, negative in [(9, 0), (0, 1), (5, 5), (7, 2), (30, 12), (400, 350)]:
    test = stats.binomtest(positive, positive + negative, 0.5)
    out["sign"].append({"positive": positive, "negative": negative, "p": test.pvalue})

for n, levels in [(5, 100), (20, 6), (40, 3), (7, 2)]:
    x = rng.integers(0, levels, n)
    y = x + rng.integers(0, levels, n)
    tau = stats.kendalltau(x, y, variant="b").statistic
    out["agreement"].append({"x": x.tolist(), "y": y.tolist(), "tau": float(tau)})


def newcombe(area, m, n):
    """Method 5 of Newcombe 2006, by Brent's method."""
    z = stats.norm.ppf(0.975)
    number = (m + n) / 2 - 1

    def excess(theta):
        v = theta * (1 - theta) / (m * n)
        v *= 1 + number * (1 - theta) / (2 - theta) + number * theta / (1 + theta)
        return (area - theta) ** 2 - z * z * v

    tiny = 1e-12
    low = 0.0 if area == 0 else optimize.brentq(excess, tiny, area - tiny, xtol=1e-14)
    high = 1.0 if area == 1 else optimize.brentq(excess, area + tiny, 1 - tiny, xtol=1e-14)
    return [low, high]


for m, n, shift, levels in [(5, 5, 100, 9), (3, 8, 1, 4), (20, 30, 2, 9), (1, 1, 100, 2), (6, 4, -100, 9)]:
    cases = rng.integers(0, levels, m) + shift
    controls = rng.integers(0, levels, n)
    area = stats.mannwhitneyu(cases, controls).statistic / (m * n)
    out["area"].append(
        {"cases": cases.tolist(), "controls": controls.tolist(), "area": float(area),
         "interval": newcombe(area, m, n)})

with open("ranks.json", "w") as file:
    json.dump(out, file)
    file.write("\n")
