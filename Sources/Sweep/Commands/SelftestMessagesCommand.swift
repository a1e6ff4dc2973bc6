import ArgumentParser
import Engine
import Foundation
import Synchronization

/// Plays a sweep of trials that train nothing, over the transport of a real job.
///
/// It shows that every trial of such a job ends once, unaltered; how fast trials are dispatched;
/// and how much of a core a rank uses while it waits.
struct SelftestMessagesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest-messages",
    abstract: "Plays a sweep of empty trials under mpirun.", shouldDisplay: false)

  @Option(help: "The number of trials.")
  var trials = 200

  @Option(help: "The number of evaluations in each result.")
  var evaluations = 300

  @Option(help: "How long a trial takes, in seconds.")
  var trialSeconds = 0.0

  @Option(help: "The rank whose first trial ends in an error.")
  var failingRank: Int?

  @Option(help: "The rank that is killed by its first trial.")
  var killedRank: Int?

  @Option(help: "The rank that is killed while its first results are on their way.")
  var killedSending: Int?

  @Flag(help: "Print where each rank runs.")
  var places = false

  @Option(help: "The batch of results that cannot be stored, counted from 0.")
  var failingBatch: Int?

  @Flag(help: "Print the share of a core that each rank uses.")
  var processorTime = false

  func run() throws {
    ParentWatch.start()
    let origin = ProcessOrigin(environment: ProcessInfo.processInfo.environment)
    let isSound = try refusingMismatch(origin) { try withMPI(origin, playAndTell) }
    if !isSound { throw ExitCode(EX_DATAERR) }
  }

  private func playAndTell(_ communicator: Communicator) throws -> Bool {
    if places {
      try writeToStandardOutput(RankPlace.ofThisProcess(rank: communicator.rank).line + "\n")
    }
    let (start, startUsed) = (LoopClock.system.now(), processorSeconds())
    let isSound = try play(communicator)
    let elapsed = LoopClock.system.now() - start
    if processorTime {
      let share = 100 * (processorSeconds() - startUsed) / elapsed
      print("rank \(communicator.rank): \(decimal(share)) % of a core over \(decimal(elapsed)) s")
    }
    return isSound
  }

  private func play(_ communicator: Communicator) throws -> Bool {
    let training = training(rank: communicator.rank)
    let settings = WorkerSettings(
      provenance: .ofThisProcess(mpi: Communicator.library.name))
    if communicator.rank == killedSending {
      let link = DyingLink(communicator: communicator)
      var loop = WorkerLoop(link: link, settings: settings, clock: .system, train: training)
      _ = try loop.run()
    }
    guard communicator.rank == 0 else {
      let link = MPILink(communicator: communicator, clock: .system)
      var loop = WorkerLoop(link: link, settings: settings, clock: .system, train: training)
      guard try loop.run() else { _exit(0) }
      return try link.finish()
    }
    let local = LocalTransport(workers: [WorkerID(rawValue: 0)])
    local.startWorkers(settings, clock: .system, train: training)
    let transport = MPITransport(communicator, local: local)
    let work = Workload([
      Workload.Share(position: 0, cell: TrialConfiguration(), seeds: Array(0..<trials))
    ])
    let tally = SelftestTally(evaluations: evaluations, failingBatch: failingBatch)
    var loop = CoordinatorLoop(
      work, doneBefore: 0, transport: transport, writer: BackgroundWriter(tally),
      clock: killedSending == nil ? .system : .drowsy,
      progress: ProgressDisplay(.quiet) { _ in })
    let start = LoopClock.system.now()
    let outcome: RunOutcome
    do {
      outcome = try loop.run()
    } catch CoordinatorLoopError.store(let error) {
      printError("\(error)")
      return try transport.finish(clock: .system, limit: 10) && false
    }
    let seconds = LoopClock.system.now() - start
    guard outcome.lost == 0 else {
      // MPI_Finalize would wait for who is lost.
      let isSound = report(tally, ranks: communicator.size, seconds: seconds)
      fflush(nil)
      _exit(isSound ? 0 : EX_DATAERR)
    }
    guard try transport.finish(clock: .system) else { return false }
    return report(tally, ranks: communicator.size, seconds: seconds)
  }

  private func report(_ tally: SelftestTally, ranks: Int, seconds: Double) -> Bool {
    let once = tally.ended.values.count { $0 == 1 }
    print("\(trials) trials, \(ranks) workers: \(once) ended once, \(tally.altered) altered")
    if processorTime { print("\(decimal(Double(trials) / seconds)) trials a second") }
    return once == trials && tally.ended.count == trials && tally.altered == 0
  }

  private func training(rank: Int) -> Training {
    let (seconds, evaluations) = (trialSeconds, evaluations)
    let (failingRank, killedRank) = (failingRank, killedRank)
    return { configuration, _ in
      if rank == killedRank { kill(getpid(), SIGKILL) }
      if rank == failingRank { throw SelftestFailure() }
      return EmptyExecution(
        result: emptyResult(of: configuration, evaluations: evaluations),
        end: LoopClock.system.now() + seconds)
    }
  }
}

