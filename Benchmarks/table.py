"""Times training steps of groksweep and its peers, and writes the table of README.md.

    python3 Benchmarks/table.py .build/release/groksweep

Runs `groksweep bench` and Benchmarks/peers.py one after the other, and replaces what stands in
README.md between the two marker comments. A cell is empty where a peer cannot be imported.
"""

import json
import pathlib
import platform
import re
import subprocess
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
START, END = "<!-- make bench: start -->", "<!-- make bench: end -->"
PEERS = ("PyTorch", "JAX")


def processor():
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text()
        return re.search(r"model name\s*: (.*)", text)[1]
    except (OSError, TypeError):
        return platform.processor() or platform.machine()


def digits(value):
    return f"{value:.3f}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"


def peer_cell(network, peer, measured):
    """The fastest form of a peer, and how many of our steps it takes."""
    times = [
        m["milliseconds"]
        for m in measured
        if m["network"] == network["network"] and m["peer"].startswith(peer)
    ]
    if not times:
        return ""
    ratio = min(times) / network["step_milliseconds"]
    return f"{digits(min(times))} ms ({ratio:.1f} times)"


def table(ours, measured):
    head = ["network, full batch", "N", "groksweep", "matrix products alone", "ratio",
            "allocations a step", "peak memory"] + [f"{peer}, best form" for peer in PEERS]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for network in ours["networks"]:
        allocations, resident = network["allocations_per_step"], network["peak_resident_bytes"]
        cells = [
            network["network"],
            str(network["samples"]),
            digits(network["step_milliseconds"]) + " ms",
            digits(network["products_milliseconds"]) + " ms",
            f"{network['ratio']:.2f}",
            "" if allocations is None else f"{allocations:g}",
            "" if resident is None else f"{resident / 1e6:.0f} MB",
        ] + [peer_cell(network, peer, measured) for peer in PEERS]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main():
    groksweep = sys.argv[1]
    ours = json.loads(subprocess.check_output([groksweep, "bench", "--format", "json"]))
    printed = subprocess.check_output([sys.executable, ROOT / "Benchmarks/peers.py"], text=True)
    measured = [json.loads(line) for line in printed.splitlines() if line.startswith("{")]
    versions = "".join(f", {name}" for name in sorted({m["peer"] for m in measured}))
    commit = subprocess.check_output(
        ["git", "-C", ROOT, "describe", "--always", "--dirty"], text=True
    ).strip()
    note = (
        f"One run of `make bench` at {commit}: float32, one thread of {processor()}, OpenBLAS with "
        f"its {ours['blas_kernel']} kernels{versions}. Medians; the peers' times are also in our "
        "steps. Allocations are those of a training step, memory the largest that a process holds "
        "from a trial's first step to its pruning curve."
    )
    text = f"{table(ours, measured)}\n\n{textwrap.fill(note, 112)}\n"
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split(START)
    _, after = rest.split(END)
    readme.write_text(f"{before}{START}\n{text}{END}{after}")
    print(text, end="")


if __name__ == "__main__":
    main()
