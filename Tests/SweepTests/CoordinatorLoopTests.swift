import Engine
import Synchronization
import Testing

@testable import Sweep

/// A result that tells which configuration it belongs to.
private func fakeResult(_ configuration: TrialConfiguration) -> TrialResult {
  let evaluation = Evaluation(
    step: configuration.steps, trainLoss: Double(configuration.seed.trial), trainAccuracy: 1,
    testLoss: .infinity, testAccuracy: 0.5, tensorNorm2: [1, 2],
    pruning: PruningCurve(accuracies: [1, 0]))
  return TrialResult(tensors: ["a", "b"], trajectory: [evaluation], ending: .budget)
}

private func trials(_ count: Int) -> [TrialConfiguration] {
  (0..<count).map { seed in
    var trial = TrialConfiguration()
    trial.seed.trial = seed
    return trial
  }
}

/// Keeps records in memory, or fails from a given batch on.
private final class MemorySink: ResultSink {
  struct Full: Error {}

  var batches: [[TrialRecord]] = []
  let failsAtBatch: Int?

  init(failsAtBatch: Int? = nil) { self.failsAtBatch = failsAtBatch }

  func append(_ records: [TrialRecord]) throws -> [String] {
    if batches.count == failsAtBatch { throw Full() }
    batches.append(records)
    return records.contains { $0.configuration.seed.trial == 0 } ? ["a warning"] : []
  }

  var records: [TrialRecord] { batches.flatMap { $0 } }
}

/// Counts what is printed.
private final class Printed {
  var text = ""
}

/// Plays both sides on one thread: a script of messages in, all messages out.
private final class ScriptedTransport: Transport {
  let workers: [WorkerID]
  var script: [(WorkerID, Message)]
  var sent: [(WorkerID, Message)] = []
  let onSend: () -> Void

  init(
    workers: Int, script: [(Int, Message)], onSend: @escaping () -> Void = {}
  ) {
    self.workers = (0..<workers).map { WorkerID(rawValue: $0) }
    self.script = script.map { (WorkerID(rawValue: $0), $1) }
    self.onSend = onSend
  }

  func receive() -> (WorkerID, Message)? { script.isEmpty ? nil : script.removeFirst() }

  func send(_ message: Message, to worker: WorkerID) {
    onSend()
    sent.append((worker, message))
  }

  var dismissed: [Int] { sent.compactMap { $1 == .dismiss ? $0.rawValue : nil } }
}

/// Stands still but for sleeping.
private func stoppedClock() -> LoopClock {
  let time = SharedTime()
  return LoopClock(
    now: { time.seconds.withLock { $0 } }, date: { 1e9 },
    sleep: { pause in time.seconds.withLock { $0 += pause } })
}

private final class SharedTime: Sendable {
  let seconds = Mutex(0.0)
}

private func result(_ trial: Int, attempt: Int = 1) -> Message {
  .result(
    TrialID(rawValue: trial),
    TrialReport(
      attempt: attempt, startedAt: 5, wallSeconds: 2, result: fakeResult(trials(trial + 1)[trial])))
}

@Suite("Coordinator loop")
struct CoordinatorLoopTests {
  @Test("threads train every trial once", arguments: [1, 2, 5])
  func threads(workers: Int) throws {
    let transport = LocalTransport(workers: (0..<workers).map { WorkerID(rawValue: $0) })
    transport.startWorkers(host: "here", clock: .system) { configuration, poll in
      try poll(1)
      return fakeResult(configuration)
    }
    let sink = MemorySink()
    let work = trials(200)
    var loop = CoordinatorLoop(
      trials: work, doneBefore: 0, transport: transport, sink: sink, clock: .system,
      progress: ProgressLine(isTerminal: false) { _ in })
    try loop.run()
    #expect(sink.records.count == work.count)
    #expect(Set(sink.records.map(\.configuration)) == Set(work))
    for record in sink.records {
      #expect(record.result == fakeResult(record.configuration))
      #expect(record.attempt.provenance.host == "here")
      #expect(record.attempt.number == 1)
      #expect((0..<workers).contains(record.attempt.rank))
    }
  }

