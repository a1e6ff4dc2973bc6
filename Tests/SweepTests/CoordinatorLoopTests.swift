import Engine
import Foundation
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

private func trials(_ count: Int) -> Workload {
  Workload([Workload.Share(position: 0, cell: TrialConfiguration(), seeds: Array(0..<count))])
}

/// A trial of so many moments, each of which takes a step.
private struct FakeExecution: Execution {
  let configuration: TrialConfiguration
  var step = 0
  var moments = 1
  /// The passes of each moment.
  var passes = 1
  var onAdvance: () throws -> Void = {}

  mutating func advance(betweenPasses: () -> Void) throws -> Bool {
    guard step < moments else { return false }
    for _ in 0..<passes {
      try onAdvance()
      if passes > 1 { betweenPasses() }
    }
    step += 1
    return true
  }

  /// The step, in one byte.
  var state: StatePieces? {
    let byte = UInt8(step)
    return { [[byte]] }
  }
  var result: TrialResult { fakeResult(configuration) }
}

private let here = Provenance(host: "here")
private var silent: ProgressDisplay { ProgressDisplay(.quiet) { _ in } }

/// Keeps records in memory, or fails from a given batch on.
private final class MemorySink: ResultSink {
  struct Full: Error {}

  var batches: [[TrialRecord]] = []
  let failsAtBatch: Int?

  init(failsAtBatch: Int? = nil) { self.failsAtBatch = failsAtBatch }

  var events: [TrialEvent] = []
  var onAppend: () -> Void = {}

  func append(_ records: [TrialRecord], events: [TrialEvent]) throws -> [String] {
    onAppend()
    if batches.count == failsAtBatch { throw Full() }
    self.events += events
    if !records.isEmpty { batches.append(records) }
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
  let threads: Set<WorkerID> = []
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

  /// What a worker says to a message.
  var answer: (WorkerID, Message) -> Message? = { _, _ in nil }

  func receive() -> (WorkerID, Message)? { script.isEmpty ? nil : script.removeFirst() }

  func send(_ message: Message, to worker: WorkerID) {
    onSend()
    sent.append((worker, message))
    if let answer = answer(worker, message) { script.append((worker, answer)) }
  }

  var dismissed: [Int] {
    sent.compactMap { if case .dismiss = $1 { $0.rawValue } else { nil } }
  }
}

/// Stands still but for sleeping.
private func stoppedClock() -> LoopClock {
  let time = SharedTime()
  return LoopClock(
    now: { time.seconds.withLock { $0 } }, date: { 1e9 + time.seconds.withLock { $0 } },
    sleep: { pause in time.seconds.withLock { $0 += pause } })
}

private final class SharedTime: Sendable {
  let seconds = Mutex(0.0)
}

private func result(_ trial: Int, attempt: Int = 1, ending: Ending = .budget) -> Message {
  var result = fakeResult(trials(trial + 1).configurations[trial])
  result.ending = ending
  let report = TrialReport(
    trial: TrialID(rawValue: trial), attempt: attempt, startedAt: 5, wallSeconds: 2,
    leavesCheckpoint: false, result: result)
  return .results([report], pace: Pace(silence: 0.1, moment: 0.1))
}

private func attempt(_ trial: Int, _ number: Int = 1) -> AttemptID {
  AttemptID(trial: TrialID(rawValue: trial), number: number)
}

/// Stores each batch while whoever hands it over waits.
private final class PromptWriter: ResultWriter {
  let sink: MemorySink
  var lines: [String] = []
  var failure: (any Error)?

  init(_ sink: MemorySink) { self.sink = sink }

  func write(_ batch: ResultBatch) {
    do {
      lines += try sink.append(batch.records, events: batch.events)
    } catch {
      failure = error
    }
  }

  var backlog: Int { 0 }

  func report() throws -> [String] {
    if let failure { throw failure }
    defer { lines = [] }
    return lines
  }
}

/// Has so much to do still, and stores nothing.
private struct SlowWriter: ResultWriter {
  let currentBacklog: () -> Int

