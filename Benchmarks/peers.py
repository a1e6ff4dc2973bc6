"""Times full-batch AdamW steps in PyTorch and JAX, on one thread, in float32.

    python3 Benchmarks/peers.py

The networks are those of the same names that `groksweep bench` times. Each peer is written as a
careful user would write it: fused AdamW and EmbeddingBag in PyTorch, jit and scan over the steps,
gathered first layers and the last position only in JAX. Prints one JSON object a line; a peer that
cannot be imported is named and left out.
"""

import json
import os
import random
import statistics
import time

# Before either library starts its threads.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("MKL_NUM_THREADS", "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")
os.environ.setdefault("JAX_PLATFORMS", "cpu")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

RATE, DECAY = 1e-3, 1.0
REPETITIONS = 5
# (modulus, training samples, width) of the two-hot perceptrons.
TWO_HOT = ((113, 3830, 128), (113, 3830, 512), (23, 264, 64))
# The perceptron with a shared embedding: modulus, training samples, embedding, width.
EMBEDDING = (59, 1740, 128, 256)
# Nanda et al. 2023: modulus, training samples, width, heads, feed-forward width.
NANDA = (113, 3830, 128, 4, 512)


def training_set(modulus, samples):
    pairs = [(a, b) for a in range(modulus) for b in range(modulus)]
    random.Random(0).shuffle(pairs)
    return pairs[:samples]


def report(peer, network, form, steps, run):
    """Times `run`, which takes `steps` training steps, after one call to warm up."""
    run()
    times = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) / steps * 1e3)
    print(
        json.dumps(
            {
                "peer": peer,
                "network": network,
                "form": form,
                "milliseconds": round(statistics.median(times), 4),
            }
        ),
        flush=True,
    )


