"""Writes the fixtures beside this file: ten optimizer steps as PyTorch takes them.

    python3 generate.py

Needs torch and mpmath; the fixtures were made with Python 3.11.7, PyTorch 2.15.0 and mpmath 1.3.0.
Everything is float64 and every number is written with the digits that read back to the same value,
so that a second run gives the same files up to the last bits of another version's kernels.

A step's file entry holds the loss and gradients before the update and the parameters after it.
Tensors are flattened row by row. Shapes, with p the modulus, d the embedding's length, H the width:

    embedding      [p x d]                      only with `input: embedding`
    hidden.weight  [2d x H], or [2p x H] for two-hot input
    hidden.bias    [H]
    output.weight  [H x p]
    output.bias    [p]

    z = phi(x hidden.weight + hidden.bias) output.weight + output.bias
    x = [E_a ; E_b]  or  [onehot(a) ; onehot(b)]
"""

import json
from pathlib import Path

import mpmath
import torch

HERE = Path(__file__).parent
STEPS = 10
torch.set_default_dtype(torch.float64)

ACTIVATIONS = {
    "relu": torch.relu,
    "gelu": torch.nn.functional.gelu,  # exact: the default is not the tanh approximation
    "quadratic": torch.square,
}


def samples(modulus, every):
    """A fixed training set of a + b: every pair but each `every`-th."""
    pairs = [(a, b) for a in range(modulus) for b in range(modulus)]
    train = [pair for index, pair in enumerate(pairs) if index % every != 0]
    return {
        "first": [a for a, _ in train],
        "second": [b for _, b in train],
        "targets": [(a + b) % modulus for a, b in train],
    }


def initial(model, modulus, seed):
    """Random parameters; the biases are not zero, so that their decay can be seen."""
    generator = torch.Generator().manual_seed(seed)
    width = model["width"]
    shapes = {}
    if model["input"] == "embedding":
        shapes["embedding"] = (modulus, model["embedding"])
    inputs = 2 * (model["embedding"] if model["input"] == "embedding" else modulus)
    shapes["hidden.weight"] = (inputs, width)
    shapes["hidden.bias"] = (width,)
    shapes["output.weight"] = (width, modulus)
    shapes["output.bias"] = (modulus,)
    return {
        name: torch.randn(shape, generator=generator) * 0.5 for name, shape in shapes.items()
    }


def logits(parameters, model, modulus, first, second):
    if model["input"] == "embedding":
        table = parameters["embedding"]
    else:
        table = torch.eye(modulus)
    x = torch.cat([table[first], table[second]], dim=1)
    hidden = ACTIVATIONS[model["activation"]](
        x @ parameters["hidden.weight"] + parameters["hidden.bias"]
    )
    return hidden @ parameters["output.weight"] + parameters["output.bias"]


class DecoupledSGD(torch.optim.Optimizer):
    """SGD with momentum whose decay leaves the gradient alone; PyTorch has none.

    Loshchilov & Hutter 2019, arXiv:1711.05101, Algorithm 1:
    theta <- (1 - lr wd) theta,  b <- momentum b + g,  theta <- theta - lr b.
    """

    def __init__(self, groups, lr, momentum):
        super().__init__(groups, {"lr": lr, "momentum": momentum, "weight_decay": 0.0})

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for parameter in group["params"]:
                buffer = self.state[parameter].setdefault("b", torch.zeros_like(parameter))
                buffer.mul_(group["momentum"]).add_(parameter.grad)
                parameter.mul_(1 - group["lr"] * group["weight_decay"])
                parameter.sub_(group["lr"] * buffer)


def update_rule(parameters, optimizer):
    """The rule that an experiment file's `optimizer` mapping describes."""
    decay = optimizer["weight_decay"]
    groups = [
        {
            "params": [parameter],
            "weight_decay": 0.0
            if name.endswith(".bias") and not optimizer["decay_biases"]
            else decay,
        }
        for name, parameter in parameters.items()
    ]
    rate = optimizer["learning_rate"]
    if optimizer["kind"] == "adamw":
        return torch.optim.AdamW(
            groups,
            lr=rate,
            betas=(optimizer["beta1"], optimizer["beta2"]),
            eps=optimizer["epsilon"],
            foreach=False,
        )
    if optimizer["decay"] == "coupled":
        return torch.optim.SGD(groups, lr=rate, momentum=optimizer["momentum"], foreach=False)
    return DecoupledSGD(groups, rate, optimizer["momentum"])


