import ArgumentParser
import Engine
import Foundation

/// `groksweep plan FILE`: what a sweep will cost.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Predicts how long a sweep takes, on how many ranks, and how much disk.",
    discussion: """
      It times every network of the grid on all cores of this machine, then trains what is expected \
      to be short to learn how many steps trials take, and times the measures. Nothing of that is \
      stored. Trials that are in the store are not planned again.
      """ + CommandExamples.plan)

  @Argument(help: "The experiment file.", completion: .file(extensions: ["yaml", "yml"]))
  var file: String

  @Option(help: "The folder of the results, if there are some.", completion: .directory)
  var store: String?

  @Option(
    parsing: .unconditional, help: "The number of ranks. (default: all cores of this machine)")
  var ranks: Int?

  @Option(parsing: .unconditional, help: "The time in which the sweep has to end.")
  var hours: Double?

  @Option(
    name: .customLong("calibration"),
    help: ArgumentHelp("The time to calibrate.", valueName: "seconds"))
  var seconds = 60.0

  @Option(help: "How to print: text or json.")
  var format = ReportFormat.text

  func validate() throws {
    if let ranks, !(1...10_000_000).contains(ranks) {
      throw ValidationError("--ranks is \(ranks); allowed: a whole number from 1 to 10000000")
    }
    if let hours, !(hours > 0 && hours.isFinite) {
      throw ValidationError("--hours is \(hours); allowed: a finite number above 0")
    }
    if !(seconds >= 1 && seconds <= 86_400) {
      throw ValidationError("--calibration is \(seconds); allowed: from 1 to 86400 seconds")
    }
  }

  func run() throws {
    try exitingCleanly {
      let experiment = try Experiment(contentsOf: file)
      let (missing, costs) = try known(of: experiment)
      guard missing.count > 0 else {
        printError("all \(experiment.trialCount) trials are stored; nothing is left to train")
        return
      }
      let cores = ProcessInfo.processInfo.activeProcessorCount
      printError("calibrates for \(shortNumber(seconds)) s on \(cores) cores")
      let calibration = Calibration(
        workload: missing, seconds: seconds, workers: cores, clock: .system)
      let outcome = try calibration.run(
        costs: costs, train: training(tables: experiment.tables.samples))
      let rates = MeasureRates(
        timing: experiment.measures, of: missing.shares.map(\.cell),
        tables: experiment.tables.samples, for: seconds / 4, cores: cores)
      let plan = Plan(
        missing, outcome.queue,
        bytesPerEvaluation: try StoredSize.ofEvaluation(outcome.records, of: experiment),
        measureSeconds: rates.seconds)
      let report = PlanReport(
        experiment: experiment, missing: missing, calibration: outcome, cores: cores, plan: plan,
        ranks: ranks ?? cores, hours: hours)
      try writeToStandardOutput(format == .json ? report.json : report.text)
    }
  }

  /// The trials that are left, and what the store tells of their cells.
  private func known(of experiment: Experiment) throws -> (Workload, CostModel) {
    guard let store, try StoreFile(directory: store).kind() != .empty else {
      let all = Workload(experiment)
      return (all, CostModel(all.shares.map(\.cell), tables: experiment.tables.samples))
    }
    let results = try ResultStore.openForReading(store, as: experiment)
    let missing = try results.missingTrials()
    return (missing, try CostModel(missing, store: results))
  }
}

/// What results take on disk.
enum StoredSize {
  /// The bytes of an evaluation with all that belongs to it, by writing trials to a store that is
  /// removed again; `nil` without trials.
  static func ofEvaluation(_ records: [TrialRecord], of experiment: Experiment) throws -> Double? {
    let evaluations = records.reduce(0) { $0 + $1.result.trajectory.count }
    guard evaluations > 0 else { return nil }
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("groksweep-plan-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let store = try ResultStore.openForWriting(directory, experiment: experiment)
    let empty = try size(of: store.file.path)
    _ = try store.append(records)
    return Double(try size(of: store.file.path) - empty) / Double(evaluations)
  }

  private static func size(of path: String) throws -> Int {
    try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
  }
}
