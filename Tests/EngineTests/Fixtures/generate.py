"""Writes the fixtures beside this file: ten optimizer steps as PyTorch takes them.

    python3 generate.py

Needs torch and mpmath; the fixtures were made with Python 3.11.7, PyTorch 2.15.0 and mpmath 1.3.0.
Everything is float64 and every number is written with the digits that read back to the same value,
so that a second run gives the same files up to the last bits of another version's kernels.

A step's file entry holds the loss and gradients before the update, as the network has them and
before any intervention, and the parameters after it. The interventions are written here from their
papers and released code, in float64 throughout; an experiment's list of them is applied in order.
Tensors are flattened row by row. Shapes, with p the modulus, d the embedding's length, n that of a
row of numbers, H the width, K the number of classes (p, or 2 for parity):

    embedding      [p x d]                      only with `input: embedding`
    hidden.weight  [2d x H], or [2p x H] for two-hot input, or [n x H] for dense input
    hidden.bias    [H]
    output.weight  [H x K]
    output.bias    [K]

    z = phi(x hidden.weight + hidden.bias) output.weight + output.bias
    x = [E_a ; E_b]  or  [onehot(a) ; onehot(b)]  or a row of numbers

With `depth` above 1, layers `hidden2` [H x H] and so on follow `hidden`; with `biases: false` there
is no bias.

The transformers are written here as their papers' code writes them, on PyTorch's own modules where
the code does; `tensors` names their parameters and turns them to multiply rows from the right.
"""

import json
import math
from collections import deque
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
    "tanh": torch.tanh,
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


def parity_samples(bits, count, seed):
    """Random +-1 rows of which the first two bits decide the class."""
    generator = torch.Generator().manual_seed(seed)
    rows = torch.randint(0, 2, (count, bits), generator=generator) * 2 - 1
    return {
        "rows": rows.double().tolist(),
        "targets": (rows[:, 0] * rows[:, 1] < 0).long().tolist(),
    }


def layers(model):
    """The names of the hidden layers."""
    return ["hidden"] + [f"hidden{layer}" for layer in range(2, model.get("depth", 1) + 1)]


def initial(model, tokens, features, classes, seed):
    """Random parameters; the biases are not zero, so that their decay can be seen."""
    generator = torch.Generator().manual_seed(seed)
    width = model["width"]
    shapes = {}
    if model["input"] == "embedding":
        shapes["embedding"] = (tokens, model["embedding"])
        inputs = 2 * model["embedding"]
    else:
        inputs = 2 * tokens if model["input"] == "two-hot" else features
    for name in layers(model):
        shapes[f"{name}.weight"] = (inputs, width)
        shapes[f"{name}.bias"] = (width,)
        inputs = width
    shapes["output.weight"] = (width, classes)
    shapes["output.bias"] = (classes,)
    if not model.get("biases", True):
        shapes = {name: shape for name, shape in shapes.items() if not name.endswith(".bias")}
    return {
        name: torch.randn(shape, generator=generator) * 0.5 for name, shape in shapes.items()
    }


def forward(parameters, model, tokens, train):
    """The hidden units that enter the read-out, and the logits."""
    if model["input"] == "dense":
        x = torch.tensor(train["rows"])
    else:
        table = parameters["embedding"] if model["input"] == "embedding" else torch.eye(tokens)
        x = torch.cat([table[torch.tensor(train[key])] for key in ("first", "second")], dim=1)
    for name in layers(model):
        x = x @ parameters[f"{name}.weight"] + parameters.get(f"{name}.bias", 0)
        x = ACTIVATIONS[model["activation"]](x)
    return x, x @ parameters["output.weight"] + parameters.get("output.bias", 0)


def stablemax_cross_entropy(z, targets):
    """Prieto et al. 2025, arXiv:2501.04697."""
    s = torch.where(z >= 0, z + 1, 1 / (1 - torch.where(z >= 0, torch.zeros_like(z), z)))
    probabilities = s / s.sum(dim=1, keepdim=True)
    return -probabilities[torch.arange(len(targets)), targets].log().mean()


