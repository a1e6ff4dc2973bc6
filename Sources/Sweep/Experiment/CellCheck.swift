import Engine

/// Reads the configuration of every cell once, so that a mistake in any is known before any trains.
struct CellCheck {
  private let file: String
  private let grid: Grid
  private let base: ConfigurationNode
  private let tables: ExperimentTables
  /// The most that a trial may take, in bytes.
  private let memory: Double

  init(
    file: String, grid: Grid, base: ConfigurationNode, tables: ExperimentTables, memory: Double
  ) {
    self.file = file
    self.grid = grid
    self.base = base
    self.tables = tables
    self.memory = memory
  }

  /// Throws what is wrong with the first cell that cannot be trained or repeats another, or with a
  /// value of the base that every cell replaces.
  func run() throws(ExperimentError) {
    // Hashes alone: two million configurations would take a gigabyte.
    var cells: [Int: Int] = Dictionary(minimumCapacity: grid.cellCount)
    var sizes: [TaskKind: SampleSizes] = [:]
    for cell in 0..<grid.cellCount {
      let (configuration, node) = try read(cell)
      if sizes[configuration.task] == nil {
        sizes[configuration.task] = try tables.sizes(of: configuration.task)
      }
      do throws(ConfigurationError) {
        if let known = sizes[configuration.task] {
          // Reading has checked all that follows from the configuration alone.
          if configuration.task.table != nil { try configuration.check(known, node) }
          try configuration.checkMemory(known, limit: memory, node)
        }
      } catch {
        throw ExperimentError(file: file, line: error.line, problem: .invalid(error))
      }
      if let other = cells.updateValue(cell, forKey: configuration.hashValue),
        try read(other).0 == configuration
      {
        throw ExperimentError(
          file: file, line: grid.values(cell).first?.line,
          problem: .sameConfiguration(summary(other), summary(cell)))
      }
    }
    try checkReplacedValues()
  }

  /// Puts each value that an axis replaces back into a sound cell, one at a time.
  ///
  /// Whether it goes together with the other values does not matter: it may be there for the reader
  /// alone. But a value that no trial could have is a mistake wherever it stands.
  private func checkReplacedValues() throws(ExperimentError) {
    let sound = try node(0)
    for field in grid.fields {
      let path = field.split(separator: ".", omittingEmptySubsequences: false)
      guard let replaced = base[path: path] else { continue }
      var node = sound
      node.set(replaced, at: path[...])
      do {
        _ = try TrialConfiguration(tables.resolving(node), at: "")
      } catch {
        switch error.problem {
        case .notAllowed, .wrongType:
          throw ExperimentError(file: file, line: error.line, problem: .invalid(error))
        case .unknownKey, .missing, .contradiction: continue
        }
      }
    }
  }

  private func node(_ cell: Int) throws(ExperimentError) -> ConfigurationNode {
    do {
      return try grid.apply(grid.values(cell), to: base)
    } catch {
      throw ExperimentError(
        file: file, line: line(ofField: error.index),
        problem: .noField(
          grid.fields[error.index], within: error.within, value: error.value.summary))
    }
  }

  private func read(
    _ cell: Int
  ) throws(ExperimentError) -> (TrialConfiguration, ConfigurationNode) {
    let node = try node(cell)
    if let trial = node["seed"]?.entry("trial") {
      throw ExperimentError(file: file, line: trial.line, problem: .trialSeed(field: "seed.trial"))
    }
    do {
      return (try TrialConfiguration(tables.resolving(node), at: ""), node)
    } catch {
      throw ExperimentError(file: file, line: line(of: error), problem: .invalid(error))
    }
  }

  /// The line of a value, except that an axis over an unknown field is wrong where it is named.
  private func line(of error: ConfigurationError) -> Int? {
    guard case .unknownKey = error.problem,
      let index = grid.fields.firstIndex(where: {
        $0 == error.path || $0.hasPrefix(error.path + ".")
      })
    else { return error.line }
    return line(ofField: index)
  }

  private func line(ofField index: Int) -> Int? { grid.axes.flatMap(\.lines)[index] }

  private func summary(_ cell: Int) -> String {
    cellName(grid.fields, grid.values(cell))
  }
}
