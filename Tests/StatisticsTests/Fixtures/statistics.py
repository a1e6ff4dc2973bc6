"""Writes statistics.json: what lifelines, statsmodels and scipy say about small planted data sets.

    pip install lifelines==0.30.3 statsmodels==0.15.0 && python statistics.py

The accelerated failure time fits start from lifelines and are polished with scipy to 1e-10: lifelines
stops at a relative change of its own. The script fails if the two differ by more than 1e-3.
"""

import json
import warnings

import numpy as np
import pandas as pd
from lifelines import KaplanMeierFitter, LogNormalAFTFitter, WeibullAFTFitter
from lifelines.statistics import logrank_test, multivariate_logrank_test
from lifelines.utils import restricted_mean_survival_time
from scipy import optimize, stats
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

warnings.filterwarnings("ignore")
rng = np.random.default_rng(20250101)
out = {}

# Kaplan-Meier, with ties between events and between an event and a censored time.
time = np.array([3, 5, 5, 6, 8, 8, 10, 12, 15, 15, 17, 20, 21, 25, 25, 30, 31, 40, 40, 40, 44, 50])
event = np.array([1, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0])
km = KaplanMeierFitter().fit(time, event)  # exponential Greenwood: the log-log band
at = km.event_table.index[km.event_table.observed > 0]
band = km.confidence_interval_survival_function_.loc[at]
out["kaplan_meier"] = {
    "time": time.tolist(), "event": event.tolist(), "at": at.tolist(),
    "survival": km.survival_function_.loc[at].iloc[:, 0].tolist(),
    "low": band.iloc[:, 0].tolist(), "high": band.iloc[:, 1].tolist(),
    "median": float(km.median_survival_time_),
    "lower_quartile": float(km.percentile(0.75)),
    "restricted_mean": float(restricted_mean_survival_time(km, t=50)),
}

group = rng.integers(0, 3, 60)
t = np.round(np.exp(rng.normal(2 + 0.4 * group, 0.6)), 1)
c = np.quantile(t, 0.7)
e = (t <= c).astype(int)
t = np.minimum(t, c)
several = multivariate_logrank_test(t, group, e)
pair = logrank_test(t[group == 0], t[group == 1], e[group == 0], e[group == 1])
out["log_rank"] = {
    "time": t.tolist(), "event": e.tolist(), "group": group.tolist(),
    "statistic": several.test_statistic, "p": several.p_value,
    "pair_statistic": pair.test_statistic, "pair_p": pair.p_value,
}

p = [0.001, 0.04, 0.03, 0.005, 0.6, 0.005]
out["holm"] = {"p": p, "corrected": multipletests(p, method="holm")[1].tolist()}
out["wilson"] = [
    {"count": k, "total": n, "interval": list(proportion_confint(k, n, method="wilson"))}
    for k, n in [(3, 20), (0, 20), (20, 20), (1, 2), (17, 40)]
]
out["chi_squared"] = [
    {"x": x, "degrees": d, "survival": stats.chi2.sf(x, d)}
    for x, d in [(0.1, 1), (3.84, 1), (30.0, 1), (1.0, 4), (12.0, 4), (200.0, 7), (5.0, 23)]
]
out["normal"] = [
    {"z": z, "log_survival": stats.norm.logsf(z), "probability": stats.norm.cdf(z)}
    for z in [-8.0, -1.0, 0.0, 0.5, 3.0, 10.0, 24.9, 25.1, 40.0]
]

# Accelerated failure times: ln T = b0 + b1 x1 + b2 x2 + sigma * noise.
n = 80
x = np.column_stack([np.log(rng.choice([0.3, 1, 3], n)), np.log(rng.uniform(0.3, 0.7, n))])
truth = np.array([7.0, -0.9, -3.0])
ones = np.column_stack([np.ones(n), x])


def polished(kind, lt, ev):
    def minus(theta):
        beta, s = theta[:-1], theta[-1]
        z = (lt - ones @ beta) / np.exp(s)
        if kind == "log-normal":
            ll = np.where(ev == 1, stats.norm.logpdf(z) - s - lt, stats.norm.logsf(z))
        else:
            ll = np.where(ev == 1, z - np.exp(z) - s - lt, -np.exp(z))
        return -ll.sum()

    return minus


def hessian(f, theta, h=1e-4):
    k = len(theta)
    result = np.zeros((k, k))
    eye = np.eye(k) * h
    for i in range(k):
        for j in range(k):
            # Richardson extrapolation of the central difference.
            def d(s):
                a, b = eye[i] * s, eye[j] * s
                return (f(theta + a + b) - f(theta + a - b) - f(theta - a + b)
                        + f(theta - a - b)) / (4 * h * h * s * s)
            result[i, j] = (64 * d(1) - 20 * d(2) + d(4)) / 45
    return result


