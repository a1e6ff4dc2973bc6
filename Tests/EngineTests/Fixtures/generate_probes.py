"""Writes linear_probes.json beside this file: probes as PyTorch and scikit-learn fit them.

    python3 generate_probes.py

Needs torch and scikit-learn; the fixture was made with Python 3.11.7, PyTorch 2.15.0 and
scikit-learn 1.9.1.
Everything is float64. Matrices are lists of rows: `train` and `test` are units [N x H] that are made
up, `initial` and `fitted` are weights [H x K] before and after AdamW's epochs.

`ridge` holds, for penalties that are shares of the mean eigenvalue of the covariance of the training
units, the scores of the test units [N x K]; scikit-learn's alpha is the penalty times the number of
samples, and its intercept is not penalized.
"""

import json
from pathlib import Path

import numpy as np
import torch
from sklearn.linear_model import Ridge

HERE = Path(__file__).parent
UNITS, CLASSES = 7, 4
torch.set_default_dtype(torch.float64)


def units(count, generator):
    """Units that tell the classes apart in part, with a unit that is dead and one that is large."""
    classes = torch.arange(count) % CLASSES
    rows = torch.randn((count, UNITS), generator=generator) + 0.4
    rows[:, :CLASSES] += torch.nn.functional.one_hot(classes, CLASSES)
    rows[:, 5] = 0
    rows[:, 6] *= 5
    return rows, classes


def adamw(rows, classes, initial):
    """Chou et al. 2026, App. A.1.3: 200 full-batch epochs, no bias."""
    weights = initial.clone().requires_grad_()
    optimizer = torch.optim.AdamW([weights], lr=1e-3, betas=(0.9, 0.98), weight_decay=1.0)
    for _ in range(200):
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(rows @ weights, classes).backward()
        optimizer.step()
    return weights.detach()


def ridge(train, classes, test, penalty):
    covariance = np.cov(train.numpy().T, bias=True)
    alpha = penalty * len(train) * np.trace(covariance) / UNITS
    model = Ridge(alpha=alpha, solver="cholesky")
    return model.fit(train.numpy(), np.eye(CLASSES)[classes.numpy()]).predict(test.numpy())


if __name__ == "__main__":
    generator = torch.Generator().manual_seed(1)
    train, classes = units(30, generator)
    test, test_classes = units(13, generator)
    initial = torch.randn((UNITS, CLASSES), generator=generator) / UNITS**0.5
    fitted = adamw(train, classes, initial)
    fixture = {
        "train": train.tolist(),
        "classes": classes.tolist(),
        "test": test.tolist(),
        "testClasses": test_classes.tolist(),
        "initial": initial.tolist(),
        "fitted": fitted.tolist(),
        "testLoss": torch.nn.functional.cross_entropy(test @ fitted, test_classes).item(),
        "ridge": [
            {"penalty": penalty, "scores": ridge(train, classes, test, penalty).tolist()}
            for penalty in (1e-6, 1e-2, 1.0, 100.0)
        ],
    }
    (HERE / "linear_probes.json").write_text(json.dumps(fixture, allow_nan=False) + "\n")
