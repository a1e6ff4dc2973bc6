import Engine
import Testing

@testable import Sweep

private func trial(_ position: Int) -> TrialID { TrialID(rawValue: position) }
private func worker(_ position: Int) -> WorkerID { WorkerID(rawValue: position) }

private func attempt(_ position: Int, _ number: Int = 1) -> AttemptID {
  AttemptID(trial: trial(position), number: number)
}

/// How a worker gets on with whom nothing is wrong.
private let usual = Pace(silence: 0.1, moment: 0.1)

private func assign(
  _ trials: [Int], attempt: Int = 1, isReturned: Bool = false, to id: Int
) -> Coordinator.Directive {
  .assign(trials.map(trial), attempt: attempt, isReturned: isReturned, to: worker(id))
}

/// A coordinator of trials in one cell, which take ten seconds each.
private func coordinator(
  trials: Int, workers: Int, attemptLimit: Int = 3, seconds: Double = 10
) -> Coordinator {
  Coordinator(
    sizes: [trials],
    costs: fixedCosts([1], known: [CellHistory(ended: 1, steps: 1, seconds: seconds)]),
    workers: (0..<workers).map(worker), at: 0, attemptLimit: attemptLimit)
}

extension Coordinator {
  fileprivate mutating func onResult(_ position: Int, from id: Int, at now: Double) -> [Directive] {
    onResults([(attempt(position), 1, 10)], from: worker(id), pace: usual, at: now)
  }

  fileprivate mutating func onHeartbeat(
    _ id: Int, _ trial: Int?, number: Int = 1, silence: Double = 0.1, at now: Double
  ) -> [Directive] {
    onHeartbeat(
      worker(id), attempt: trial.map { attempt($0, number) },
      pace: Pace(silence: silence, moment: silence), at: now)
  }

  fileprivate mutating func onReady(_ id: Int) -> [Directive] { onReady(worker(id), at: 0) }

  /// Lets all others than the silent be heard of, and time pass.
  fileprivate mutating func silence(
    of silent: Int..., among count: Int, at now: Double
  ) -> [Directive] {
    var directives: [Directive] = []
    for time in [now - Limits.suspicion, now] {
      for other in 0..<count where !silent.contains(other) { _ = onHeartbeat(other, nil, at: time) }
      directives = onTick(at: time)
    }
    return directives.filter { if case .lost = $0 { false } else { true } }
  }
}

@Suite("Coordinator, by script")
struct CoordinatorScriptTests {
  @Test("trials go out in order, and all workers are dismissed together at the end")
  func inOrder() {
    var coordinator = coordinator(trials: 3, workers: 2)
    #expect(coordinator.onReady(0) == [assign([0], to: 0)])
    #expect(coordinator.onReady(1) == [assign([1], to: 1)])
    #expect(coordinator.onResult(1, from: 1, at: 1) == [.record(trial(1)), assign([2], to: 1)])
    #expect(coordinator.onResult(0, from: 0, at: 2) == [.record(trial(0))])
    #expect(
      coordinator.onResult(2, from: 1, at: 3)
        == [.record(trial(2)), .dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.remaining == 0)
  }

  @Test("without trials, everyone is dismissed")
  func nothingToDo() {
    var coordinator = coordinator(trials: 0, workers: 2)
    #expect(coordinator.onReady(1) == [.dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.onReady(0) == [])
  }