def time_torch():
    import torch
    from torch import nn

    torch.set_num_threads(1)
    peer = f"PyTorch {torch.__version__} eager"

    def measure(name, form, network, inputs, targets, steps=20):
        optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
        loss_function = nn.CrossEntropyLoss()

        def run():
            for _ in range(steps):
                optimizer.zero_grad()
                loss_function(network(inputs), targets).backward()
                optimizer.step()

        report(peer, name, form, steps, run)

    class Gathered(nn.Module):
        """The first layer as a sum of two rows of its weight."""

        def __init__(self, modulus, width):
            super().__init__()
            self.rows = nn.EmbeddingBag(2 * modulus, width, mode="sum")
            self.bias = nn.Parameter(torch.zeros(width))

        def forward(self, tokens):
            return self.rows(tokens) + self.bias

    for modulus, samples, width in TWO_HOT:
        pairs = torch.tensor(training_set(modulus, samples))
        targets = pairs.sum(dim=1) % modulus
        tokens = pairs + torch.tensor([0, modulus])
        two_hot = torch.zeros(samples, 2 * modulus).scatter_(1, tokens, 1.0)
        name = f"two-hot p {modulus} width {width}"
        last = lambda: (nn.ReLU(), nn.Linear(width, modulus))
        dense = nn.Sequential(nn.Linear(2 * modulus, width), *last())
        measure(name, "dense", dense, two_hot, targets)
        bag = nn.Sequential(Gathered(modulus, width), *last())
        measure(name, "embedding bag", bag, tokens, targets)

    modulus, samples, length, width = EMBEDDING
    pairs = torch.tensor(training_set(modulus, samples))
    network = nn.Sequential(
        nn.Embedding(modulus, length),
        nn.Flatten(),
        nn.Linear(2 * length, width),
        nn.GELU(),
        nn.Linear(width, modulus),
    )
    name = f"embedding p {modulus} width {width}"
    measure(name, "embedding", network, pairs, pairs.sum(dim=1) % modulus)

    modulus, samples, d, heads, units = NANDA

    class Nanda(nn.Module):
        """One layer without layer norm, read out at the last of three positions."""

        def __init__(self):
            super().__init__()
            self.tokens = nn.Embedding(modulus + 1, d)
            self.positions = nn.Parameter(torch.randn(3, d) / d**0.5)
            self.project = nn.Linear(d, 3 * d, bias=False)
            self.mix = nn.Linear(d, d, bias=False)
            self.mlp = nn.Sequential(nn.Linear(d, units), nn.ReLU(), nn.Linear(units, d))
            self.unembed = nn.Linear(d, modulus + 1, bias=False)

        def forward(self, tokens):
            x = self.tokens(tokens) + self.positions
            n = len(x)
            q, k, v = self.project(x).view(n, 3, 3, heads, d // heads).permute(2, 0, 3, 1, 4)
            z = nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + self.mix(z.transpose(1, 2).reshape(n, 3, d))
            return self.unembed((x + self.mlp(x))[:, -1])

    pairs = torch.tensor(training_set(modulus, samples))
    tokens = torch.cat([pairs, torch.full((samples, 1), modulus)], dim=1)
    measure("nanda-2023", "all positions", Nanda(), tokens, pairs.sum(dim=1) % modulus, steps=4)


def time_jax():
    import jax
    import jax.numpy as jnp

    peer = f"JAX {jax.__version__} jit and scan"

    def normal(index, *shape):
        return jax.random.normal(jax.random.key(index), shape) / shape[0] ** 0.5

    def measure(name, form, parameters, forward, targets, steps):
        def loss(p):
            logits = forward(p)
            own = jnp.take_along_axis(logits, targets[:, None], axis=1)[:, 0]
            return (jax.nn.logsumexp(logits, axis=1) - own).mean()

        def step(state, _):
            p, m, v, t = state
            value, g = jax.value_and_grad(loss)(p)
            t = t + 1
            m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
            v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
            p = jax.tree.map(
                lambda p, m, v: p * (1 - RATE * DECAY)
                - RATE * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8),
                p, m, v,
            )
            return (p, m, v, t), value

        train = jax.jit(lambda state: jax.lax.scan(step, state, None, length=steps))
        zeros = jax.tree.map(jnp.zeros_like, parameters)
        state = (parameters, zeros, zeros, jnp.float32(0))
        report(peer, name, form, steps, lambda: jax.block_until_ready(train(state)))

    for modulus, samples, width in TWO_HOT:
        pairs = jnp.array(training_set(modulus, samples))
        a, b = pairs[:, 0], pairs[:, 1] + modulus
        two_hot = jax.nn.one_hot(a, 2 * modulus) + jax.nn.one_hot(b, 2 * modulus)
        parameters = {
            "hidden": normal(0, 2 * modulus, width),
            "hidden_bias": jnp.zeros(width),
            "output": normal(1, width, modulus),
            "output_bias": jnp.zeros(modulus),
        }
        layers = {
            "dense": lambda p: two_hot @ p["hidden"],
            "gathered": lambda p: p["hidden"][a] + p["hidden"][b],
        }
        for form, layer in layers.items():

            def forward(p, layer=layer):
                return jax.nn.relu(layer(p) + p["hidden_bias"]) @ p["output"] + p["output_bias"]

            name = f"two-hot p {modulus} width {width}"
            measure(name, form, parameters, forward, pairs.sum(axis=1) % modulus, 100)

    modulus, samples, length, width = EMBEDDING
    pairs = jnp.array(training_set(modulus, samples))
    parameters = {
        "embedding": normal(0, modulus, length),
        "hidden": normal(1, 2 * length, width),
        "hidden_bias": jnp.zeros(width),
        "output": normal(2, width, modulus),
        "output_bias": jnp.zeros(modulus),
    }

    def embedded(p):
        return p["embedding"][pairs].reshape(samples, -1) @ p["hidden"]

    def tables(p):
        u, v = p["embedding"] @ p["hidden"][:length], p["embedding"] @ p["hidden"][length:]
        return u[pairs[:, 0]] + v[pairs[:, 1]]

    for form, layer in (("embedding", embedded), ("gathered tables", tables)):

        def forward(p, layer=layer):
            hidden = jax.nn.gelu(layer(p) + p["hidden_bias"], approximate=False)
            return hidden @ p["output"] + p["output_bias"]

        name = f"embedding p {modulus} width {width}"
        measure(name, form, parameters, forward, pairs.sum(axis=1) % modulus, 50)

    modulus, samples, d, heads, units = NANDA
    pairs = jnp.array(training_set(modulus, samples))
    tokens = jnp.concatenate([pairs, jnp.full((samples, 1), modulus)], axis=1)
    parameters = {
        "tokens": normal(0, modulus + 1, d),
        "positions": normal(1, 3, d),
        "q": normal(2, d, d), "k": normal(3, d, d), "v": normal(4, d, d), "o": normal(5, d, d),
        "in": normal(6, d, units), "in_bias": jnp.zeros(units),
        "out": normal(7, units, d), "out_bias": jnp.zeros(d),
        "unembed": normal(8, d, modulus + 1),
    }

    def last_position(p):
        x = p["tokens"][tokens] + p["positions"]
        split = lambda y: y.reshape(samples, -1, heads, d // heads)
        q, k, v = split(x[:, -1:] @ p["q"]), split(x @ p["k"]), split(x @ p["v"])
        scores = jnp.einsum("nqhe,nkhe->nhqk", q, k) / (d // heads) ** 0.5
        z = jnp.einsum("nhqk,nkhe->nqhe", jax.nn.softmax(scores), v).reshape(samples, d)
        x = x[:, -1] + z @ p["o"]
        units = jax.nn.relu(x @ p["in"] + p["in_bias"])
        return (x + units @ p["out"] + p["out_bias"]) @ p["unembed"]

    targets = pairs.sum(axis=1) % modulus
    measure("nanda-2023", "last position only", parameters, last_position, targets, 4)


if __name__ == "__main__":
    for library, measure in (("torch", time_torch), ("jax", time_jax)):
        try:
            __import__(library)
        except ImportError as error:
            print(f"skipped: {library} cannot be imported ({error})", flush=True)
            continue
        measure()
