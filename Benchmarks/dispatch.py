"""Times how many tasks that do nothing are dispatched in a second: groksweep, mpi4py.futures, libEnsemble.

    python3 Benchmarks/dispatch.py .build/release/groksweep [RANKS ...]

groksweep also stores each result in its database, durably. mpi4py.futures is timed with one task in
a message and with a hundred; both peers keep results in memory. A peer that cannot be imported is
named and left out. Prints a line for each; all are timed in the same run, with as many MPI processes.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
import time

TASKS = {"groksweep": 200_000, "mpi4py": 20_000, "libensemble": 2_000}
# Open MPI binds the first rank of every job to the same core, and refuses to run as root.
MPIRUN = ["mpirun", "--oversubscribe", "--bind-to", "none"]
ENVIRONMENT = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")


def nothing(number):
    return number


def futures():
    """Runs under `mpirun python -m mpi4py.futures`."""
    from mpi4py.futures import MPIPoolExecutor

    with MPIPoolExecutor() as pool:
        pool.submit(nothing, 0).result()
        for chunk in (1, 100):
            start = time.perf_counter()
            count = sum(1 for _ in pool.map(nothing, range(TASKS["mpi4py"]), chunksize=chunk))
            seconds = time.perf_counter() - start
            print(f"mpi4py.futures, {chunk} a message: {count / seconds:.0f} a second", flush=True)


def ensemble():
    """Runs under mpirun: rank 0 is the manager."""
    import numpy
    from libensemble.alloc_funcs.give_sim_work_first import give_sim_work_first
    from libensemble.libE import libE
    from mpi4py import MPI

    def simulate(history, persistent, specs, info):
        output = numpy.zeros(1, dtype=[("f", float)])
        output["f"] = history["x"][0]
        return output, persistent

    def generate(history, persistent, specs, info):
        output = numpy.zeros(TASKS["libensemble"], dtype=[("x", float)])
        output["x"] = numpy.arange(TASKS["libensemble"])
        return output, persistent

    start = time.perf_counter()
    libE(
        {"sim_f": simulate, "in": ["x"], "out": [("f", float)]},
        {"gen_f": generate, "in": [], "out": [("x", float)]},
        {"sim_max": TASKS["libensemble"]},
        alloc_specs={"alloc_f": give_sim_work_first, "user": {"num_active_gens": 1}},
        libE_specs={"comms": "mpi", "disable_log_files": True, "save_H_on_completion": False},
    )
    if MPI.COMM_WORLD.rank == 0:
        seconds = time.perf_counter() - start
        print(f"libEnsemble: {TASKS['libensemble'] / seconds:.0f} a second", flush=True)


def run(ranks, command):
    """The lines that the command prints, each with the number of ranks."""
    with tempfile.TemporaryDirectory() as folder:
        result = subprocess.run(
            MPIRUN + ["-n", str(ranks)] + command, env=ENVIRONMENT, cwd=folder,
            capture_output=True, text=True, timeout=600)
    if result.returncode != 0:
        print(f"{ranks} ranks: {command[0]} failed: {result.stderr.strip()[-300:]}")
    for line in result.stdout.splitlines():
        print(line if line.startswith(f"{ranks} ranks") else f"{ranks} ranks, {line}", flush=True)


def main():
    groksweep = os.path.abspath(sys.argv[1])
    for ranks in [int(argument) for argument in sys.argv[2:]] or [2, 4]:
        run(ranks, [groksweep, "bench-dispatch", "store", "--trials", str(TASKS["groksweep"])])
        script = os.path.abspath(__file__)
        if importlib.util.find_spec("mpi4py") is None:
            print("mpi4py is not installed; its pool and libEnsemble are left out")
            continue
        run(ranks, [sys.executable, "-m", "mpi4py.futures", script, "--futures"])
        if importlib.util.find_spec("libensemble") is None:
            print("libEnsemble is not installed and left out")
            continue
        run(ranks, [sys.executable, script, "--ensemble"])


if __name__ == "__main__":
    if sys.argv[1:] == ["--futures"]:
        futures()
    elif sys.argv[1:] == ["--ensemble"]:
        ensemble()
    else:
        main()