  init(backlog: @escaping () -> Int) { currentBacklog = backlog }

  func write(_ batch: ResultBatch) {}
  var backlog: Int { currentBacklog() }
  func report() -> [String] { [] }
}

extension CoordinatorLoop where Writer == PromptWriter {
  /// A loop that stores what it has at once.
  fileprivate init(
    _ workload: Workload, doneBefore: Int, transport: Connection, sink: MemorySink,
    stop: StopConditions = StopConditions(), clock: LoopClock, progress: ProgressDisplay
  ) {
    self.init(
      workload, doneBefore: doneBefore, transport: transport, writer: PromptWriter(sink),
      stop: stop, clock: clock, progress: progress)
  }
}

private func ready(_ host: String = "") -> Message {
  .ready(Provenance(host: host))
}

@Suite("Coordinator loop")
struct CoordinatorLoopTests {
  @Test("threads train every trial once", arguments: [1, 2, 5])
  func threads(workers: Int) throws {
    let transport = LocalTransport(workers: (0..<workers).map { WorkerID(rawValue: $0) })
    transport.startWorkers(WorkerSettings(provenance: here), clock: .system) { configuration, _ in
      FakeExecution(configuration: configuration)
    }
    let sink = MemorySink()
    let work = trials(200)
    var loop = CoordinatorLoop(
      work, doneBefore: 0, transport: transport, sink: sink, clock: .system, progress: silent)
    #expect(try loop.run().exitCode == 0)
    #expect(sink.records.count == work.count)
    #expect(Set(sink.records.map(\.configuration)) == Set(work.configurations))
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
    transport.startWorkers(WorkerSettings(provenance: here), clock: .system) { _, _ in
      throw Broken()
    }
    var loop = CoordinatorLoop(
      trials(3), doneBefore: 0, transport: transport, sink: MemorySink(), clock: .system,
      progress: silent)
    #expect(throws: Broken.self) { _ = try loop.run() }
  }

  @Test("results are stored in batches, and all of them before anyone is dismissed")
  func batches() throws {
    let sink = MemorySink()
    let transport = ScriptedTransport(
      workers: 2,
      script: [
        (0, ready("a")), (1, ready("b")), (0, result(0)), (1, result(1)),
        (1, .heartbeat(Heartbeat(attempt: attempt(3), step: 7, pace: Pace()))),
        (0, result(2)), (1, result(3)),
      ])
    var loop = CoordinatorLoop(
      trials(4), doneBefore: 0, transport: transport, sink: sink, clock: stoppedClock(),
      progress: silent)
    _ = try loop.run()
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
      workers: 1, script: [(0, ready()), (0, result(0)), (0, result(1)), (0, result(2))],
      onSend: { clock.sleep(0.06) })
    var loop = CoordinatorLoop(
      trials(3), doneBefore: 0, transport: transport, sink: sink, clock: clock, progress: silent)
    _ = try loop.run()
    #expect(sink.batches.map(\.count) == [2, 1])
  }

  @Test("while more waits for the disk than memory should hold, no trial goes out")
  func backlog() throws {
    let clock = stoppedClock()
    let transport = ScriptedTransport(workers: 1, script: [(0, ready())])
    var assigned: [Double] = []
    transport.answer = { _, message in
      guard case .assign(let assignment) = message else { return nil }
      assigned.append(clock.now())
      return result(assignment.trials[0].rawValue)
    }
    var loop = CoordinatorLoop(
      trials(2), doneBefore: 0, transport: transport,
      writer: SlowWriter(backlog: { clock.now() < 5 ? 3_000_000 : 0 }), clock: clock,
      progress: silent)
    #expect(try loop.run().exitCode == 0)
    #expect(assigned.count == 2 && assigned.allSatisfy { (5...5.1).contains($0) })
    // Nobody is silent who was given nothing.
    #expect(!transport.sent.contains { $0.1 == .recall })
  }