def rival_hinge(z, targets, margin):
    """Crammer & Singer 2001: the margin to the largest other logit."""
    rows = torch.arange(len(targets))
    others = z.clone()
    others[rows, targets] = -torch.inf
    return torch.relu(margin - z[rows, targets] + others.amax(dim=1)).mean()


def measured(loss, z, targets):
    """The loss that an experiment file's `loss` mapping describes."""
    functional = torch.nn.functional
    if loss["kind"] == "cross-entropy":
        return functional.cross_entropy(z, targets)
    if loss["kind"] == "mean-squared-error":
        wanted = functional.one_hot(targets, z.shape[1]).to(z.dtype)
        if loss["reduction"] == "mean":
            return functional.mse_loss(z, wanted)
        return functional.mse_loss(z, wanted, reduction="sum") / len(targets)
    if loss["kind"] == "hinge":
        if loss["against"] == "all":
            return functional.multi_margin_loss(z, targets, margin=loss["margin"])
        return rival_hinge(z, targets, loss["margin"])
    return stablemax_cross_entropy(z, targets)


def radial_penalty(hidden, weight):
    """Tiwari et al. 2026, arXiv:2606.32000."""
    d = hidden.shape[1]
    return weight * ((hidden.norm(dim=1) - d**0.5) ** 2 / d).mean()


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


def is_hidden_matrix(name):
    return name == "hidden.weight"


def polar_factor(g):
    """The inverse root as a pseudo-inverse: as many singular values of 1 as g has rank."""
    u, s, vh = torch.linalg.svd(g, full_matrices=False)
    kept = s > max(g.shape) * torch.finfo(g.dtype).eps * s[0]
    return u[:, kept] @ vh[kept]


def newton_schulz(g, iterations):
    """The iteration of the released Muon code, without its bfloat16."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (x.norm() + 1e-7)
    for _ in range(iterations):
        gram = x @ x.T
        x = a * x + (b * gram + c * gram @ gram) @ x
    return x.T if g.shape[0] > g.shape[1] else x


class Interventions:
    """The interventions of an experiment file around an update rule."""

    def __init__(self, parameters, interventions):
        self.parameters = parameters
        self.interventions = interventions
        self.memory = [{} for _ in interventions]
        self.step = 0
        self.initial = {name: p.detach().clone() for name, p in parameters.items()}
        self.taken = {
            name
            for name in parameters
            if is_hidden_matrix(name) and any(i["kind"] == "muon" for i in interventions)
        }

    @torch.no_grad()
    def filter(self):
        self.step += 1
        for intervention, memory in zip(self.interventions, self.memory):
            for name, p in self.parameters.items():
                p.grad = self.filtered(intervention, memory, name, p, p.grad.clone())

    def filtered(self, intervention, memory, name, p, g):
        kind = intervention["kind"]
        if kind == "l2-penalty" and not name.endswith(".bias"):
            return g + intervention["lambda"] * p
        if kind == "grokfast-ema":
            # As released: the average starts as the first gradient, then averages it in.
            alpha = intervention["alpha"]
            memory[name] = memory.get(name, g) * alpha + g * (1 - alpha)
            return g + memory[name] * intervention["lambda"]
        if kind == "grokfast-ma":
            queue = memory.setdefault(name, deque(maxlen=intervention["window"]))
            queue.append(g)
            if len(queue) == intervention["window"]:
                return g + sum(queue) / len(queue) * intervention["lambda"]
        if kind == "egd" and is_hidden_matrix(name):
            if self.step <= (intervention["until"] or self.step):
                return polar_factor(g)
        if kind == "perp-grad":
            w = p.reshape(-1)
            flat_g = g.reshape(-1)
            rest = flat_g - torch.dot(w, flat_g) / (torch.dot(w, w) + 1e-30) * w
            return (rest * (flat_g.norm() / (rest.norm() + 1e-30))).view_as(g)
        return g

    @torch.no_grad()
    def update(self, factor):
        """Muon's own step at a share of its rate, with PyTorch's [out x in] in place of our [in x out]."""
        for intervention, memory in zip(self.interventions, self.memory):
            if intervention["kind"] != "muon":
                continue
            beta, rate = intervention["momentum"], intervention["learning_rate"] * factor
            for name in self.taken:
                p = self.parameters[name]
                g = p.grad.T
                m = memory.get(name, torch.zeros_like(g)).lerp(g, 1 - beta)
                memory[name] = m
                update = newton_schulz(
                    g.lerp(m, beta) if intervention["nesterov"] else m, intervention["iterations"]
                )
                update = update * max(1, g.shape[0] / g.shape[1]) ** 0.5
                p.mul_(1 - rate * intervention["weight_decay"]).sub_(rate * update.T)

    @torch.no_grad()
    def project(self):
        for intervention in self.interventions:
            if intervention["kind"] != "norm-clamp":
                continue
            if intervention["per"] == "tensor":
                for name, p in self.parameters.items():
                    if not name.endswith(".bias"):
                        p.mul_(self.initial[name].norm() / p.norm())
            else:
                wanted = intervention["norm"] or norm(self.initial.values())
                factor = wanted / norm(self.parameters.values())
                for p in self.parameters.values():
                    p.mul_(factor)


def norm(tensors):
    return sum(tensor.square().sum() for tensor in tensors).sqrt()


def schedulers(rule, schedule):
    """PyTorch's own, for the forms that an experiment file has."""
    library = torch.optim.lr_scheduler
    n = schedule["warm_up"]
    rising = library.LinearLR(rule, start_factor=1 / n, total_iters=n - 1) if n > 1 else None
    if not schedule["cosine"]:
        return rising
    falling = library.CosineAnnealingLR(rule, T_max=STEPS - n)
    if rising is None:
        return falling
    return library.SequentialLR(rule, [rising, falling], milestones=[n])


