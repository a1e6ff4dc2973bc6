import Engine
import Testing

@testable import Sweep

/// A coordinator and workers whose messages take any time, in order between any two of them.
private struct DelayedCluster {
  private enum ToWorker { case assign([AttemptID]), recall, drain, dismiss }
  private enum ToCoordinator { case ready, life(AttemptID?), result(AttemptID), drained }

  private struct Worker {
    var queue: [AttemptID] = []
    var inbox: [ToWorker] = []
    var outbox: [ToCoordinator] = [.ready]
    var isAlive = true
    var isLeaving = false
    var isDismissed = false
    /// Turns for which it neither hears nor speaks.
    var sleeps = 0
  }

  private var generator: Generator
  private var workers: [Worker]
  private(set) var coordinator: Coordinator
  private var now = 0.0
  private var attempts: Set<AttemptID> = []
  private(set) var recorded: [Int]
  private(set) var abandoned: Set<TrialID> = []
  private(set) var dismissed: Set<WorkerID> = []
  /// What a law says was broken.
  private(set) var faults: [String] = []

  init(seed: Int) {
    generator = Generator(seed: seed, stream: "delays")
    let (trials, count) = (
      Int.random(in: 1...30, using: &generator), Int.random(in: 1...6, using: &generator)
    )
    workers = Array(repeating: Worker(), count: count)
    recorded = Array(repeating: 0, count: trials)
    let lengths: [Double] = [0.001, 0.3, 10]
    let seconds = lengths[Int.random(in: 0..<3, using: &generator)]
    coordinator = Coordinator(
      sizes: [trials],
      costs: fixedCosts([1], known: [CellHistory(ended: 1, steps: 1, seconds: seconds)]),
      workers: (0..<count).map(WorkerID.init), at: 0,
      attemptLimit: Int.random(in: 1...4, using: &generator))
  }

  private mutating func chance(_ share: Double) -> Bool { generator.unit() < share }

  /// Plays until all are dismissed; each turn takes a virtual second at most.
  mutating func play(drainsAt: Int?) {
    for turn in 0..<20_000 {
      if dismissed.count == workers.count { return }
      if turn == drainsAt { carryOut(coordinator.onDrain()) }
      for index in workers.indices.shuffled(using: &generator) { live(index) }
      now += generator.unit()
      if chance(0.8) { carryOut(coordinator.onTick(at: now)) }
    }
    faults.append("it does not end")
  }

  /// What happens around one worker in a turn.
  private mutating func live(_ index: Int) {
    if workers[index].sleeps > 0 { workers[index].sleeps -= 1 }
    let isAwake = workers[index].isAlive && workers[index].sleeps == 0
    if isAwake, chance(0.01), index > 0 { workers[index].isAlive = false }
    if isAwake, chance(0.02) { workers[index].sleeps = Int.random(in: 1...60, using: &generator) }
    while isAwake, !workers[index].inbox.isEmpty, chance(0.7) { hear(index) }
    if isAwake, !workers[index].isDismissed { train(index) }
    // What it has sent arrives, whatever became of it.
    while !workers[index].outbox.isEmpty, chance(0.7) {
      deliver(workers[index].outbox.removeFirst(), from: WorkerID(rawValue: index))
    }
  }

  private mutating func hear(_ index: Int) {
    switch workers[index].inbox.removeFirst() {
    case .assign(let trials): if !workers[index].isLeaving { workers[index].queue += trials }
    case .recall where workers[index].isLeaving: break
    case .recall:
      workers[index].queue = []
      workers[index].outbox.append(.ready)
    case .drain where workers[index].isLeaving: break
    case .drain: leave(index)
    case .dismiss:
      workers[index].isDismissed = true
      workers[index].queue = []
    }
  }

  private mutating func leave(_ index: Int) {
    workers[index].isLeaving = true
    workers[index].queue = []
    workers[index].outbox.append(.drained)
  }

  private mutating func train(_ index: Int) {
    if index > 0, !workers[index].isLeaving, chance(0.003) { return leave(index) }
    if chance(0.3), !workers[index].queue.isEmpty {
      workers[index].outbox.append(.result(workers[index].queue.removeFirst()))
    } else {
      workers[index].outbox.append(.life(workers[index].queue.first))
    }
  }

  private mutating func deliver(_ message: ToCoordinator, from worker: WorkerID) {
    let pace = Pace(silence: 0.1, moment: 0.1)
    switch message {
    case .ready: carryOut(coordinator.onReady(worker, at: now))
    case .life(let attempt):
      carryOut(coordinator.onHeartbeat(worker, attempt: attempt, pace: pace, at: now))
    case .result(let attempt):
      carryOut(coordinator.onResults([(attempt, 1, 1)], from: worker, pace: pace, at: now))
    case .drained: carryOut(coordinator.onDrained(worker, at: now))
    }
  }

  private mutating func carryOut(_ directives: [Coordinator.Directive]) {
    for directive in directives {
      switch directive {
      case .assign(let trials, let number, _, let worker):
        let assigned = trials.map { AttemptID(trial: $0, number: number) }
        for attempt in assigned {
          if !attempts.insert(attempt).inserted { faults.append("\(attempt) is made twice") }
          if recorded[attempt.trial.rawValue] > 0 { faults.append("\(attempt) after its end") }
          if abandoned.contains(attempt.trial) { faults.append("\(attempt) is abandoned") }
        }
        workers[worker.rawValue].inbox.append(.assign(assigned))
      case .record(let trial):
        recorded[trial.rawValue] += 1
        abandoned.remove(trial)
      case .compare(let trial):
        if recorded[trial.rawValue] == 0 { faults.append("\(trial) is compared with nothing") }
      case .abandon(let attempt, let losses, _):
        if losses != coordinator.attemptLimit { faults.append("abandoned after \(losses)") }
        if !abandoned.insert(attempt.trial).inserted { faults.append("abandoned twice") }
      case .restore(let attempt, _):
        if abandoned.remove(attempt.trial) == nil { faults.append("restored for nothing") }
      case .recall(let worker): workers[worker.rawValue].inbox.append(.recall)
      case .drain(let worker): workers[worker.rawValue].inbox.append(.drain)
      case .dismiss(let worker):
        workers[worker.rawValue].inbox.append(.dismiss)
        if !dismissed.insert(worker).inserted { faults.append("\(worker) is dismissed twice") }
      case .lost, .requeue, .back, .giveUp: break
      }
    }
  }
}

@Suite("Coordinator, with messages that take their time")
struct DelayedMessagesTests {
  @Test("whatever crosses whatever, every trial ends once and everyone is dismissed")
  func everyTrialEndsOnce() {
    for seed in 1...2000 {
      var cluster = DelayedCluster(seed: seed)
      cluster.play(drainsAt: seed.isMultiple(of: 4) ? seed / 10 : nil)
      #expect(cluster.faults.isEmpty, "seed \(seed)")
      #expect(cluster.recorded.allSatisfy { $0 <= 1 }, "seed \(seed)")
      let coordinator = cluster.coordinator
      #expect(coordinator.abandonedCount == cluster.abandoned.count, "seed \(seed)")
      let open = cluster.recorded.count { $0 == 0 } - cluster.abandoned.count
      #expect(coordinator.remaining == open, "seed \(seed)")
      if !coordinator.isDraining { #expect(open == 0, "seed \(seed)") }
    }
  }
}