  @Test("what has arrived before a worker fails is stored")
  func stored() {
    let sink = MemorySink()
    let transport = ScriptedTransport(
      workers: 1, script: [(0, ready()), (0, result(0)), (0, .dismiss(allPresent: true))])
    var loop = CoordinatorLoop(
      trials(2), doneBefore: 0, transport: transport, sink: sink, clock: stoppedClock(),
      progress: silent)
    #expect(throws: CoordinatorLoopError.self) { _ = try loop.run() }
    #expect(sink.records.count == 1)
  }

  @Test("a store that fails ends the run, and everyone is dismissed in the middle of a trial")
  func storeFails() {
    let transport = ScriptedTransport(
      workers: 3, script: [(0, ready()), (1, ready()), (0, result(0))])
    var loop = CoordinatorLoop(
      trials(9), doneBefore: 0, transport: transport, sink: MemorySink(failsAtBatch: 0),
      clock: stoppedClock(), progress: silent)
    #expect {
      _ = try loop.run()
    } throws: { error in
      if case CoordinatorLoopError.store(let cause) = error {
        cause is MemorySink.Full
      } else {
        false
      }
    }
    #expect(transport.dismissed == [0, 1, 2])
  }

  @Test("an impossible message ends the run")
  func impossible() {
    for message in [
      Message.dismiss(allPresent: true), result(7), .drained(attempt(2), step: 1),
    ] {
      let transport = ScriptedTransport(workers: 1, script: [(0, ready()), (0, message)])
      var loop = CoordinatorLoop(
        trials(2), doneBefore: 0, transport: transport, sink: MemorySink(),
        clock: stoppedClock(), progress: silent)
      #expect(throws: CoordinatorLoopError.self) { _ = try loop.run() }
    }
  }

  @Test("warnings are printed, and the last line counts the trials of earlier runs")
  func printed() throws {
    let printed = Printed()
    let transport = ScriptedTransport(workers: 1, script: [(0, ready()), (0, result(0))])
    var loop = CoordinatorLoop(
      trials(1), doneBefore: 4, transport: transport, sink: MemorySink(),
      clock: stoppedClock(), progress: ProgressDisplay(.log) { printed.text += $0 })
    _ = try loop.run()
    #expect(
      printed.text == "groksweep: a warning\ngroksweep: 5/5 trials, 0 running, 0s elapsed\n")
  }

  @Test("it is mentioned if the first trials all diverge", arguments: [nil, 0, 4, 10])
  func divergence(other: Int?) throws {
    let printed = Printed()
    let transport = ScriptedTransport(
      workers: 1,
      script: [(0, ready())]
        + (0..<12).map { (0, result($0, ending: $0 == other ? .budget : .diverged)) })
    var loop = CoordinatorLoop(
      trials(12), doneBefore: 0, transport: transport, sink: MemorySink(),
      clock: stoppedClock(), progress: ProgressDisplay(.log) { printed.text += $0 })
    _ = try loop.run()
    let count = printed.text.split(separator: "\n").count { $0.contains("all diverged") }
    #expect(count == ((other ?? 10) < 10 ? 0 : 1))
  }

  @Test("a silent worker is lost, its trial is trained by another, and the end does not wait")
  func silentWorker() throws {
    let clock = stoppedClock()
    let transport = ScriptedTransport(workers: 2, script: [(0, ready("a")), (1, ready("b"))])
    // Worker 1 is silent from the start; worker 0 answers after each ping.
    transport.answer = { worker, message in
      guard worker.rawValue == 0 else { return nil }
      if case .assign(let assignment) = message {
        return result(assignment.trials[0].rawValue, attempt: assignment.attempt)
      }
      return message == .ping ? .heartbeat(Heartbeat(attempt: nil, step: 0, pace: Pace())) : nil
    }
    let sink = MemorySink()
    var loop = CoordinatorLoop(
      trials(3), doneBefore: 0, transport: transport, sink: sink, clock: clock, progress: silent)
    let outcome = try loop.run()
    #expect(outcome.exitCode == 0)
    #expect(outcome.lost == 1)
    #expect(Set(sink.records.map(\.configuration)) == Set(trials(3).configurations))
    #expect(sink.records.map(\.attempt.number).max() == 2)
    #expect(sink.events.filter { $0.kind == .lost }.map(\.rank) == [1])
    #expect(transport.sent.contains { $1 == .dismiss(allPresent: false) })
  }

  @Test("time in which the coordinator was away counts for nobody")
  func away() throws {
    let clock = stoppedClock()
    let transport = ScriptedTransport(
      workers: 3, script: (0..<3).map { ($0, ready()) })
    // Each worker answers pings, and ends its trial at the third.
    var pings: [WorkerID: Int] = [:]
    var current: [WorkerID: Int] = [:]
    transport.answer = { worker, message in
      if case .assign(let assignment) = message {
        current[worker] = assignment.trials[0].rawValue
      }
      guard message == .ping, let trial = current[worker] else { return nil }
      pings[worker, default: 0] += 1
      if pings[worker, default: 0].isMultiple(of: 3) {
        current[worker] = nil
        return result(trial)
      }
      return .heartbeat(Heartbeat(attempt: attempt(trial), step: 0, pace: Pace(silence: 0.1)))
    }
    let sink = MemorySink()
    // Each batch takes the disk twelve seconds, in which nobody looks for messages.
    sink.onAppend = { clock.sleep(12) }
    let printed = Printed()
    var loop = CoordinatorLoop(
      trials(12), doneBefore: 0, transport: transport, sink: sink, clock: clock,
      progress: ProgressDisplay(.log) { printed.text += $0 })
    let outcome = try loop.run()
    #expect(!printed.text.contains("lost"), "\(printed.text)")
    #expect(outcome.exitCode == 0 && sink.records.count == 12)
  }

  @Test("before the deadline trials are put aside, and the run is incomplete")
  func deadline() throws {
    let time = stoppedClock()
    // Somebody sets the date on by an hour, and then back by two.
    let clock = LoopClock(
      now: time.now, date: { time.date() + (time.now() < 5 ? 0 : time.now() < 9 ? 3600 : -3600) },
      sleep: time.sleep)
    let transport = ScriptedTransport(workers: 1, script: [(0, ready())])
    transport.answer = { _, message in
      message == .drain ? .drained(attempt(0), step: 5) : nil
    }
    var loop = CoordinatorLoop(
      trials(3), doneBefore: 0, transport: transport, sink: MemorySink(),
      stop: StopConditions(deadline: 30, margin: 10), clock: clock, progress: silent)
    #expect(try loop.run().exitCode == 75)
    #expect((20...21).contains(clock.now()))
  }
}