class NandaBlock(torch.nn.Module):
    """The attention and MLP of Nanda et al. 2023 as their `transformers.py` writes them."""

    def __init__(self, d, heads, units):
        super().__init__()
        draw = lambda *shape: torch.nn.Parameter(torch.randn(shape) / d**0.5)
        self.W_Q, self.W_K, self.W_V = (draw(heads, d // heads, d) for _ in range(3))
        self.W_O = draw(d, d)
        self.W_in, self.b_in = draw(units, d), draw(units)
        self.W_out, self.b_out = draw(d, units), draw(d)

    def forward(self, x):
        q, k, v = (torch.einsum("ihd,bpd->biph", w, x) for w in (self.W_Q, self.W_K, self.W_V))
        scores = torch.einsum("biph,biqh->biqp", k, q)
        mask = torch.tril(torch.ones(x.shape[1], x.shape[1]))
        scores = torch.tril(scores) - 1e10 * (1 - mask)
        weights = torch.softmax(scores / q.shape[-1] ** 0.5, dim=-1)
        z = torch.einsum("biph,biqp->biqh", v, weights)
        z = z.permute(0, 2, 1, 3).reshape(x.shape)
        x = x + torch.einsum("df,bqf->bqd", self.W_O, z)
        units = torch.relu(torch.einsum("md,bpd->bpm", self.W_in, x) + self.b_in)
        return x + torch.einsum("dm,bpm->bpd", self.W_out, units) + self.b_out

    def tensors(self, layer):
        flat_heads = lambda w: w.reshape(-1, w.shape[-1]).T  # [h x d/h x d] to [d x d]
        return {
            f"{layer}.query.weight": (self.W_Q, flat_heads),
            f"{layer}.key.weight": (self.W_K, flat_heads),
            f"{layer}.value.weight": (self.W_V, flat_heads),
            f"{layer}.attention.weight": (self.W_O, torch.t),
            f"{layer}.hidden.weight": (self.W_in, torch.t),
            f"{layer}.hidden.bias": (self.b_in, None),
            f"{layer}.feed_forward.weight": (self.W_out, torch.t),
            f"{layer}.feed_forward.bias": (self.b_out, None),
        }


class PowerBlock(torch.nn.Module):
    """A decoder block of Power et al. 2022 as the `transformer.py` of openai/grok writes it: a
    linear map for each head, and no biases but those of the norms."""

    def __init__(self, d, heads, units):
        super().__init__()
        linear = lambda *shape: torch.nn.Linear(*shape, bias=False)
        self.heads = torch.nn.ModuleList(
            torch.nn.ModuleList(linear(d, d // heads) for _ in range(3)) for _ in range(heads)
        )
        self.output = linear(d, d)
        self.attention_norm = torch.nn.LayerNorm(d)
        self.ffn = torch.nn.Sequential(linear(d, units), torch.nn.ReLU(), linear(units, d))
        self.ffn_norm = torch.nn.LayerNorm(d)

    def forward(self, x):
        mask = torch.ones(x.shape[1], x.shape[1]).tril()
        results = []
        for query, key, value in self.heads:
            q, k, v = query(x), key(x), value(x)
            scores = q @ k.transpose(-2, -1) / q.shape[-1] ** 0.5
            results.append(torch.softmax(scores.masked_fill(mask == 0, -torch.inf), dim=-1) @ v)
        x = self.attention_norm(x + self.output(torch.cat(results, dim=-1)))
        return self.ffn_norm(x + self.ffn(x))

    def tensors(self, layer):
        names = {}
        for index, name in enumerate(("query", "key", "value")):
            parts = [head[index].weight for head in self.heads]
            names[f"{layer}.{name}.weight"] = (parts, torch.t)
        return names | {
            f"{layer}.attention.weight": (self.output.weight, torch.t),
            f"{layer}.attention_norm.gain": (self.attention_norm.weight, None),
            f"{layer}.attention_norm.bias": (self.attention_norm.bias, None),
            f"{layer}.hidden.weight": (self.ffn[0].weight, torch.t),
            f"{layer}.feed_forward.weight": (self.ffn[2].weight, torch.t),
            f"{layer}.feed_forward_norm.gain": (self.ffn_norm.weight, None),
            f"{layer}.feed_forward_norm.bias": (self.ffn_norm.bias, None),
        }


class EncoderBlock(torch.nn.TransformerEncoderLayer):
    """PyTorch's own layer, as Truong et al. 2026 use it."""

    def __init__(self, d, heads, units):
        super().__init__(d, heads, units, dropout=0.0, activation="gelu", batch_first=True)

    def tensors(self, layer):
        attention, d = self.self_attn, self.linear1.in_features
        third = lambda index: lambda w: w[index * d : (index + 1) * d].T
        return {
            f"{layer}.query.weight": (attention.in_proj_weight, third(0)),
            f"{layer}.key.weight": (attention.in_proj_weight, third(1)),
            f"{layer}.value.weight": (attention.in_proj_weight, third(2)),
            # The middle third, the bias of the keys, has no effect and stays zero.
            f"{layer}.query.bias": (attention.in_proj_bias, lambda b: b[:d]),
            f"{layer}.value.bias": (attention.in_proj_bias, lambda b: b[2 * d :]),
            f"{layer}.attention.weight": (attention.out_proj.weight, torch.t),
            f"{layer}.attention.bias": (attention.out_proj.bias, None),
            f"{layer}.attention_norm.gain": (self.norm1.weight, None),
            f"{layer}.attention_norm.bias": (self.norm1.bias, None),
            f"{layer}.hidden.weight": (self.linear1.weight, torch.t),
            f"{layer}.hidden.bias": (self.linear1.bias, None),
            f"{layer}.feed_forward.weight": (self.linear2.weight, torch.t),
            f"{layer}.feed_forward.bias": (self.linear2.bias, None),
            f"{layer}.feed_forward_norm.gain": (self.norm2.weight, None),
            f"{layer}.feed_forward_norm.bias": (self.norm2.bias, None),
        }


class TransformerCase(torch.nn.Module):
    """Embedding, positions, blocks, an optional norm, and the logits of the last position."""

    def __init__(self, model, modulus):
        super().__init__()
        d, heads, units = model["width"], model["heads"], model["feed_forward"]
        kind = model["kind"]
        block = {
            "nanda-2023": NandaBlock,
            "norm-separation-2026": EncoderBlock,
            "power-2022": PowerBlock,
        }[kind]
        # A pair of tokens, then those of `=` and `op`.
        self.template, extra = {
            "nanda-2023": (["a", "b", modulus], 1),
            "norm-separation-2026": (["a", "b"], 0),
            "power-2022": (["a", modulus + 1, "b", modulus], 2),
        }[kind]
        length, tokens = len(self.template), modulus + extra
        self.embedding = torch.nn.Embedding(tokens, d)
        self.positions = None if kind == "power-2022" else torch.nn.Embedding(length, d)
        if kind == "power-2022":
            wave = lambda j, i: math.sin(j / 10000 ** (i / d)) if i % 2 == 0 else math.cos(
                j / 10000 ** ((i - 1) / d)
            )
            self.fixed = torch.tensor([[wave(j, i) for i in range(d)] for j in range(length)])
        layers = 2 if kind == "power-2022" else 1
        self.blocks = torch.nn.ModuleList(block(d, heads, units) for _ in range(layers))
        has_norm = kind == "norm-separation-2026"
        self.norm = torch.nn.LayerNorm(d) if has_norm else None
        self.output = torch.nn.Linear(d, tokens, bias=has_norm)

    def forward(self, first, second):
        columns = {"a": first, "b": second}
        tokens = torch.stack(
            [columns[t] if t in columns else torch.full_like(first, t) for t in self.template], 1
        )
        x = self.embedding(tokens)
        x = x + (self.fixed if self.positions is None else self.positions.weight)
        for block in self.blocks:
            x = block(x)
        x = x[:, -1]
        return self.output(x if self.norm is None else self.norm(x))

    def tensors(self):
        """Each tensor's name here, with its parameters there and how they become the tensor."""
        names = {"embedding": (self.embedding.weight, None)}
        if self.positions is not None:
            names["positions"] = (self.positions.weight, None)
        for index, block in enumerate(self.blocks):
            names |= block.tensors(f"layer{index + 1}")
        if self.norm is not None:
            names["final_norm.gain"] = (self.norm.weight, None)
            names["final_norm.bias"] = (self.norm.bias, None)
        names["output.weight"] = (self.output.weight, torch.t)
        if self.output.bias is not None:
            names["output.bias"] = (self.output.bias, None)
        return names

    def named(self, value):
        """The values of all tensors, where `value` takes a parameter to itself or its gradient."""
        result = {}
        for name, (source, change) in self.tensors().items():
            parts = source if isinstance(source, list) else [source]
            whole = torch.cat([value(part).detach() for part in parts])
            result[name] = change(whole) if change else whole
        return flat(result)


def transformer_case(name, modulus, model, optimizer, seed):
    """Trains a published transformer, in small, for ten full-batch steps."""
    torch.manual_seed(seed)
    network = TransformerCase(model, modulus)
    with torch.no_grad():
        for part, parameter in network.named_parameters():
            if part.endswith("in_proj_bias"):
                parameter += torch.randn_like(parameter) / 4
                parameter[model["width"] : 2 * model["width"]] = 0
            elif parameter.dim() == 1:
                parameter += torch.randn_like(parameter) / 4
    train = samples(modulus, every=4)
    document = {
        "task": {"kind": "modular", "operation": "add", "modulus": modulus},
        "model": model,
        "optimizer": optimizer,
        "loss": {"kind": "cross-entropy"},
        "samples": train,
        "initial": network.named(lambda parameter: parameter),
        "steps": [],
    }
    groups = [
        {
            "params": [parameter],
            "weight_decay": optimizer["weight_decay"]
            if parameter.dim() > 1 or optimizer["decay_biases"]
            else 0.0,
        }
        for parameter in network.parameters()
    ]
    rule = torch.optim.AdamW(
        groups,
        lr=optimizer["learning_rate"],
        betas=(optimizer["beta1"], optimizer["beta2"]),
        eps=optimizer["epsilon"],
        foreach=False,
    )
    first, second, targets = (torch.tensor(train[key]) for key in ("first", "second", "targets"))
    for _ in range(STEPS):
        loss = torch.nn.functional.cross_entropy(network(first, second), targets)
        rule.zero_grad()
        loss.backward()
        gradients = network.named(lambda parameter: parameter.grad)
        rule.step()
        document["steps"].append(
            {
                "loss": loss.item(),
                "gradients": gradients,
                "parameters": network.named(lambda parameter: parameter),
            }
        )
    write(name, document)


def update_rule(parameters, optimizer, taken=()):
    """The rule that an experiment file's `optimizer` mapping describes."""
    decay = optimizer["l2"] if optimizer["kind"] == "adam" else optimizer["weight_decay"]
    groups = [
        {
            "params": [parameter],
            "weight_decay": 0.0
            if name.endswith(".bias") and not optimizer["decay_biases"]
            else decay,
        }
        for name, parameter in parameters.items()
        if name not in taken
    ]
    rate = optimizer["learning_rate"]
    if optimizer["kind"] in ("adam", "adamw"):
        family = torch.optim.AdamW if optimizer["kind"] == "adamw" else torch.optim.Adam
        return family(
            groups,
            lr=rate,
            betas=(optimizer["beta1"], optimizer["beta2"]),
            eps=optimizer["epsilon"],
            foreach=False,
        )
    if optimizer["decay"] == "coupled":
        return torch.optim.SGD(
            groups,
            lr=rate,
            momentum=optimizer["momentum"],
            nesterov=optimizer.get("nesterov", False),
            foreach=False,
        )
    return DecoupledSGD(groups, rate, optimizer["momentum"])


def flat(tensors):
    return {name: tensor.detach().reshape(-1).tolist() for name, tensor in tensors.items()}


def case(name, modulus, model, optimizer, seed, loss=None, **changes):
    """Trains ten full-batch steps of modular addition and writes them to `name`.json.

    Changes are `schedule`, `interventions` and `radialPenalty`.
    """
    task = {"kind": "modular", "operation": "add", "modulus": modulus}
    train = samples(modulus, every=4)
    parameters = initial(model, modulus, 0, modulus, seed)
    train_and_write(name, task, model, optimizer, parameters, train, modulus, loss, **changes)


def parity_case(name, noise_bits, model, optimizer, seed):
    """Trains ten full-batch steps of parity and writes them to `name`.json."""
    task = {"kind": "parity", "relevant_bits": 2, "noise_bits": noise_bits, "samples": 30}
    train = parity_samples(2 + noise_bits, 30, seed)
    parameters = initial(model, 0, 2 + noise_bits, 2, seed)
    train_and_write(name, task, model, optimizer, parameters, train, 0)


def train_and_write(
    name, task, model, optimizer, parameters, train, tokens, loss=None, **changes
):
    loss = loss or {"kind": "cross-entropy"}
    model = {"kind": "perceptron", **model}
    document = {
        "task": task,
        "model": model,
        "optimizer": optimizer,
        "loss": loss,
        **changes,
        "samples": train,
        "initial": flat(parameters),
        "steps": [],
    }
    for parameter in parameters.values():
        parameter.requires_grad_()
    interventions = Interventions(parameters, changes.get("interventions", []))
    rule = update_rule(parameters, optimizer, interventions.taken)
    schedule = changes.get("schedule")
    scheduler = schedulers(rule, schedule) if schedule else None
    targets = torch.tensor(train["targets"])
    for _ in range(STEPS):
        hidden, z = forward(parameters, model, tokens, train)
        objective = measured(loss, z, targets)
        if "radialPenalty" in changes:
            objective = objective + radial_penalty(hidden, changes["radialPenalty"])
        for parameter in parameters.values():
            parameter.grad = None
        objective.backward()
        gradients = flat({name: parameter.grad for name, parameter in parameters.items()})
        interventions.filter()
        rule.step()
        interventions.update(rule.param_groups[0]["lr"] / optimizer["learning_rate"])
        interventions.project()
        if scheduler:
            scheduler.step()
        document["steps"].append(
            {"loss": objective.item(), "gradients": gradients, "parameters": flat(parameters)}
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


def adam(**changes):
    rule = adamw(kind="adam", l2=0.1, **changes)
    del rule["weight_decay"]
    return rule


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


def published(kind):
    return {"kind": kind, "width": 8, "heads": 2, "feed_forward": 12}


if __name__ == "__main__":
    transformer_case(
        "adamw_transformer_nanda_2023", 7, published("nanda-2023"), adamw(decay_biases=True), 11
    )
    transformer_case(
        "adamw_transformer_norm_separation_2026", 5, published("norm-separation-2026"),
        adamw(decay_biases=True), 12,
    )
    transformer_case(
        "adamw_transformer_norm_separation_2026_decayed_weights", 5,
        published("norm-separation-2026"), adamw(), 13,
    )
    transformer_case(
        "adamw_transformer_power_2022", 5, published("power-2022"), adamw(decay_biases=True), 14
    )
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
    case("adam_l2_embedding_gelu", 5, embedding("gelu"), adam(), seed=11)
    case(
        "adam_l2_two_hot_relu_decayed_biases", 5, two_hot("relu"), adam(decay_biases=True), seed=12
    )
    case(
        "sgd_nesterov_coupled", 5, two_hot("relu"),
        sgd(momentum=0.9, weight_decay=0.1, nesterov=True), seed=13,
    )
    small = two_hot("gelu")
    warm, cold = {"warm_up": 4, "cosine": True}, {"warm_up": 0, "cosine": True}
    case("adamw_warm_up_cosine", 5, small, adamw(), seed=14, schedule=warm)
    case("adamw_cosine", 5, small, adamw(), seed=15, schedule=cold)
    around = {
        "adamw_grokfast_ema": [{"kind": "grokfast-ema", "alpha": 0.7, "lambda": 2}],
        "adamw_perp_grad": [{"kind": "perp-grad"}],
        "adamw_norm_clamp_network": [{"kind": "norm-clamp", "per": "network", "norm": None}],
        "adamw_norm_clamp_tensor": [{"kind": "norm-clamp", "per": "tensor", "norm": None}],
        "adamw_muon": [
            {
                "kind": "muon", "learning_rate": 0.05, "weight_decay": 0.1, "momentum": 0.9,
                "nesterov": True, "iterations": 5,
            }
        ],
    }
    for seed, (name, interventions) in enumerate(around.items(), start=16):
        case(name, 5, embedding("gelu"), adamw(), seed, interventions=interventions)
    case(
        "sgd_muon_wide", 5, {**embedding("relu"), "width": 12}, sgd(momentum=0.9), seed=30,
        interventions=[
            {
                "kind": "muon", "learning_rate": 0.05, "weight_decay": 0.0, "momentum": 0.9,
                "nesterov": False, "iterations": 5,
            }
        ],
        schedule={"warm_up": 4, "cosine": False},
    )
    # The two-hot gradient is one short of full rank: the sums of both tokens' rows agree.
    case(
        "sgd_egd", 5, {**two_hot("gelu"), "width": 10}, sgd(weight_decay=0.1), seed=21,
        interventions=[{"kind": "egd", "until": None}],
    )
    case(
        "sgd_grokfast_ma", 5, small, sgd(momentum=0.5, weight_decay=0.1), seed=22,
        interventions=[{"kind": "grokfast-ma", "window": 3, "lambda": 5}],
    )
    case(
        "sgd_penalty_egd_perp_grad_until", 5, embedding("relu"), sgd(), seed=23,
        interventions=[
            {"kind": "l2-penalty", "lambda": 0.1},
            {"kind": "egd", "until": 6},
            {"kind": "perp-grad"},
            {"kind": "norm-clamp", "per": "network", "norm": 3},
        ],
    )
    losses = {
        "mean_squared_error_mean": {"kind": "mean-squared-error", "reduction": "mean"},
        "mean_squared_error_sum": {"kind": "mean-squared-error", "reduction": "sum"},
        "hinge_rival": {"kind": "hinge", "against": "rival", "margin": 0.5},
        "hinge_all": {"kind": "hinge", "against": "all", "margin": 1.5},
        "stablemax": {"kind": "stablemax"},
    }
    for seed, (name, loss) in enumerate(losses.items(), start=24):
        case(name, 5, small, sgd(), seed, loss=loss)
    case("adamw_radial_penalty", 5, small, adamw(), seed=29, radialPenalty=0.3)
    case(
        "adamw_two_hot_relu_three_layers", 7, {**two_hot("relu"), "depth": 3},
        adamw(decay_biases=True), seed=11,
    )
    case(
        "sgd_embedding_gelu_two_layers_without_biases", 5,
        {**embedding("gelu"), "depth": 2, "biases": False}, sgd(momentum=0.9), seed=12,
    )
    parity_case(
        "adamw_dense_tanh_two_layers", 5,
        {"input": "dense", "width": 6, "depth": 2, "activation": "tanh"}, adamw(), seed=13,
    )
    loss_extremes()