def flat(tensors):
    return {name: tensor.detach().reshape(-1).tolist() for name, tensor in tensors.items()}


def case(name, modulus, model, optimizer, seed):
    """Trains ten full-batch steps and writes them to `name`.json."""
    model = {"kind": "perceptron", **model}
    parameters = initial(model, modulus, seed)
    train = samples(modulus, every=4)
    document = {
        "task": {"kind": "modular", "operation": "add", "modulus": modulus},
        "model": model,
        "optimizer": optimizer,
        "loss": {"kind": "cross-entropy"},
        "samples": train,
        "initial": flat(parameters),
        "steps": [],
    }
    for parameter in parameters.values():
        parameter.requires_grad_()
    rule = update_rule(parameters, optimizer)
    first, second, targets = (torch.tensor(train[key]) for key in ("first", "second", "targets"))
    for _ in range(STEPS):
        loss = torch.nn.functional.cross_entropy(
            logits(parameters, model, modulus, first, second), targets
        )
        rule.zero_grad()
        loss.backward()
        gradients = flat({name: parameter.grad for name, parameter in parameters.items()})
        rule.step()
        document["steps"].append(
            {"loss": loss.item(), "gradients": gradients, "parameters": flat(parameters)}
        )
    write(name, document)


def write(name, document):
    path = HERE / f"{name}.json"
    path.write_text(json.dumps(document, allow_nan=False) + "\n")
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def loss_extremes():
    """Cross-entropy of one sample over five classes, to 60 digits, then rounded to float64.

    The target's logit exceeds all others by the margin. `targetGradient` is the gradient by the
    target's logit, `otherGradient` the gradient by each other logit.
    """
    mpmath.mp.dps = 60
    classes, target = 5, 2
    rows = []
    for margin in (0, 1, 10, 20, 40, 80):
        others = (classes - 1) * mpmath.exp(-margin)
        rows.append(
            {
                "margin": margin,
                "logits": [float(margin) if j == target else 0.0 for j in range(classes)],
                "target": target,
                "loss": float(mpmath.log1p(others)),
                "targetGradient": float(-others / (1 + others)),
                "otherGradient": float(mpmath.exp(-margin) / (1 + others)),
            }
        )
    write("loss_extremes", {"classes": classes, "rows": rows})


def adamw(**changes):
    return {
        "kind": "adamw",
        "learning_rate": 0.01,
        "weight_decay": 1.0,
        "beta1": 0.85,
        "beta2": 0.97,
        "epsilon": 1e-6,
        "decay_biases": False,
        **changes,
    }


def sgd(**changes):
    return {
        "kind": "sgd",
        "learning_rate": 0.1,
        "weight_decay": 0.0,
        "momentum": 0.0,
        "decay": "coupled",
        "decay_biases": False,
        **changes,
    }


def embedding(activation):
    return {"input": "embedding", "embedding": 4, "width": 6, "activation": activation}


def two_hot(activation):
    return {"input": "two-hot", "width": 6, "activation": activation}


if __name__ == "__main__":
    case("adamw_embedding_gelu", 7, embedding("gelu"), adamw(), seed=1)
    case("adamw_embedding_relu_decayed_biases", 5, embedding("relu"), adamw(decay_biases=True), 2)
    case("adamw_two_hot_relu", 7, two_hot("relu"), adamw(), seed=3)
    case("adamw_two_hot_quadratic", 5, two_hot("quadratic"), adamw(), seed=4)
    case("sgd_plain_embedding_quadratic", 5, embedding("quadratic"), sgd(), seed=5)
    case("sgd_plain_two_hot_gelu", 7, two_hot("gelu"), sgd(), seed=6)
    case(
        "sgd_momentum_coupled_embedding_relu", 7, embedding("relu"),
        sgd(momentum=0.9, weight_decay=0.1), seed=7,
    )
    case(
        "sgd_momentum_coupled_two_hot_gelu_decayed_biases", 5, two_hot("gelu"),
        sgd(momentum=0.9, weight_decay=0.1, decay_biases=True), seed=8,
    )
    case(
        "sgd_momentum_decoupled_embedding_gelu", 5, embedding("gelu"),
        sgd(momentum=0.9, weight_decay=0.5, decay="decoupled"), seed=9,
    )
    case(
        "sgd_decoupled_two_hot_relu_decayed_biases", 7, two_hot("relu"),
        sgd(weight_decay=0.5, decay="decoupled", decay_biases=True), seed=10,
    )
    loss_extremes()