@Suite("Worker loop")
struct WorkerLoopTests {
  private let transport = LocalTransport(workers: [WorkerID(rawValue: 0)])

  private func assign(_ trials: [Int], attempt: Int = 1, resumes: Bool = false) {
    let assignment = Assignment(
      cell: TrialConfiguration().identity, attempt: attempt, resumes: resumes,
      trials: trials.map(TrialID.init), seeds: trials)
    send(.assign(assignment))
  }

  private func send(_ message: Message) { transport.send(message, to: transport.workers[0]) }

  /// A link of whose messages some are answered.
  private struct AnsweredLink: Link {
    let link: LocalTransport.Link
    let onSend: (Message) -> Void

    func receive() -> Message? { link.receive() }

    func send(_ message: Message) {
      link.send(message)
      onSend(message)
    }
  }

  /// Lets the worker live until it is dismissed, and returns what it said.
  private func life(
    _ settings: WorkerSettings = WorkerSettings(provenance: here),
    files: CheckpointFiles? = nil, clock: LoopClock = stoppedClock(),
    onSend: @escaping (Message) -> Void = { _ in },
    _ train: @escaping Training
  ) throws -> [Message] {
    var loop = WorkerLoop(
      link: AnsweredLink(link: transport.link(of: transport.workers[0]), onSend: onSend),
      settings: settings, files: files, clock: clock, train: train)
    _ = try loop.run()
    var heard: [Message] = []
    while let (_, message) = try transport.receive() { heard.append(message) }
    return heard
  }

