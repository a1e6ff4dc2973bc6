#!/usr/bin/env bash
# A groksweep job under Slurm: sbatch [--ntasks=N --time=T ...] cluster/slurm.sh EXPERIMENT STORE
#
# Sets GROKSWEEP (the program, default: groksweep in PATH) and LAUNCHER (`mpirun`, or
# `srun --mpi=pmix` where `srun --mpi=list` has pmix) from the environment. The job puts itself
# back into the queue before its time limit until no trial is missing: what is stored is never
# trained again, and a trial that was interrupted starts anew.
#SBATCH --job-name=groksweep
#SBATCH --ntasks=64
#SBATCH --cpus-per-task=1
#SBATCH --time=04:00:00
#SBATCH --output=%x-%j.out
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@120
set -euo pipefail

experiment=${1:?usage: sbatch cluster/slurm.sh EXPERIMENT STORE}
store=${2:?usage: sbatch cluster/slurm.sh EXPERIMENT STORE}
groksweep=${GROKSWEEP:-groksweep}
launcher=${LAUNCHER:-mpirun}

# Ranks are the parallelism; a pool of BLAS threads in each would only compete for cores.
export OPENBLAS_NUM_THREADS=1 OMP_NUM_THREADS=1

echo "$(date -Is) start ${SLURM_RESTART_COUNT:-0} of job $SLURM_JOB_ID on $SLURM_JOB_NODELIST:" \
  "$launcher $groksweep run $experiment --store $store"

# In the background, because a shell runs its traps only between commands.
$launcher "$groksweep" run "$experiment" --store "$store" &
run=$!

# Slurm signals this shell before the time limit. The run has to be gone before the job goes back
# into the queue: a store has one writer, and Slurm does not always find processes that mpirun
# started.
requeue() {
  echo "$(date -Is) the time limit is near: back into the queue"
  kill "$run" && wait "$run" || true
  scontrol requeue "$SLURM_JOB_ID"
}
trap requeue USR1

wait "$run"
