import Engine
import Testing

@testable import Sweep

/// A world of workers that come, work, vanish and speak up late, around a coordinator.
private struct History {
  let seed: UInt64
  let trialCount: Int
  let attemptLimit: Int
  let drains: Bool
  var generator: Generator
  var coordinator: Coordinator

  /// What each worker trains, as far as the worker knows.
  var assigned: [WorkerID: TrialID] = [:]
  /// Workers that the coordinator believes to be gone, with the result they may still send.
  var silent: [WorkerID: TrialID] = [:]
  var idle: Set<WorkerID> = []
  var dismissals: [WorkerID: Int] = [:]
  var endings: [TrialID: Int] = [:]
  var attempts: [TrialID: Int] = [:]
  var workers = 0
  var isDraining = false

  init(seed: UInt64) {
    self.seed = seed
    generator = Generator(seed: Int(seed), stream: "test")
    trialCount = Int.random(in: 0...30, using: &generator)
    attemptLimit = Int.random(in: 1...4, using: &generator)
    drains = Int.random(in: 0..<5, using: &generator) == 0
    coordinator = Coordinator(trialCount: trialCount, attemptLimit: attemptLimit)
  }

  mutating func playOut() {
    let crowd = Int.random(in: 1...6, using: &generator)
    for _ in 0..<crowd { arrive() }
    var events = 0
    while !assigned.isEmpty || (isUnfinished && !isDraining) {
      events += 1
      #expect(events < 10_000, "seed \(seed) never ends")
      if events >= 10_000 { return }
      step(losses: events < 300)
    }
    while let worker = pick(silent.keys) { speakUp(worker) }
  }

  var isUnfinished: Bool { endings.count < trialCount }

  mutating func step(losses: Bool) {
    // Somebody must be left to finish the work.
    if assigned.isEmpty, idle.isEmpty { return arrive() }
    switch Int.random(in: 0..<10, using: &generator) {
    case 0 where losses: lose(pick(assigned.keys))
    case 1 where losses: lose(pick(idle))
    case 2: if let worker = pick(silent.keys) { speakUp(worker) }
    case 3 where losses: arrive()
    case 4 where losses && drains:
      isDraining = true
      carryOut(coordinator.onDrain())
    default: if let worker = pick(assigned.keys) { finish(worker) }
    }
  }

  /// Draws a worker; sorted first, as the order of a set differs between processes.
  mutating func pick(_ workers: some Collection<WorkerID>) -> WorkerID? {
    workers.sorted { $0.rawValue < $1.rawValue }.randomElement(using: &generator)
  }

  mutating func arrive() {
    let worker = WorkerID(rawValue: workers)
    workers += 1
    idle.insert(worker)
    carryOut(coordinator.onReady(worker))
  }

  mutating func finish(_ worker: WorkerID) {
    guard let trial = assigned.removeValue(forKey: worker) else { return }
    idle.insert(worker)
    carryOut(coordinator.onResult(trial, from: worker))
  }

  mutating func speakUp(_ worker: WorkerID) {
    guard let trial = silent.removeValue(forKey: worker) else { return }
    idle.insert(worker)
    carryOut(coordinator.onResult(trial, from: worker))
  }

  mutating func lose(_ worker: WorkerID?) {
    guard let worker else { return }
    silent[worker] = assigned.removeValue(forKey: worker)
    idle.remove(worker)
    carryOut(coordinator.onLost(worker))
  }

  mutating func carryOut(_ directives: [Coordinator.Directive]) {
    for directive in directives {
      switch directive {
      case .assign(let trial, let attempt, let worker):
        #expect(idle.remove(worker) != nil, "seed \(seed): \(worker) was not idle")
        #expect(endings[trial] == nil, "seed \(seed): \(trial) has ended and is assigned again")
        #expect(!isDraining, "seed \(seed): \(trial) is assigned while draining")
        attempts[trial, default: 0] += 1
        #expect(attempt == attempts[trial], "seed \(seed)")
        #expect(attempt <= attemptLimit, "seed \(seed)")
        assigned[worker] = trial
      case .record(let trial): endings[trial, default: 0] += 1
      case .abandon(let trial, let tried):
        #expect(tried == attemptLimit, "seed \(seed)")
        endings[trial, default: 0] += 1
      case .requeue(let trial):
        #expect(endings[trial] == nil, "seed \(seed): \(trial) has ended and is queued again")
      case .dismiss(let worker):
        #expect(!isUnfinished || isDraining, "seed \(seed): \(worker) is dismissed too early")
        dismissals[worker, default: 0] += 1
        assigned[worker] = nil
        idle.remove(worker)
      }
    }
  }
}

@Suite("Coordinator, by random histories")
struct CoordinatorHistoryTests {
  @Test("every trial ends exactly once and everyone is dismissed, whatever happens")
  func everyTrialEndsOnce() {
    for seed in 1...1000 as ClosedRange<UInt64> {
      var history = History(seed: seed)
      history.playOut()
      #expect(history.endings.values.allSatisfy { $0 == 1 }, "seed \(seed)")
      #expect(history.dismissals.values.allSatisfy { $0 == 1 }, "seed \(seed)")
      #expect(history.idle.isEmpty && history.assigned.isEmpty, "seed \(seed)")
      if !history.isDraining {
        #expect(history.endings.count == history.trialCount, "seed \(seed)")
      }
      #expect(
        history.coordinator.remaining == history.trialCount - history.endings.count,
        "seed \(seed)")
      #expect(history.coordinator.runningCount == 0, "seed \(seed)")
    }
  }
}
