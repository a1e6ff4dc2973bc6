import Foundation

/// A job script that runs a sweep over as many jobs as it takes.
///
/// Each job is told before its time limit, puts aside what is in training, and has itself run again
/// until no trial is missing. A run that ends otherwise than complete or incomplete is not repeated:
/// it would fail the same way.
struct BatchScript: Hashable, Sendable {
  enum Scheduler: Hashable, Sendable {
    case slurm, pbs
  }

  var scheduler: Scheduler
  /// Where the program, the experiment file and the store are, on every node.
  var program: String
  var experiment: String
  var store: String
  var nodes: Int
  /// The ranks on each node, one core each.
  var tasksPerNode: Int
  /// The time limit of a job.
  var time: TimeLimit
  /// The partition, or the queue in PBS.
  var partition: String?
  /// Whether Slurm's own launcher starts the ranks.
  var usesSrun = false

  /// Seconds between the warning and the time limit.
  ///
  /// Slurm may warn up to 60 s earlier than it is
  /// asked to (sbatch(1), `--signal`), and each rank only ends a step and writes a checkpoint.
  private static let lead = 60

  /// The script.
  var text: String {
    switch scheduler {
    case .slurm: slurm
    case .pbs: pbs
    }
  }

  private var slurm: String {
    """
    #!/usr/bin/env bash
    # Written by `groksweep submit`, for sbatch. The job goes back into the queue until no trial is
    # missing: what is stored is not trained again, and what was in training goes on.
    #SBATCH --job-name=groksweep
    #SBATCH --nodes=\(nodes)
    #SBATCH --ntasks-per-node=\(tasksPerNode)
    #SBATCH --cpus-per-task=1
    #SBATCH --time=\(time)
    \(partition.map { "#SBATCH --partition=\($0)\n" } ?? "")\
    #SBATCH --output=%x-%j.out
    #SBATCH --open-mode=append
    #SBATCH --requeue
    #SBATCH --signal=B:USR1@\(Self.lead)

    echo "$(date -Is) start ${SLURM_RESTART_COUNT:-0} of job $SLURM_JOB_ID on $SLURM_JOB_NODELIST"
    # In the background, because a shell runs its traps only between commands.
    \(launch) &
    run=$!
    trap 'kill -USR1 "$run"' USR1 TERM
    # A signal interrupts the wait and not the run; one that has ended tells its code again.
    while kill -0 "$run" 2>/dev/null; do wait "$run"; done
    wait "$run"
    code=$?
    echo "$(date -Is) end ${SLURM_RESTART_COUNT:-0} with exit code $code"
    if ((code == 75)); then scontrol requeue "$SLURM_JOB_ID"; fi
    exit "$code"

    """
  }

  /// PBS warns nobody in time; the run is told how long it has.
  private var pbs: String {
    """
    #!/usr/bin/env bash
    # Written by `groksweep submit`, for qsub. The job submits its successor until no trial is
    # missing: what is stored is not trained again, and what was in training goes on.
    #PBS -N groksweep
    #PBS -l select=\(nodes):ncpus=\(tasksPerNode):mpiprocs=\(tasksPerNode)
    #PBS -l walltime=\(time)
    \(partition.map { "#PBS -q \($0)\n" } ?? "")\
    #PBS -j oe
    #PBS -r y

    cd "$PBS_O_WORKDIR" || exit
    echo "$(date -Is) start of job $PBS_JOBID"
    \(launch) -- --deadline \(max(1, time.seconds - Self.lead))
    code=$?
    echo "$(date -Is) end with exit code $code"
    if ((code == 75)); then \(successor) | qsub; fi
    exit "$code"

    """
  }

  private var launch: String {
    ([program, "launch", experiment, "--store", store] + (usesSrun ? ["--launcher", "srun"] : []))
      .map(shellWord).joined(separator: " ")
  }

  /// The command that writes this very script.
  private var successor: String {
    ([
      program, "submit", experiment, "--store", store, "--nodes", "\(nodes)", "--tasks-per-node",
      "\(tasksPerNode)", "--time", "\(time)",
    ] + (partition.map { ["--partition", $0] } ?? []) + ["--pbs", "--print"])
    .map(shellWord).joined(separator: " ")
  }
}

/// A time of hours, minutes and seconds: `04:00:00`.
struct TimeLimit: Hashable, Sendable, CustomStringConvertible {
  let seconds: Int

  init(seconds: Int) { self.seconds = seconds }

  init?(_ text: String) {
    guard let parts = text.wholeMatch(of: /(\d{1,4}):([0-5]\d):([0-5]\d)/)?.output,
      let hours = Int(parts.1), let minutes = Int(parts.2), let rest = Int(parts.3)
    else { return nil }
    seconds = 3600 * hours + 60 * minutes + rest
    if seconds == 0 { return nil }
  }

  var description: String {
    String(format: "%02d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
  }
}
