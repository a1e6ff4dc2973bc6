import Engine

/// Reads the top level of an experiment file.
struct ExperimentReader: NodeReader {
  /// The largest number of trials: at a second each they take 23 days of one core.
  private static let largestTrialCount = 2_000_000
  private static let keys = [
    "experiment", "question", "base", "grid", "seeds", "tables", "thresholds", "contrasts",
    "measures", "laws", "detectors",
  ]
  private static let longestName = 100

  /// The file, as errors name it.
  let file: String
  /// The whole file.
  let root: ConfigurationNode

  /// Parses the text and checks its keys.
  init(_ source: String, file: String) throws(ExperimentError) {
    self.file = file
    root = try YAMLTree.read(source, file: file)
    guard case .mapping(let entries) = root.content else {
      throw wrongType(
        root, "", "a mapping with the keys \(Self.keys.joined(separator: ", "))")
    }
    for entry in entries where !Self.keys.contains(entry.key) {
      throw invalid(entry.line, entry.key, .unknownKey(allowed: Self.keys))
    }
  }

  /// The experiment's name, which files and tables repeat.
  func name() throws(ExperimentError) -> String {
    let node = try required("experiment")
    guard case .text(let name) = node.content, !name.isEmpty, name.count <= Self.longestName,
      name.unicodeScalars.allSatisfy(\.isPrintable), name.contains(where: { !$0.isWhitespace })
    else {
      throw notAllowed(
        node, "experiment",
        "a name of up to \(Self.longestName) printable characters, in quotes if it is a number")
    }
    return name
  }

  /// What the experiment is to answer, in words.
  func question() throws(ExperimentError) -> String? {
    guard let node = root["question"], node.content != .null else { return nil }
    guard case .text(let question) = node.content else {
      throw wrongType(node, "question", "text")
    }
    return question
  }

  /// What all trials have in common.
  func base() throws(ExperimentError) -> ConfigurationNode {
    let node = try required("base")
    guard case .mapping(let entries) = node.content, !entries.isEmpty else {
      throw wrongType(node, "base", "a mapping of a trial's fields")
    }
    if let trial = node["seed"]?.entry("trial") {
      throw error(trial.line, .trialSeed(field: "base.seed.trial"))
    }
    return node
  }

  /// When a trial counts as having memorized and generalized.
  func thresholds() throws(ExperimentError) -> Thresholds {
    guard let node = root["thresholds"], node.content != .null else { return Thresholds() }
    do throws(ConfigurationError) {
      return try Thresholds(node, at: "thresholds")
    } catch {
      throw invalid(error)
    }
  }

  /// What is measured along each trial, each with what it was read from.
  func measures() throws(ExperimentError) -> [(request: MeasureRequest, node: ConfigurationNode)] {
    guard let node = root["measures"], node.content != .null else { return [] }
    var measures: [(request: MeasureRequest, node: ConfigurationNode)] = []
    for (index, item) in try list(node, at: "measures", "a list of measures").enumerated() {
      let request: MeasureRequest
      do throws(ConfigurationError) {
        request = try MeasureRequest(item, at: "measures[\(index)]")
      } catch {
        throw invalid(error)
      }
      guard !measures.contains(where: { $0.request == request }) else {
        throw error(item.line, .repeatedMeasure(request.kind))
      }
      measures.append((request, item))
    }
    return measures
  }

  /// The declared hypotheses about the cells of the grid.
  func contrasts(_ grid: Grid) throws(ExperimentError) -> [Contrast] {
    guard let node = root["contrasts"], node.content != .null else { return [] }
    return try ContrastReader(file: file, grid: grid).contrasts(node)
  }

  /// The laws that fits are to judge, of fields of the configuration.
  func laws(_ fields: LawFields) throws(ExperimentError) -> [Law] {
    guard let node = root["laws"], node.content != .null else { return [] }
    return try LawReader(file: file, fields: fields).laws(node)
  }

  /// The detectors that are to be judged, of what is measured.
  func detectors(_ columns: () -> MeasuredColumns) throws(ExperimentError) -> [Detector] {
    guard let node = root["detectors"], node.content != .null else { return [] }
    return try DetectorReader(file: file, columns: columns(), origin: .declared).detectors(node)
  }

  /// The grid and its seeds, once their product is known to be reasonable.
  func gridAndSeeds() throws(ExperimentError) -> (Grid, Seeds) {
    let gridNode = root["grid"] ?? ConfigurationNode(.mapping([]))
    let reader = try GridReader(
      gridNode.content == .null ? ConfigurationNode(.mapping([])) : gridNode, file: file)
    let seeds = try seeds()

    let combinations = Grid.combinationCount(reader.axes)
    let trials = combinations?.multipliedReportingOverflow(by: seeds.count)
    guard let trials, !trials.overflow, trials.partialValue <= Self.largestTrialCount else {
      let count = trials.flatMap { $0.overflow ? nil : $0.partialValue }
      throw error(
        root.entry("grid")?.line ?? root.entry("seeds")?.line,
        .tooManyTrials(count, limit: Self.largestTrialCount))
    }

    let grid = Grid(axes: reader.axes, exclusions: reader.exclusions)
    guard grid.cellCount > 0 else { throw error(reader.exclusionLine, .everythingExcluded) }
    return (grid, seeds)
  }

  /// Seeds as they were written: a number of them, each, or as many as it takes.
  enum Seeds {
    case count(Int)
    case each([Int])
    case adaptive(AdaptiveSeeds)

    var count: Int {
      switch self {
      case .count(let count): count
      case .each(let seeds): seeds.count
      case .adaptive(let seeds): seeds.most
      }
    }

    var list: [Int] {
      switch self {
      case .count(let count): Array(0..<count)
      case .each(let seeds): seeds
      case .adaptive(let seeds): Array(0..<seeds.most)
      }
    }

    var adaptive: AdaptiveSeeds? {
      if case .adaptive(let seeds) = self { seeds } else { nil }
    }
  }

  private func seeds() throws(ExperimentError) -> Seeds {
    let node = try required("seeds")
    if case .mapping = node.content {
      do throws(ConfigurationError) {
        return .adaptive(try AdaptiveSeeds(node, at: "seeds"))
      } catch {
        throw invalid(error)
      }
    }
    guard case .list(let nodes) = node.content else {
      let count = try int(node, "seeds")
      guard count > 0 else {
        throw notAllowed(node, "seeds", "a number from 1, or a list")
      }
      return .count(count)
    }
    guard !nodes.isEmpty else {
      throw notAllowed(node, "seeds", "a number from 1, or a list of at least one seed")
    }
    var seeds: [Int] = []
    var seen: Set<Int> = []
    for (index, node) in nodes.enumerated() {
      let seed = try int(node, "seeds[\(index)]")
      guard seed >= 0 else {
        throw notAllowed(node, "seeds[\(index)]", "a whole number from 0")
      }
      guard seen.insert(seed).inserted else { throw error(node.line, .repeatedSeed(seed)) }
      seeds.append(seed)
    }
    return .each(seeds)
  }

  private func required(_ key: String) throws(ExperimentError) -> ConfigurationNode {
    guard let node = root[key] else {
      throw invalid(nil, key, .missing)
    }
    return node
  }

  private func int(_ node: ConfigurationNode, _ path: String) throws(ExperimentError) -> Int {
    do throws(ConfigurationError) {
      return try Int(node, at: path)
    } catch {
      throw invalid(error)
    }
  }
}

extension Unicode.Scalar {
  /// Whether the character leaves a mark, or a space, on its line.
  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator:
      false
    default: true
    }
  }
}