/// The way of a worker that is killed as soon as it has begun to send results.
private struct DyingLink: Link {
  private let link: MPILink
  private let communicator: Communicator

  init(communicator: Communicator) {
    link = MPILink(communicator: communicator, clock: .system)
    self.communicator = communicator
  }

  func receive() throws -> Message? { try link.receive() }

  func send(_ message: Message) throws {
    guard case .results = message else { return try link.send(message) }
    _ = try communicator.startSend(Frame.encode(message), to: 0)
    kill(getpid(), SIGKILL)
  }
}

extension LoopClock {
  /// Who waits by it looks for messages four times a second.
  fileprivate static let drowsy = LoopClock(
    now: system.now, date: system.date, sleep: { system.sleep(max(0.25, $0)) })
}

/// A trial that trains nothing until it ends.
private struct EmptyExecution: Execution {
  let result: TrialResult
  let end: Double

  var step: Int { 1 }
  var state: StatePieces? { nil }

  func advance(betweenPasses: () -> Void) -> Bool {
    guard LoopClock.system.now() < end else { return false }
    LoopClock.system.sleep(0.02)
    return true
  }
}

/// An error that was asked for.
private struct SelftestFailure: Error, CustomStringConvertible {
  var description: String { "an error that was asked for" }
}

/// A result whose numbers follow from the configuration, NaN and infinity among them.
private func emptyResult(of configuration: TrialConfiguration, evaluations: Int) -> TrialResult {
  let seed = Double(configuration.seed.trial)
  let trajectory = (0..<evaluations).map { step in
    Evaluation(
      step: step, trainLoss: seed / Double(step), trainAccuracy: seed.squareRoot(),
      testLoss: Double(nan: 77, signaling: false), testAccuracy: 0.1 * Double(step),
      tensorNorm2: [seed, .infinity, 1 / (1 + seed), -0.0, 4])
  }
  return TrialResult(
    tensors: ["E", "W1", "b1", "W2", "b2"], trajectory: trajectory, ending: .budget)
}

/// Counts how often each trial ended, and how many results arrived with other bits.
///
/// A class, because it is filled on another thread.
private final class SelftestTally: ResultSink, Sendable {
  private struct Counts {
    var batches = 0
    var ended: [Int: Int] = [:]
    var altered = 0
  }

  private let evaluations: Int
  private let failingBatch: Int?
  private let counts = Mutex(Counts())

  /// How often each trial has ended, by its seed.
  var ended: [Int: Int] { counts.withLock { $0.ended } }
  /// How many results have arrived with other bits.
  var altered: Int { counts.withLock { $0.altered } }

  init(evaluations: Int, failingBatch: Int?) {
    self.evaluations = evaluations
    self.failingBatch = failingBatch
  }

  func append(_ records: [TrialRecord], events: [TrialEvent]) throws -> [String] {
    try counts.withLock { counts in
      if counts.batches == failingBatch { throw SelftestFailure() }
      counts.batches += 1
      for record in records {
        counts.ended[record.configuration.seed.trial, default: 0] += 1
        let expected = emptyResult(of: record.configuration, evaluations: evaluations)
        if bytes(of: record.result) != bytes(of: expected) { counts.altered += 1 }
      }
    }
    return []
  }

  private func bytes(of result: TrialResult) -> [UInt8] {
    var writer = ByteWriter()
    writer.write(
      TrialReport(
        trial: TrialID(rawValue: 0), attempt: 1, startedAt: 0, wallSeconds: 0,
        leavesCheckpoint: false, result: result))
    return writer.bytes
  }
}

/// Seconds of processor time that all threads of this process have used.
private func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }

private func decimal(_ value: Double) -> String { String(format: "%.2f", value) }
