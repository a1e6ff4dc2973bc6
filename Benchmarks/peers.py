"""Times one full-batch AdamW step of a two-hot perceptron in PyTorch and JAX, on one thread.

    python3 Benchmarks/peers.py

The networks are those that `groksweep bench` times: a + b mod 113, two-hot input, ReLU, 3830
training samples, float32. Each peer is written as a careful user would write it. Prints one JSON
object a line; a peer that cannot be imported is named and left out.
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

MODULUS, SAMPLES = 113, 3830
WIDTHS = (128, 512)
RATE, DECAY = 1e-3, 1.0
REPETITIONS = 5


def training_set():
    """Three pairs of ten, in random order."""
    pairs = [(a, b) for a in range(MODULUS) for b in range(MODULUS)]
    random.Random(0).shuffle(pairs)
    return pairs[:SAMPLES]


def report(name, steps, run):
    """Times `run`, which takes `steps` training steps, after one call to warm up."""
    run()
    times = []
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        run()
        times.append((time.perf_counter() - start) / steps * 1e3)
    print(json.dumps({"name": name, "milliseconds": round(statistics.median(times), 4)}), flush=True)


def time_torch(width):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    pairs = torch.tensor(training_set())
    targets = pairs.sum(dim=1) % MODULUS
    tokens = pairs + torch.tensor([0, MODULUS])
    two_hot = torch.zeros(SAMPLES, 2 * MODULUS).scatter_(1, tokens, 1.0)

    class Gathered(nn.Module):
        """The first layer as a sum of two rows of its weight."""

        def __init__(self):
            super().__init__()
            self.rows = nn.EmbeddingBag(2 * MODULUS, width, mode="sum")
            self.bias = nn.Parameter(torch.zeros(width))

        def forward(self, tokens):
            return self.rows(tokens) + self.bias

    dense = nn.Sequential(nn.Linear(2 * MODULUS, width), nn.ReLU(), nn.Linear(width, MODULUS))
    gathered = nn.Sequential(Gathered(), nn.ReLU(), nn.Linear(width, MODULUS))
    for form, network, inputs in (("dense", dense, two_hot), ("embedding bag", gathered, tokens)):
        optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY, fused=True)
        loss_function = nn.CrossEntropyLoss()

        def run(steps=20):
            for _ in range(steps):
                optimizer.zero_grad()
                loss_function(network(inputs), targets).backward()
                optimizer.step()

        report(f"PyTorch {torch.__version__} eager, {form}, width {width}", 20, run)


def time_jax(width):
    import jax
    import jax.numpy as jnp

    steps = 100
    pairs = jnp.array(training_set())
    targets = pairs.sum(axis=1) % MODULUS
    keys = jax.random.split(jax.random.key(0), 2)
    parameters = {
        "hidden": jax.random.normal(keys[0], (2 * MODULUS, width)) / (2 * MODULUS) ** 0.5,
        "hidden_bias": jnp.zeros(width),
        "output": jax.random.normal(keys[1], (width, MODULUS)) / width**0.5,
        "output_bias": jnp.zeros(MODULUS),
    }
    two_hot = (
        jax.nn.one_hot(pairs[:, 0], 2 * MODULUS) + jax.nn.one_hot(pairs[:, 1] + MODULUS, 2 * MODULUS)
    )

    def dense(p):
        return two_hot @ p["hidden"]

    def gathered(p):
        return p["hidden"][pairs[:, 0]] + p["hidden"][pairs[:, 1] + MODULUS]

    for form, first_layer in (("dense", dense), ("gathered", gathered)):

        def loss(p, first_layer=first_layer):
            hidden = jax.nn.relu(first_layer(p) + p["hidden_bias"])
            logits = hidden @ p["output"] + p["output_bias"]
            own = jnp.take_along_axis(logits, targets[:, None], axis=1)[:, 0]
            return (jax.nn.logsumexp(logits, axis=1) - own).mean()

        def step(state, _, loss=loss):
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

        @jax.jit
        def train(state, step=step):
            return jax.lax.scan(step, state, None, length=steps)

        zeros = jax.tree.map(jnp.zeros_like, parameters)
        state = (parameters, zeros, zeros, jnp.float32(0))

        def run(train=train, state=state):
            jax.block_until_ready(train(state))

        report(f"JAX {jax.__version__} jit and scan, {form}, width {width}", steps, run)


if __name__ == "__main__":
    for library, measure in (("torch", time_torch), ("jax", time_jax)):
        try:
            __import__(library)
        except ImportError as error:
            print(f"skipped: {library} cannot be imported ({error})", flush=True)
            continue
        for width in WIDTHS:
            measure(width)
