import ArgumentParser
import Engine
import Foundation

/// Times how fast trials that train nothing are dispatched and stored, and how busy ranks are kept.
struct BenchDispatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-dispatch",
    abstract: "Times the dispatch of trials that train nothing, under mpirun.",
    shouldDisplay: false)

  @Argument(help: ArgumentHelp("The directory of the results, which is made.", valueName: "dir"))
  var directory: String

  @Option(help: "The number of trials.")
  var trials = 100_000

  @Flag(help: "Trials of 0.1 to 1 s with a long tail: of 20 cells, those of the last take longest.")
  var longTail = false

  @Flag(help: "All trials in one cell, so that they go out in the order in which they stand.")
  var oneCell = false

  /// The number of lengths that trials have.
  private static let lengths = 20

  func run() throws {
    ParentWatch.start()
    let origin = ProcessOrigin(environment: ProcessInfo.processInfo.environment)
    try refusingMismatch(origin) { try withMPI(origin, play) }
  }

  private func play(_ communicator: Communicator) throws {
    let settings = WorkerSettings(
      provenance: .ofThisProcess(mpi: Communicator.library.name))
    let isLong = longTail
    let training: Training = { configuration, _ in
      IdleExecution(
        configuration: configuration,
        seconds: isLong ? Self.seconds(configuration.seed.trial) : 0)
    }
    if communicator.rank > 0 {
      let link = MPILink(communicator: communicator, clock: .system)
      var loop = WorkerLoop(link: link, settings: settings, clock: .system, train: training)
      _ = try loop.run()
      _ = try link.finish()
      return
    }
    let experiment = try Experiment(source: Self.source, path: "bench-dispatch")
    let store = try ResultStore.openForWriting(directory, experiment: experiment)
    let local = LocalTransport(workers: [WorkerID(rawValue: 0)])
    local.startWorkers(settings, clock: .system, train: training)
    let transport = MPITransport(communicator, local: local)
    var loop = CoordinatorLoop(
      workload, doneBefore: 0, transport: transport, writer: BackgroundWriter(store),
      clock: .system,
      progress: ProgressDisplay(.quiet) { _ in })
    let start = LoopClock.system.now()
    _ = try loop.run()
    let seconds = LoopClock.system.now() - start
    _ = try transport.finish(clock: .system)
    try report(seconds: seconds, ranks: communicator.size, stored: store.count())
  }

  private func report(seconds: Double, ranks: Int, stored: Int) throws {
    var line = "\(ranks) ranks: \(stored) trials stored in \(String(format: "%.2f", seconds)) s"
    if longTail {
      let busy = (0..<trials).reduce(0) { $0 + Self.seconds($1) }
      let share = 100 * busy / seconds / Double(ranks)
      line += ", ranks busy \(String(format: "%.1f", share)) % of the time"
    } else {
      line += ", \(Int(Double(stored) / seconds)) a second"
    }
    print(line)
  }

  private var workload: Workload {
    guard longTail, !oneCell else {
      return Workload([
        Workload.Share(position: 0, cell: TrialConfiguration(), seeds: Array(0..<trials))
      ])
    }
    return Workload(
      (0..<Self.lengths).map { length in
        var cell = TrialConfiguration()
        // What the cost model expects of a cell before any of its trials has ended.
        cell.steps = Int(1000 * Self.seconds(length))
        let seeds = stride(from: length, to: trials, by: Self.lengths)
        return Workload.Share(position: length, cell: cell, seeds: Array(seeds))
      })
  }

  /// How long a trial takes: by its seed, most of them a little more than 0.1 s.
  private static func seconds(_ seed: Int) -> Double {
    0.1 + 0.9 * pow(Double(seed % lengths) / Double(lengths - 1), 4)
  }

  private static let source = """
    experiment: bench-dispatch
    base:
      task: {kind: modular, operation: add, modulus: 59}
      model: {kind: perceptron, input: two-hot, width: 128, activation: relu}
      optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
      train_fraction: 0.5
      steps: 1000
    grid: {train_fraction: [0.5]}
    seeds: 1
    """
}

/// A trial that does nothing for a time.
private struct IdleExecution: Execution {
  let configuration: TrialConfiguration
  private let end: Double

  init(configuration: TrialConfiguration, seconds: Double) {
    self.configuration = configuration
    end = LoopClock.system.now() + seconds
  }

  var step: Int { 0 }
  var state: StatePieces? { nil }

  func advance(betweenPasses: () -> Void) -> Bool {
    let left = end - LoopClock.system.now()
    guard left > 0 else { return false }
    LoopClock.system.sleep(min(left, 0.05))
    return true
  }

  var result: TrialResult {
    TrialResult(
      tensors: ["W"],
      trajectory: [
        Evaluation(
          step: 0, trainLoss: 4, trainAccuracy: 0.1, testLoss: 4, testAccuracy: 0.1,
          tensorNorm2: [Double(configuration.seed.trial)])
      ],
      ending: .budget)
  }
}
