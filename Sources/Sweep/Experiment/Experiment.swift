import Engine
import Foundation

/// A grid of cells around one base configuration, the seeds of their trials, and the question
/// that they answer: one experiment file.
///
/// Every cell was checked when the file was read, so that nothing here fails any more.
struct Experiment: Sendable {
  /// The largest size of a file in bytes; a list of a hundred thousand values takes as many.
  private static let largestFile = 1_000_000

  /// What the experiment is called.
  let name: String
  /// What it is to answer.
  let question: String?
  /// The seeds, which are the same in every cell, in the order in which they are used.
  let seeds: [Int]
  /// When a cell needs no more of them; `nil` if every cell has all.
  let adaptiveSeeds: AdaptiveSeeds?
  /// When a trial counts as having memorized and generalized.
  let thresholds: Thresholds
  /// The hypotheses that are declared before any trial is trained.
  let contrasts: [Contrast]
  /// What is measured along each trial; it changes none.
  let measures: [MeasureRequest]
  /// The laws that fits are to judge beside the built-in ones, which change no trial.
  private(set) var laws: [Law] = []
  /// The detectors that are to be judged; they change no trial either.
  private(set) var detectors: [Detector] = []
  /// The text of the file, with the contents of its tables.
  let source: String
  /// The tables that the experiment names.
  let tables: ExperimentTables

  private let base: ConfigurationNode
  private let grid: Grid

  /// Every varied field, in the order of the file: the first columns of every table.
  var fields: [String] { grid.fields }
  /// The number of cells.
  var cellCount: Int { grid.cellCount }
  /// The number of trials.
  var trialCount: Int { cellCount * seeds.count }

  /// Reads an experiment file, and the tables that it names.
  ///
  /// A trial that would not fit into this machine's memory is an error.
  init(contentsOf path: String) throws(ExperimentError) {
    let source = try ExperimentError.text(at: path, largestSize: Self.largestFile)
    try self.init(
      source, path: path, readsStoredTables: true,
      memory: Double(ProcessInfo.processInfo.physicalMemory))
  }

  /// Reads the text of an experiment file; the path is what errors name.
  ///
  /// Tables whose contents stand in the text are not read.
  init(source: String, path: String) throws(ExperimentError) {
    try self.init(source, path: path, readsStoredTables: false, memory: .infinity)
  }

  private init(
    _ source: String, path: String, readsStoredTables: Bool, memory: Double
  ) throws(ExperimentError) {
    let reader = try ExperimentReader(source, file: path)
    name = try reader.name()
    question = try reader.question()
    base = try reader.base()
    thresholds = try reader.thresholds()
    let written: ExperimentReader.Seeds
    (grid, written) = try reader.gridAndSeeds()
    (seeds, adaptiveSeeds) = (written.list, written.adaptive)
    contrasts = try reader.contrasts(grid)
    tables = try ExperimentTables(
      tasks: [base["task"]].compactMap(\.self) + grid.values(of: "task"),
      names: grid.values(of: "task.file"), stored: reader.tables(), reads: readsStoredTables,
      path: path)
    self.source = try reader.source(source, with: tables.unstored)
    let measures = try reader.measures()
    self.measures = measures.map(\.request)
    try CellCheck(
      file: path, grid: grid, base: base, tables: tables, measures: measures, memory: memory
    ).run()
    laws = try reader.laws(LawFields([cell(0).configuration.node], axes: grid.fields))
    detectors = try reader.detectors { measuredColumns }
  }

  /// One configuration of the grid.
  ///
  /// - Precondition: `index` is in `0 ..< cellCount`.
  func cell(_ index: Int) -> Cell {
    let values = grid.values(index)
    do {
      let configuration = try TrialConfiguration(
        tables.resolving(grid.apply(values, to: base)), at: "")
      return Cell(index: index, values: values, configuration: configuration)
    } catch {
      preconditionFailure("cell \(index) was checked, but now: \(error)")
    }
  }

  /// The value of each of ``fields`` in a cell, without the rest of its configuration.
  ///
  /// - Precondition: `index` is in `0 ..< cellCount`.
  func values(ofCell index: Int) -> [ConfigurationNode] { grid.values(index) }

  /// The configuration of one trial, with its seed.
  ///
  /// - Precondition: `cell` is in `0 ..< cellCount`.
  func trial(cell: Int, seed: Int) -> TrialConfiguration { self.cell(cell).trial(seed: seed) }
}

/// One configuration without its seed.
struct Cell: Hashable, Sendable {
  /// The position in the grid.
  let index: Int
  /// The value of each of ``Experiment/fields``.
  let values: [ConfigurationNode]
  /// What its trials have in common.
  let configuration: TrialConfiguration

  /// The configuration of the trial with a seed.
  func trial(seed: Int) -> TrialConfiguration {
    var trial = configuration
    trial.seed.trial = seed
    return trial
  }
}

extension TrialConfiguration {
  /// The canonical JSON: equal for equal trials, whatever experiment they come from.
  var identity: String { node.canonicalJSON }
}
