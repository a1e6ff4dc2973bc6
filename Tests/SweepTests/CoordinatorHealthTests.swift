import Engine
import Testing

@testable import Sweep

private func worker(_ position: Int) -> WorkerID { WorkerID(rawValue: position) }

/// A coordinator of trials in one cell, and the events of a test in few words.
private struct Scene {
  var coordinator: Coordinator
  let workers: Int
  var said: [Coordinator.Directive] = []

  init(trials: Int, workers: Int, attemptLimit: Int = 3) {
    self.workers = workers
    coordinator = Coordinator(
      sizes: [trials],
      costs: fixedCosts([1], known: [CellHistory(ended: 1, steps: 1, seconds: 10)]),
      workers: (0..<workers).map { WorkerID(rawValue: $0) }, at: 0, attemptLimit: attemptLimit)
  }

  mutating func ready(_ id: Int, at now: Double) {
    said += coordinator.onReady(worker(id), at: now)
  }

  mutating func beat(_ id: Int, _ trial: Int?, gap: Double = 0.1, at now: Double) {
    let attempt = trial.map { AttemptID(trial: TrialID(rawValue: $0), number: 1) }
    said += coordinator.onHeartbeat(
      worker(id), attempt: attempt, pace: Pace(silence: gap, moment: gap), at: now)
    // Who is told to start anew does.
    if said.last == .recall(worker(id)) { ready(id, at: now) }
  }

  mutating func end(_ trial: Int, from id: Int, at now: Double) {
    said += coordinator.onResults(
      [(AttemptID(trial: TrialID(rawValue: trial), number: 1), 1, 10)], from: worker(id),
      pace: Pace(silence: 0.1, moment: 0.1), at: now)
  }

  /// Lets time pass, a tick each second; the given workers show that they are alive.
  mutating func pass(from start: Int, to end: Int, alive: [Int: Int?]) {
    for second in start..<end {
      for (id, trial) in alive { beat(id, trial, at: Double(second)) }
      said += coordinator.onTick(at: Double(second) + 0.5)
    }
  }

  func count(_ isMeant: (Coordinator.Directive) -> Bool) -> Int { said.count(where: isMeant) }
  var losses: Int { count { if case .lost = $0 { true } else { false } } }
  var abandoned: Int { count { if case .abandon = $0 { true } else { false } } }
  var dismissed: Int { count { if case .dismiss = $0 { true } else { false } } }
}

@Suite("Coordinator, its own and others' health")
struct CoordinatorHealthTests {
  @Test("losses that their workers refute count for nothing", arguments: [1, 2])
  func refuted(workers: Int) {
    var scene = Scene(trials: 1, workers: workers)
    for id in 0..<workers { scene.ready(id, at: 0) }
    var now = 1
    for _ in 0..<8 {
      scene.beat(0, 0, at: Double(now))
      scene.pass(from: now + 1, to: now + 20, alive: workers > 1 ? [1: nil] : [:])
      now += 21
      scene.beat(0, 0, at: Double(now))
    }
    #expect(scene.abandoned == 0)
    #expect(scene.coordinator.remaining == 1)
  }

  @Test("one long pause does not hide a later death")
  func pause() {
    var scene = Scene(trials: 4, workers: 2)
    for id in 0..<2 { scene.ready(id, at: 0) }
    scene.pass(from: 1, to: 10, alive: [0: 0, 1: 1])
    scene.pass(from: 10, to: 25, alive: [0: 0])
    scene.beat(1, 1, gap: 15, at: 25)
    scene.pass(from: 26, to: 40, alive: [0: 0, 1: 1])
    let before = scene.losses
    scene.pass(from: 40, to: 60, alive: [0: 0])
    #expect(before == 1)
    #expect(scene.losses == 2)
  }

  @Test("a worker that is heard again once, and then dies, is missed")
  func onceMore() {
    var scene = Scene(trials: 2, workers: 2)
    for id in 0..<2 { scene.ready(id, at: 0) }
    scene.pass(from: 1, to: 3, alive: [0: 0, 1: 1])
    scene.pass(from: 3, to: 15, alive: [0: 0])
    scene.beat(1, 1, at: 15)
    scene.pass(from: 15, to: 90, alive: [0: 0])
    #expect(scene.losses == 2)
    #expect(scene.coordinator.lostCount == 1)
  }

  @Test("a worker that has put its trial aside is missed too")
  func leaving() {
    var scene = Scene(trials: 2, workers: 2)
    for id in 0..<2 { scene.ready(id, at: 0) }
    scene.said += scene.coordinator.onDrained(worker(1), at: 1)
    scene.pass(from: 1, to: 90, alive: [0: 0])
    #expect(scene.losses == 1)
  }

  @Test("a worker that waits, and was merely slow, still gets what comes back")
  func slowWaiter() {
    var scene = Scene(trials: 1, workers: 2)
    for id in 0..<2 { scene.ready(id, at: 0) }
    scene.beat(0, 0, at: 1)
    scene.beat(1, nil, at: 2.4)
    // Both are suspected when the trial is given up as lost.
    scene.pass(from: 3, to: 37, alive: [:])
    #expect(scene.losses == 1)
    scene.beat(1, nil, at: 37)
    let trial = TrialID(rawValue: 0)
    #expect(scene.said.contains(.assign([trial], attempt: 2, isReturned: true, to: worker(1))))
  }

  @Test("a run all of whose workers are lost ends")
  func deserted() {
    var scene = Scene(trials: 5, workers: 2)
    for id in 0..<2 { scene.ready(id, at: 0) }
    scene.end(0, from: 0, at: 1)
    scene.pass(from: 2, to: 200, alive: [:])
    #expect(scene.dismissed == 2)
    #expect(scene.coordinator.remaining == 4)
  }

  @Test("a few of many workers may be lost before the first result")
  func share() {
    var scene = Scene(trials: 400, workers: 40)
    for id in 0..<40 { scene.ready(id, at: 0) }
    let alive = Dictionary(uniqueKeysWithValues: (6..<40).map { ($0, Int?.some($0)) })
    scene.pass(from: 1, to: 120, alive: alive)
    #expect(scene.losses == 6)
    let isDraining = scene.coordinator.isDraining
    #expect(!isDraining)
  }
}