  @Test("an error on a worker's thread ends the run")
  func threadFails() {
    struct Broken: Error {}
    let transport = LocalTransport(workers: [WorkerID(rawValue: 0)])
    transport.startWorkers(host: "here", clock: .system) { _, _ in throw Broken() }
    var loop = CoordinatorLoop(
      trials: trials(3), doneBefore: 0, transport: transport, sink: MemorySink(), clock: .system,
      progress: ProgressLine(isTerminal: false) { _ in })
    #expect(throws: Broken.self) { try loop.run() }
  }

  @Test("results are stored in batches, and all of them before anyone is dismissed")
  func batches() throws {
    let sink = MemorySink()
    let transport = ScriptedTransport(
      workers: 2,
      script: [
        (0, .ready(host: "a")), (1, .ready(host: "b")), (0, result(0)), (1, result(1)),
        (1, .progress(TrialID(rawValue: 3), step: 7)), (0, result(2)), (1, result(3)),
      ])
    let clock = stoppedClock()
    var loop = CoordinatorLoop(
      trials: trials(4), doneBefore: 0, transport: transport, sink: sink, clock: clock,
      progress: ProgressLine(isTerminal: false) { _ in })
    try loop.run()
    #expect(sink.batches.map(\.count) == [4])
    #expect(sink.records.map(\.attempt.rank) == [0, 1, 0, 1])
    #expect(sink.records.map(\.attempt.provenance.host) == ["a", "b", "a", "b"])
    #expect(transport.dismissed.sorted() == [0, 1])
  }

  @Test("a result is stored after a tenth of a second at the latest")
  func batchInterval() throws {
    let sink = MemorySink()
    let clock = stoppedClock()
    let transport = ScriptedTransport(
      workers: 1, script: [(0, .ready(host: "")), (0, result(0)), (0, result(1)), (0, result(2))],
      onSend: { clock.sleep(0.06) })
    var loop = CoordinatorLoop(
      trials: trials(3), doneBefore: 0, transport: transport, sink: sink, clock: clock,
      progress: ProgressLine(isTerminal: false) { _ in })
    try loop.run()
    #expect(sink.batches.map(\.count) == [2, 1])
  }