  @Test("it hears of its dismissal between a few steps and the next")
  func interrupted() throws {
    assign([0])
    let heard = try life { configuration, _ in
      FakeExecution(configuration: configuration, moments: 3) {
        self.send(.dismiss(allPresent: true))
      }
    }
    #expect(heard == [.ready(here)])
  }

  @Test("it shows that it is alive once a second")
  func heartbeats() throws {
    assign([0], attempt: 4)
    let clock = stoppedClock()
    let heard = try life(clock: clock) { configuration, _ in
      FakeExecution(configuration: configuration, moments: 10) {
        clock.sleep(0.25)
        if clock.now() == 2.5 { self.send(.dismiss(allPresent: true)) }
      }
    }
    let pace = Pace(silence: 0.25, moment: 0.25)
    #expect(
      heard == [
        .ready(here), .heartbeat(Heartbeat(attempt: attempt(0, 4), step: 4, pace: pace)),
        .heartbeat(Heartbeat(attempt: attempt(0, 4), step: 8, pace: pace)),
      ])
  }

  @Test("results of tiny trials travel together")
  func batch() throws {
    assign([3, 1, 4])
    let heard = try life { configuration, _ in
      if configuration.seed.trial == 4 { send(.dismiss(allPresent: true)) }
      return FakeExecution(configuration: configuration, moments: 0)
    }
    guard case .results(let reports, _)? = heard.last else {
      Issue.record("no results")
      return
    }
    #expect(reports.map(\.trial.rawValue) == [3, 1, 4])
    #expect(reports.map(\.startedAt) == [1e9, 1e9, 1e9])
  }

  @Test("after a recall it drops what it has, and begins anew")
  func recalled() throws {
    assign([0, 1])
    let heard = try life { configuration, _ in
      FakeExecution(configuration: configuration, moments: 2) {
        self.send(.recall)
        self.send(.dismiss(allPresent: true))
      }
    }
    #expect(heard == [.ready(here), .ready(here)])
  }

  /// Dismisses the worker once it has put aside what it had.
  private func dismissOnDrained(_ message: Message) {
    if case .drained = message { send(.dismiss(allPresent: true)) }
  }

  @Test("recalled, it writes down what it trains before it drops it")
  func recalledSaves() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    assign([0])
    let heard = try life(WorkerSettings(provenance: here, checkpoints: checkpoints)) {
      configuration, _ in
      FakeExecution(configuration: configuration, moments: 9) {
        self.send(.recall)
        self.send(.dismiss(allPresent: true))
      }
    }
    #expect(heard == [.ready(here), .ready(here)])
    #expect(try checkpoints.read(trials(1).configurations[0])?.state == [1])
  }

  @Test("in a long evaluation it shows that it is alive, and ends it before it drains")
  func betweenPasses() throws {
    assign([0])
    let clock = stoppedClock()
    let settings = WorkerSettings(provenance: here)
    let heard = try life(settings, clock: clock, onSend: dismissOnDrained) { configuration, _ in
      FakeExecution(configuration: configuration, moments: 3, passes: 40) {
        if clock.now() < 40 { self.send(.ping) }
        if clock.now() == 0 { self.send(.drain) }
        clock.sleep(1)
      }
    }
    #expect(heard.first == .ready(here))
    #expect(heard.last == .drained(attempt(0), step: 1))
    let lives = heard.compactMap { if case .heartbeat(let life) = $0 { life } else { nil } }
    #expect(lives.count >= 39)
    #expect(lives.allSatisfy { $0.pace.silence == 1 && $0.attempt == attempt(0) })
    #expect((40...41).contains(clock.now()))
  }

  @Test("a file system that does not answer makes no worker silent", arguments: [false, true])
  func stalledFiles(reads: Bool) throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    let files = CheckpointFiles(checkpoints)
    assign([0], resumes: reads)
    files.thread.suspend()
    let settings = WorkerSettings(
      provenance: here, checkpoints: checkpoints, checkpointInterval: 0.1)
    var lives = 0
    let heard = try life(
      settings, files: files, clock: .system,
      onSend: { message in
        self.dismissOnDrained(message)
        guard case .heartbeat = message else { return }
        lives += 1
        if lives == 1 { self.send(.drain) }
        if lives == 3 { files.thread.resume() }
      },
      { configuration, _ in
        FakeExecution(configuration: configuration, moments: 1000) { LoopClock.system.sleep(0.01) }
      })
    #expect(lives == 3)
    guard case .drained? = heard.last else {
      Issue.record("\(heard)")
      return
    }
    if !reads { #expect(try checkpoints.read(trials(1).configurations[0]) != nil) }
  }

  @Test("told to drain, it puts its trial aside and takes no other")
  func drained() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    assign([0, 1])
    let settings = WorkerSettings(provenance: here, checkpoints: checkpoints)
    let heard = try life(settings, onSend: dismissOnDrained) { configuration, _ in
      FakeExecution(configuration: configuration, moments: 9) {
        self.send(.drain)
        self.assign([2])
      }
    }
    #expect(heard == [.ready(here), .drained(attempt(0), step: 1)])
    let configurations = trials(2).configurations
    #expect(try checkpoints.read(configurations[0])?.state == [1])
    #expect(try checkpoints.read(configurations[1]) == nil)
  }

  @Test("it goes on from a checkpoint, and makes others while it trains")
  func resumes() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    let configuration = trials(1).configurations[0]
    try checkpoints.write([[5]], seconds: 70, of: configuration)
    assign([0], resumes: true)
    let clock = stoppedClock()
    let settings = WorkerSettings(
      provenance: here, checkpoints: checkpoints, checkpointInterval: 1.5)
    let heard = try life(settings, clock: clock) { configuration, state in
      FakeExecution(configuration: configuration, step: Int(state?[0] ?? 0), moments: 8) {
        clock.sleep(0.9)
        if clock.now() > 2 { self.send(.dismiss(allPresent: true)) }
      }
    }
    #expect(heard.prefix(2) == [.ready(here), .resumed(attempt(0), step: 5)])
    #expect(
      try checkpoints.read(configuration)
        == Checkpoints.Checkpoint(seconds: 70 + 1.8, state: [7]))
  }

  @Test("a damaged checkpoint is not used")
  func damaged() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    let configuration = trials(1).configurations[0]
    let good = Checkpoints.encode(Checkpoints.Checkpoint(seconds: 70, state: [5, 6, 7]))
    for length in 0..<good.count {
      #expect(throws: CheckpointFileError.damaged) {
        try Checkpoints.decode(Array(good[..<length]))
      }
    }
    for bit in 0..<good.count * 8 {
      var bytes = good
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: CheckpointFileError.damaged) { try Checkpoints.decode(bytes) }
    }
    try checkpoints.write([[5]], seconds: 70, of: configuration)
    let file = try #require(
      FileManager.default.contentsOfDirectory(
        at: folder.appending(path: "checkpoints"), includingPropertiesForKeys: nil
      ).first)
    try Data([1, 2, 3]).write(to: file)
    assign([0], resumes: true)
    let heard = try life { configuration, state in
      #expect(state == nil)
      send(.dismiss(allPresent: true))
      return FakeExecution(configuration: configuration)
    }
    #expect(heard == [.ready(here)])
  }

  @Test("when nothing is heard of the coordinator, it puts its trial aside and ends")
  func silence() throws {
    let folder = temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let checkpoints = Checkpoints(store: folder.path(percentEncoded: false))
    assign([0])
    let clock = stoppedClock()
    #expect(throws: WorkerError.self) {
      try life(WorkerSettings(provenance: here, checkpoints: checkpoints), clock: clock) {
        configuration, _ in
        FakeExecution(configuration: configuration, moments: 100) { clock.sleep(1) }
      }
    }
    #expect((60...62).contains(clock.now()))
    #expect(try checkpoints.read(trials(1).configurations[0]) != nil)
  }

  private func temporaryFolder() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "groksweep-test-\(UUID().uuidString)")
  }
}
