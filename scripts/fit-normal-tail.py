"""Fits the polynomial of the normal tail that Engine/Numerics/Scalar.swift uses in Float.

For x >= 0 and t = 1 / (1 + c x):  1 - Phi(x) = exp(-x*x/2) * t * P(t).  The fit minimizes the
largest relative error up to x = 14 by iteratively reweighted least squares (Lawson 1961), for each
c of a grid, and prints degree, error, c and the coefficients from the constant upward.

Run with numpy 2.4 and scipy 1.17:  python3 scripts/fit-normal-tail.py
"""

import numpy as np
from scipy.special import erfcx


def fit(c, degree):
    nodes = np.cos(np.pi * (np.arange(4000) + 0.5) / 4000)
    least = 1 / (1 + c * 14.0)
    t = (least + 1) / 2 + (1 - least) / 2 * nodes
    wanted = 0.5 * erfcx((1 / t - 1) / c / np.sqrt(2)) / t
    powers = np.vander(t, degree + 1, increasing=True)
    weights = np.ones_like(t)
    for _ in range(60):
        roots = weights**0.5
        coefficients = np.linalg.lstsq(powers / wanted[:, None] * roots[:, None], roots)[0]
        error = abs(powers @ coefficients / wanted - 1)
        weights *= error / error.max() + 1e-3
        weights /= weights.mean()
    return error.max(), coefficients


for degree in (6, 7, 8, 9):
    fits = ((*fit(c, degree), c) for c in np.linspace(0.15, 0.6, 46))
    error, coefficients, c = min(fits, key=lambda result: result[0])
    print(degree, error, c, [float(value) for value in coefficients])