  @Test("tiny trials go out in batches, and the next batch before the last one has ended")
  func batches() {
    var coordinator = coordinator(trials: 10_000, workers: 2, seconds: 0.001)
    #expect(
      coordinator.onReady(0) == [assign(Array(0..<50), to: 0), assign(Array(50..<100), to: 0)])
    let results = (0..<50).map { (attempt($0), 1, 0.001) }
    let directives = coordinator.onResults(results, from: worker(0), pace: usual, at: 1)
    guard case .assign(let next, 1, false, worker(0))? = directives.last else {
      Issue.record("no other batch")
      return
    }
    #expect((45...50).contains(next.count) && next.first == trial(100))
  }

  @Test("a cell of which nothing is known gets one trial at first")
  func unknown() {
    var coordinator = Coordinator(
      sizes: [5], costs: fixedCosts([1]), workers: [worker(0)], at: 0)
    #expect(coordinator.onReady(0) == [assign([0], to: 0)])
  }

  @Test("the trial of a lost worker goes to an idle one, as a second attempt")
  func lost() {
    var coordinator = coordinator(trials: 1, workers: 2)
    _ = coordinator.onReady(0)
    #expect(coordinator.onReady(1) == [])
    _ = coordinator.onHeartbeat(0, 0, at: 1)
    #expect(coordinator.silence(of: 0, among: 2, at: 5.9) == [])
    #expect(
      coordinator.silence(of: 0, among: 2, at: 8.1)
        == [
          .requeue(attempt(0), from: worker(0)),
          assign([0], attempt: 2, isReturned: true, to: 1),
        ])
    #expect(coordinator.lostCount == 1)
  }

  @Test("the lease is ten times the usual silence of the cell, and a suspicion comes before a loss")
  func lease() {
    var coordinator = coordinator(trials: 1, workers: 1)
    _ = coordinator.onReady(0)
    #expect(coordinator.onTick(at: 59) == [])
    _ = coordinator.onHeartbeat(0, 0, silence: 2, at: 60)
    #expect(coordinator.onTick(at: 79) == [])
    #expect(coordinator.onTick(at: 81) == [])
    #expect(coordinator.onTick(at: 82.9) == [])
    #expect(coordinator.onTick(at: 83).first == .lost(worker(0), silence: 23))
  }

  @Test("a sign of life refutes a suspicion")
  func suspected() {
    var coordinator = coordinator(trials: 1, workers: 1)
    _ = coordinator.onReady(0)
    for second in 1...100 {
      if second.isMultiple(of: 6) {
        _ = coordinator.onHeartbeat(0, 0, silence: 0.1, at: Double(second))
      }
      #expect(coordinator.onTick(at: Double(second)) == [])
    }
  }

  @Test("if most workers are silent together, they are suspected for longer")
  func common() {
    var coordinator = coordinator(trials: 3, workers: 3)
    for id in 0..<3 {
      _ = coordinator.onReady(id)
      _ = coordinator.onHeartbeat(id, id, at: 1)
    }
    for second in 2...35 { #expect(coordinator.onTick(at: Double(second)) == []) }
    let lost = (36...38).flatMap { coordinator.onTick(at: Double($0)) }.count {
      if case .lost = $0 { true } else { false }
    }
    #expect(lost == 3)
  }

  @Test("and stay so when others are back, who came first only by chance")
  func oneByOne() {
    var coordinator = coordinator(trials: 3, workers: 3)
    for id in 0..<3 {
      _ = coordinator.onReady(id)
      _ = coordinator.onHeartbeat(id, id, at: 1)
    }
    for second in 2...20 { #expect(coordinator.onTick(at: Double(second)) == []) }
    for second in 21...30 {
      for id in 1..<3 { _ = coordinator.onHeartbeat(id, id, at: Double(second)) }
      #expect(coordinator.onTick(at: Double(second) + 0.5) == [])
    }
    #expect(coordinator.onHeartbeat(0, 0, at: 31) == [])
  }

  @Test("a thread of this process, which cannot end alone, has ten minutes")
  func thread() {
    var coordinator = Coordinator(
      sizes: [2], costs: fixedCosts([1]), workers: [worker(0), worker(1)], threads: [worker(0)],
      at: 0)
    for id in 0..<2 {
      _ = coordinator.onReady(id)
      _ = coordinator.onHeartbeat(id, id, at: 1)
    }
    let directives = (2...600).flatMap { coordinator.onTick(at: Double($0)) }
    let lost = directives.filter { if case .lost = $0 { true } else { false } }
    #expect(lost == [.lost(worker(1), silence: 8)])
  }

  @Test("a lost worker that is heard of goes on with what nobody has taken")
  func back() {
    var coordinator = coordinator(trials: 1, workers: 1)
    _ = coordinator.onReady(0)
    _ = coordinator.onTick(at: 61)
    #expect(coordinator.onTick(at: 63).count == 2)
    #expect(coordinator.onHeartbeat(0, 0, at: 64) == [.back(worker(0))])
    #expect(
      coordinator.onResult(0, from: 0, at: 65) == [.record(trial(0)), .dismiss(worker(0))])
  }

  @Test("what is said of an attempt that was taken away counts for nobody")
  func outdated() {
    var coordinator = coordinator(trials: 2, workers: 2)
    _ = coordinator.onReady(0)
    _ = coordinator.onHeartbeat(0, 0, at: 1)
    _ = coordinator.silence(of: 0, among: 1, at: 9)
    #expect(
      coordinator.onReady(worker(1), at: 9) == [assign([0], attempt: 2, isReturned: true, to: 1)])
    #expect(coordinator.onHeartbeat(0, 0, at: 9) == [.recall(worker(0))])
    #expect(coordinator.onReady(worker(0), at: 9) == [assign([1], to: 0)])
    // A silence of an hour in the attempt that it dropped would give it a lease of three.
    _ = coordinator.onHeartbeat(0, 0, silence: 3600, at: 10)
    _ = coordinator.onHeartbeat(0, 1, at: 11)
    #expect(coordinator.longestMoment(at: 11) < 1)
    let lost = coordinator.silence(of: 0, among: 2, at: 18.5)
    #expect(lost.first == .requeue(attempt(1), from: worker(0)))
  }

  @Test("the result of an abandoned trial counts, and it is not abandoned any more")
  func resultAfterAll() {
    var coordinator = coordinator(trials: 2, workers: 2, attemptLimit: 1)
    _ = coordinator.onReady(0)
    _ = coordinator.onReady(1)
    for id in 0..<2 { _ = coordinator.onHeartbeat(id, id, at: 1) }
    #expect(
      coordinator.silence(of: 0, among: 2, at: 9)
        == [.abandon(attempt(0), losses: 1, from: worker(0))])
    #expect(coordinator.abandonedCount == 1 && coordinator.remaining == 1)
    let directives = coordinator.onResult(0, from: 0, at: 10)
    #expect(directives.prefix(2) == [.restore(attempt(0), from: worker(0)), .back(worker(0))])
    #expect(directives.contains(.record(trial(0))))
    #expect(coordinator.abandonedCount == 0 && coordinator.remaining == 1)
  }

  @Test("an abandoned trial is taken up again if one of its losses is refuted")
  func restored() {
    var coordinator = coordinator(trials: 2, workers: 2, attemptLimit: 1)
    for id in 0..<2 {
      _ = coordinator.onReady(id)
      _ = coordinator.onHeartbeat(id, id, at: 1)
    }
    _ = coordinator.silence(of: 0, among: 2, at: 9)
    #expect(
      coordinator.onHeartbeat(0, 0, at: 10) == [
        .restore(attempt(0), from: worker(0)), .back(worker(0)),
      ])
    #expect(coordinator.abandonedCount == 0 && coordinator.remaining == 2)
  }

  @Test("a late result counts, its duplicate is compared, and the worker is recalled")
  func late() {
    var coordinator = coordinator(trials: 2, workers: 2)
    _ = coordinator.onReady(0)
    _ = coordinator.onHeartbeat(0, 0, at: 1)
    _ = coordinator.silence(of: 0, among: 1, at: 9)
    #expect(
      coordinator.onReady(worker(1), at: 9) == [assign([0], attempt: 2, isReturned: true, to: 1)])
    #expect(
      coordinator.onResult(0, from: 0, at: 10) == [.recall(worker(0)), .record(trial(0))])
    #expect(coordinator.onReady(worker(0), at: 10) == [assign([1], to: 0)])
    #expect(coordinator.onResult(0, from: 1, at: 11) == [.compare(trial(0))])
    #expect(
      coordinator.onResult(1, from: 0, at: 12)
        == [.record(trial(1)), .dismiss(worker(0)), .dismiss(worker(1))])
  }

  @Test("a late result takes its trial out of the queue")
  func lateWhileWaiting() {
    var coordinator = coordinator(trials: 1, workers: 1)
    _ = coordinator.onReady(0)
    _ = coordinator.silence(of: 0, among: 1, at: 63)
    #expect(
      coordinator.onResult(0, from: 0, at: 64)
        == [.back(worker(0)), .record(trial(0)), .dismiss(worker(0))])
  }

  @Test("a trial that loses its worker at every attempt is given up")
  func abandoned() {
    var coordinator = coordinator(trials: 1, workers: 3, attemptLimit: 2)
    for id in 0..<3 { _ = coordinator.onReady(id) }
    _ = coordinator.onHeartbeat(0, 0, at: 1)
    _ = coordinator.silence(of: 0, among: 3, at: 9)
    _ = coordinator.onHeartbeat(1, 0, number: 2, at: 9)
    let directives = coordinator.silence(of: 0, 1, among: 3, at: 17)
    #expect(directives.first == .abandon(attempt(0, 2), losses: 2, from: worker(1)))
    #expect(
      directives.dropFirst() == [.dismiss(worker(0)), .dismiss(worker(1)), .dismiss(worker(2))])
    #expect(coordinator.remaining == 0)
  }

  @Test("what was lost is trained alone, so that its end tells of no other trial")
  func exclusive() {
    var coordinator = coordinator(trials: 1000, workers: 2, seconds: 0.001)
    guard case .assign(let first, _, _, _)? = coordinator.onReady(0).first else {
      Issue.record("nothing is assigned")
      return
    }
    #expect(first.count > 1)
    _ = coordinator.onHeartbeat(0, first[0].rawValue, at: 1)
    _ = coordinator.silence(of: 0, among: 1, at: 9)
    #expect(
      coordinator.onReady(worker(1), at: 9)
        == [.assign([first[0]], attempt: 2, isReturned: true, to: worker(1))])
  }

  @Test("trials that are released later go to those who wait")
  func released() {
    var coordinator = Coordinator(
      sizes: [2, 3], released: [1, 0],
      costs: CostModel([TrialConfiguration(), TrialConfiguration()]),
      workers: [worker(0), worker(1)], at: 0)
    #expect(coordinator.onReady(0) == [assign([0], to: 0)])
    #expect(coordinator.onReady(1) == [])
    #expect(coordinator.release(1, of: 1) == [assign([2], to: 1)])
    #expect(coordinator.release(2, of: 1) == [])
    #expect(coordinator.onResult(0, from: 0, at: 1) == [.record(trial(0)), assign([3], to: 0)])
    #expect(coordinator.remaining == 3)
  }

  @Test("a run that loses its workers before any trial has ended gives up")
  func givesUp() {
    var coordinator = coordinator(trials: 50, workers: 8)
    for id in 0..<8 { _ = coordinator.onReady(id) }
    var directives: [Coordinator.Directive] = []
    for second in 60...95 {
      for id in 5..<8 { _ = coordinator.onHeartbeat(id, id, at: Double(second)) }
      directives += coordinator.onTick(at: Double(second))
    }
    #expect(directives.contains(.giveUp(.barren(lost: 5, of: 8))))
    #expect(directives.contains(.drain(worker(5))))
    #expect(coordinator.isDraining)
  }

  @Test("draining puts aside what runs, and all others wait")
  func drain() {
    var coordinator = coordinator(trials: 5, workers: 2)
    _ = coordinator.onReady(0)
    _ = coordinator.onReady(1)
    #expect(coordinator.onDrain() == [.drain(worker(0)), .drain(worker(1))])
    #expect(coordinator.onDrained(worker(0), at: 1) == [])
    #expect(
      coordinator.onDrained(worker(1), at: 1) == [.dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.remaining == 5)
  }

  @Test("draining dismisses at once when nothing runs")
  func drainIdle() {
    var coordinator = coordinator(trials: 1, workers: 1)
    #expect(coordinator.onDrain() == [.dismiss(worker(0))])
  }

  @Test("a worker that is told to stop gives back its trial and gets no other")
  func leaving() {
    var coordinator = coordinator(trials: 2, workers: 2)
    _ = coordinator.onReady(0)
    #expect(coordinator.onDrained(worker(0), at: 1) == [])
    #expect(
      coordinator.onReady(worker(1), at: 2) == [assign([0], attempt: 2, isReturned: true, to: 1)])
    #expect(coordinator.onResult(0, from: 1, at: 3) == [.record(trial(0)), assign([1], to: 1)])
  }
}
