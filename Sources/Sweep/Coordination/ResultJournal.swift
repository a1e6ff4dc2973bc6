import Engine

/// What the store is to be told of a run: results, and what happened to trials before them.
///
/// Gathered into batches, so that a slow disk is asked ten times a second at most.
struct ResultJournal {
  /// The longest time a result waits for others to be stored with it, in seconds.
  private static let batchInterval = 0.1
  /// The most results that wait for others.
  private static let batchCount = 20_000

  private let workload: Workload
  private let clock: LoopClock
  private var provenances: [WorkerID: Provenance] = [:]
  /// What each worker was last heard to train, and its step.
  private var heard: [WorkerID: (attempt: AttemptID, step: Int)] = [:]
  private var batch = ResultBatch()
  /// When the first result or event of the batch came.
  private var batchSince = 0.0

  /// Begins without results.
  init(_ workload: Workload, clock: LoopClock) {
    (self.workload, self.clock) = (workload, clock)
  }

  /// Whether nothing waits to be stored.
  var isEmpty: Bool { batch.isEmpty }

  /// Whether what waits has waited for long enough.
  func isDue(at now: Double) -> Bool {
    !batch.isEmpty
      && (now - batchSince >= Self.batchInterval || batch.records.count >= Self.batchCount)
  }

  /// Hands over what waits.
  mutating func take() -> ResultBatch {
    defer { batch = ResultBatch() }
    return batch
  }

  // MARK: - What is known of workers

  /// Notes what a worker runs on.
  mutating func note(_ provenance: Provenance, of worker: WorkerID) {
    provenances[worker] = provenance
  }

  /// What a worker runs on; empty before it has said so.
  func provenance(of worker: WorkerID) -> Provenance { provenances[worker] ?? Provenance() }

  /// The machine of a worker, once it has said so.
  func host(of worker: WorkerID) -> String? { provenances[worker]?.host }

  /// Notes how far a worker is, and that an attempt began that was not heard of before.
  mutating func hear(_ attempt: AttemptID, step: Int, from worker: WorkerID) {
    if heard[worker]?.attempt != attempt { add(.assigned, attempt, from: worker) }
    heard[worker] = (attempt, step)
  }

  /// Notes at which step an attempt goes on, or was put aside.
  mutating func add(
    _ kind: TrialEvent.Kind, _ attempt: AttemptID, at step: Int, from worker: WorkerID
  ) {
    heard[worker] = (attempt, step)
    add(kind, attempt, from: worker)
  }

  // MARK: - Entries

  /// Enters what happened to an attempt, at the step that was last heard of it.
  mutating func add(_ kind: TrialEvent.Kind, _ attempt: AttemptID, from worker: WorkerID) {
    if batch.isEmpty { batchSince = clock.now() }
    batch.events.append(
      TrialEvent(
        configuration: workload.configuration(attempt.trial), attempt: attempt.number, kind: kind,
        step: heard[worker].flatMap { $0.attempt == attempt ? $0.step : nil } ?? 0,
        rank: worker.rawValue, provenance: provenance(of: worker), at: clock.date(),
        reason: kind == .lost ? "its worker fell silent" : ""))
  }

  /// Enters a result.
  mutating func record(_ report: TrialReport, from worker: WorkerID) {
    if batch.isEmpty { batchSince = clock.now() }
    let configuration = workload.configuration(report.trial)
    if report.leavesCheckpoint { batch.superseded.append(configuration) }
    batch.records.append(
      TrialRecord(
        configuration: configuration, result: report.result,
        attempt: Attempt(
          number: report.attempt, rank: worker.rawValue, provenance: provenance(of: worker),
          startedAt: report.startedAt, wallSeconds: report.wallSeconds)))
  }
}