out["survival_regression"] = []
for kind, fitter in [("log-normal", LogNormalAFTFitter), ("Weibull", WeibullAFTFitter)]:
    noise = rng.normal(size=n) if kind == "log-normal" else np.log(rng.exponential(size=n))
    y = np.exp(ones @ truth + 0.4 * noise)
    limit = np.quantile(y, 0.7)
    ev = (y <= limit).astype(int)
    y = np.minimum(y, limit)
    frame = pd.DataFrame({"x1": x[:, 0], "x2": x[:, 1], "time": y, "event": ev})
    model = fitter().fit(frame, "time", "event")
    main, shape = ("mu_", "sigma_") if kind == "log-normal" else ("lambda_", "rho_")
    names = [(main, "Intercept"), (main, "x1"), (main, "x2"), (shape, "Intercept")]
    start = model.params_[names].to_numpy()
    errors = model.standard_errors_[names].to_numpy()
    if kind == "Weibull":
        start[-1] = -start[-1]
    f = polished(kind, np.log(y), ev)
    theta = optimize.minimize(f, start, method="BFGS", options={"gtol": 1e-9}).x
    for _ in range(5):
        theta = theta - np.linalg.solve(
            hessian(f, theta), optimize.approx_fprime(theta, f, 1e-7))
        theta = optimize.minimize(f, theta, method="Nelder-Mead",
                                  options={"xatol": 1e-11, "fatol": 1e-13}).x
    error = np.sqrt(np.diag(np.linalg.inv(hessian(f, theta))))
    assert np.allclose(theta, start, rtol=1e-3), (theta, start)
    assert np.allclose(error, errors, rtol=1e-3), (error, errors)
    assert abs(-f(theta) - model.log_likelihood_) < 1e-6
    out["survival_regression"].append({
        "kind": kind, "x": x.tolist(), "time": y.tolist(), "event": ev.tolist(),
        "coefficients": theta[:-1].tolist(), "log_scale": theta[-1], "errors": error.tolist(),
        "log_likelihood": -f(theta), "lifelines_coefficients": start[:-1].tolist(),
        "lifelines_errors": errors.tolist(),
    })

# Least squares in several predictors, partial correlation, AICc.
n = 30
a, b = rng.normal(size=n), rng.normal(size=n)
z = 0.8 * a + rng.normal(size=n)
y = 1 + 2 * a - b + 0.5 * rng.normal(size=n)
design = np.column_stack([np.ones(n), a, b])
fit = OLS(y, design).fit()
residual = lambda v: OLS(v, np.column_stack([np.ones(n), z])).fit().resid
k = 4  # three coefficients and the variance
out["least_squares"] = {
    "a": a.tolist(), "b": b.tolist(), "z": z.tolist(), "y": y.tolist(),
    "coefficients": fit.params.tolist(), "errors": fit.bse.tolist(), "r_squared": fit.rsquared,
    "aicc": n * np.log(fit.ssr / n) + 2 * k + 2 * k * (k + 1) / (n - k - 1),
    "correlation": float(stats.pearsonr(a, y)[0]),
    "partial": float(stats.pearsonr(residual(a), residual(y))[0]),
}

# The median's interval where the log-log band of half-counted events crosses 1/2.
half = km.event_table[km.event_table.observed > 0]
d, r = half.observed.to_numpy(), half.at_risk.to_numpy()
before = np.concatenate([[1.0], km.survival_function_.loc[at].iloc[:-1, 0]])
greenwood = np.concatenate([[0.0], np.cumsum(d / (r * (r - d)))[:-1]])
s, v = before * (1 - d / 2 / r), greenwood + d / 2 / (r * (r - d / 2))
reach = stats.norm.ppf(0.975) * np.sqrt(v) / np.abs(np.log(s))
out["median_interval"] = [
    float(np.interp(-0.5, -np.exp(-np.exp(np.log(-np.log(s)) + sign * reach)), at))
    for sign in (1, -1)
]

# Hettmansperger & Sheather's interval of a median: of 1, 4, 9, ..., n^2.
out["interpolated_median"] = []
for n in [6, 8, 15, 20, 33]:
    x = np.arange(1, n + 1) ** 2
    gamma = lambda k: 1 - 2 * stats.binom.cdf(k - 1, n, 0.5)
    k = max(k for k in range(1, n // 2 + 1) if gamma(k) >= 0.95)
    share = (gamma(k) - 0.95) / (gamma(k) - gamma(k + 1))
    lam = (n - k) * share / (k + (n - 2 * k) * share)
    out["interpolated_median"].append({
        "count": n, "interval": [
            (1 - lam) * x[k - 1] + lam * x[k], (1 - lam) * x[n - k] + lam * x[n - k - 1]],
    })

# A line through the means of clusters, an intercept for each of two groups.
member = (np.arange(9) > 4).astype(float)
x = np.array([0, 1, 2, 3, 4, 1, 1.5, 2, 5.0])
y = -x + 2 * member + 0.3 * rng.normal(size=9)
line = OLS(y, np.column_stack([x, 1 - member, member])).fit()
out["cluster_line"] = {
    "group": member.astype(int).tolist(), "x": x.tolist(), "y": y.tolist(),
    "slope": line.params[0], "interval": line.conf_int()[0].tolist(),
}

with open("statistics.json", "w") as file:
    json.dump(out, file, indent=1)
    file.write("\n")
