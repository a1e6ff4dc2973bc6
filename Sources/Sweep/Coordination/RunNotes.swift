import Engine

/// What is said of a run's events to whoever watches it.
struct RunNotes {
  /// How many trials have to diverge, before any other ends, for the run to mention it.
  private static let firstCount = 10

  private let workload: Workload
  /// How many results there were.
  private var resultCount = 0
  /// How many trials have diverged, as long as no other has ended.
  private var divergedFirst = 0

  init(_ workload: Workload) { self.workload = workload }

  /// A line about what the coordinator has decided, if that is worth one, with the machine of each
  /// worker as far as it is known.
  func line(for directive: Coordinator.Directive, host: (WorkerID) -> String?) -> String? {
    switch directive {
    case .lost(let worker, let silence):
      "\(name(worker, host)) is lost: nothing was heard of it for \(Int(silence)) s"
    case .requeue(let attempt, _):
      "\(name(attempt.trial)) lost its worker at attempt \(attempt.number) and waits for another"
    case .abandon(let attempt, let losses, _):
      "\(name(attempt.trial)) lost its worker \(losses) times and is abandoned"
    case .restore(let attempt, _):
      "\(name(attempt.trial)) is not abandoned: a worker of it is back"
    case .back(let worker): "\(name(worker, host)) is back, and goes on"
    case .recall(let worker): "\(name(worker, host)) is back"
    case .giveUp(.barren(let lost, let all)):
      "\(lost) of \(all) workers were lost before any trial ended; the run gives up"
    case .giveUp(.deserted(let lost)): "no worker is left, \(lost) were lost; the run ends"
    case .assign, .record, .compare, .drain, .dismiss: nil
    }
  }

  /// A line about an attempt that goes on from a checkpoint.
  func line(resumed attempt: AttemptID, at step: Int) -> String {
    "\(name(attempt.trial)) goes on from step \(step)"
  }

  /// A line if all trials diverge from the start: a sweep of them is hardly meant.
  mutating func line(result: TrialResult) -> String? {
    resultCount += 1
    guard result.ending == .diverged, resultCount == divergedFirst + 1 else { return nil }
    divergedFirst += 1
    guard divergedFirst == Self.firstCount else { return nil }
    return "the first \(divergedFirst) trials have all diverged, this one at step "
      + "\(result.steps); the run goes on"
  }

  private func name(_ worker: WorkerID, _ host: (WorkerID) -> String?) -> String {
    "rank \(worker.rawValue)" + (host(worker).map { " on \($0)" } ?? "")
  }

  /// The trial by its cell's number in the table, and its seed.
  private func name(_ trial: TrialID) -> String {
    let (share, seed) = workload.place(of: trial)
    return "cell \(workload.shares[share].position + 1), seed \(seed),"
  }
}