  @Test("a store that fails ends the run, and everyone is dismissed in the middle of a trial")
  func storeFails() {
    let transport = ScriptedTransport(
      workers: 3,
      script: [(0, .ready(host: "")), (1, .ready(host: "")), (0, result(0))])
    var loop = CoordinatorLoop(
      trials: trials(9), doneBefore: 0, transport: transport, sink: MemorySink(failsAtBatch: 0),
      clock: stoppedClock(), progress: ProgressLine(isTerminal: false) { _ in })
    #expect {
      try loop.run()
    } throws: { error in
      if case CoordinatorLoopError.store(let cause) = error {
        cause is MemorySink.Full
      } else {
        false
      }
    }
    #expect(transport.dismissed == [0, 1, 2])
  }

  @Test("a worker that trains hears of its dismissal between evaluations")
  func interrupted() throws {
    let transport = LocalTransport(workers: [WorkerID(rawValue: 0)])
    let json = trials(1)[0].node.canonicalJSON
    transport.send(
      .assign(TrialID(rawValue: 0), attempt: 1, configuration: json), to: transport.workers[0])
    let loop = WorkerLoop(
      link: transport.link(of: transport.workers[0]), host: "here", clock: stoppedClock()
    ) { configuration, poll in
      try poll(1)
      transport.send(.dismiss, to: transport.workers[0])
      try poll(2)
      Issue.record("goes on after its dismissal")
      return fakeResult(configuration)
    }
    try loop.run()
    #expect(try transport.receive()?.1 == .ready(host: "here"))
    #expect(try transport.receive() == nil)
  }

  @Test("progress is reported once a second")
  func progressMessages() throws {
    let transport = LocalTransport(workers: [WorkerID(rawValue: 0)])
    let json = trials(1)[0].node.canonicalJSON
    transport.send(
      .assign(TrialID(rawValue: 0), attempt: 4, configuration: json), to: transport.workers[0])
    transport.send(.dismiss, to: transport.workers[0])
    let clock = stoppedClock()
    let loop = WorkerLoop(
      link: OneAtATime(link: transport.link(of: transport.workers[0])), host: "", clock: clock
    ) { configuration, poll in
      for step in 1...10 {
        clock.sleep(0.25)
        try poll(step)
      }
      return fakeResult(configuration)
    }
    try loop.run()
    var heard: [Message] = []
    while let (_, message) = try transport.receive() { heard.append(message) }
    let id = TrialID(rawValue: 0)
    #expect(heard.dropLast() == [.ready(host: ""), .progress(id, step: 4), .progress(id, step: 8)])
    guard case .result(id, let report) = heard.last else {
      Issue.record("no result")
      return
    }
    #expect(report.attempt == 4)
    #expect(report.startedAt == 1e9)
    #expect(report.wallSeconds == 2.5)
  }

  @Test("an impossible message ends the run")
  func impossible() {
    for message in [Message.dismiss, result(7)] {
      let transport = ScriptedTransport(workers: 1, script: [(0, .ready(host: "")), (0, message)])
      var loop = CoordinatorLoop(
        trials: trials(2), doneBefore: 0, transport: transport, sink: MemorySink(),
        clock: stoppedClock(), progress: ProgressLine(isTerminal: false) { _ in })
      #expect(throws: CoordinatorLoopError.self) { try loop.run() }
    }
  }

  @Test("warnings are printed, and the last line counts the trials of earlier runs")
  func printed() throws {
    let printed = Printed()
    let transport = ScriptedTransport(workers: 1, script: [(0, .ready(host: "")), (0, result(0))])
    var loop = CoordinatorLoop(
      trials: trials(1), doneBefore: 4, transport: transport, sink: MemorySink(),
      clock: stoppedClock(), progress: ProgressLine(isTerminal: false) { printed.text += $0 })
    try loop.run()
    #expect(
      printed.text == "groksweep: a warning\ngroksweep: 5/5 trials, 0 running, 0s elapsed\n")
  }
}

/// Shows its worker nothing more than one message while a trial is trained.
private final class OneAtATime: Link {
  let link: LocalTransport.Link
  private var isTraining = false

  init(link: LocalTransport.Link) { self.link = link }

  func receive() -> Message? {
    guard !isTraining else { return nil }
    let message = link.receive()
    if case .assign = message { isTraining = true }
    return message
  }

  func send(_ message: Message) {
    if case .result = message { isTraining = false }
    link.send(message)
  }
}

@Suite("Progress line")
struct ProgressLineTests {
  @Test("says what is done, and how long the rest takes once that is known")
  func lines() {
    var progress = Progress(done: 2, total: 40, doneHere: 2, running: 2, elapsed: 61)
    #expect(progress.line == "2/40 trials, 2 running, 1m01s elapsed")
    progress = Progress(done: 20, total: 40, doneHere: 10, running: 2, elapsed: 3700)
    #expect(progress.line == "20/40 trials, 2 running, 1h01m elapsed, about 2h03m left")
    progress = Progress(done: 40, total: 40, doneHere: 40, running: 0, elapsed: 200_000)
    #expect(progress.line == "40/40 trials, 0 running, 2d07h elapsed")
  }

  @Test("a log file gets a line every ten seconds, a terminal one line that changes")
  func rates() {
    let progress = Progress(done: 1, total: 2, doneHere: 1, running: 1, elapsed: 3)
    let log = Printed()
    var line = ProgressLine(isTerminal: false) { log.text += $0 }
    for second in 0..<25 { line.update(progress, now: Double(second)) }
    #expect(log.text == String(repeating: "groksweep: \(progress.line)\n", count: 2))

    let terminal = Printed()
    line = ProgressLine(isTerminal: true) { terminal.text += $0 }
    line.update(progress, now: 0)
    line.update(progress, now: 0.1)
    line.note("note")
    line.update(progress, now: 0.3)
    line.finish(progress)
    let shown = "\r\u{1b}[Kgroksweep: \(progress.line)"
    #expect(terminal.text == "\(shown)\r\u{1b}[Kgroksweep: note\n\(shown)\(shown)\n")
  }
}
