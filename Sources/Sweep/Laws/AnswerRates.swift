import Engine
import Foundation
import Statistics

/// How often each answer is given about planted worlds, and how often the intervals cover.
///
/// A line is a world with a number of cells and trials, a misfit of cells and a share of censored trials.
/// Data set d of a line has a stream of its own, so that counts of several runs can be added, and any of
/// them made again.
struct AnswerRates: Sendable {
  /// A combination.
  struct Line: Hashable, Sendable {
    let world: Int
    let cells: Int
    let trials: Int
    let misfit: Double
    let censored: Double

    /// All of them: the smallest sweeps, which are the fastest, first.
    static let all = [4, 8, 16, 42].flatMap { cells in
      [3, 5, 20].flatMap { trials in
        PlantedWorld.Law.allCases.indices.flatMap { world in
          [0, 0.05, 0.1, 0.2].flatMap { misfit in
            [0, 0.1, 0.3].map { censored in
              Line(world: world, cells: cells, trials: trials, misfit: misfit, censored: censored)
            }
          }
        }
      }
    }

    /// The first columns of a row.
    var key: String {
      "\(world),\(cells),\(trials),"
        + [misfit, censored].map { $0 == 0 ? "0" : "\($0)" }.joined(separator: ",")
    }

    var plan: PlantedWorld {
      PlantedWorld(
        law: PlantedWorld.Law.allCases[world], cells: cells, trials: trials, misfit: misfit,
        censored: censored)
    }
  }

  /// The laws that are judged.
  enum Judged: String, CaseIterable, Sendable {
    case inverse
    case power
    case threshold
    case passage
    case clamp
    case ratios

    init(_ law: String) {
      self =
        switch law {
        case Law.inverseDecay.name: .inverse
        case NormLaw.firstPassage.formula: .passage
        case NormLaw.clamp.formula: .clamp
        case let law where law.hasPrefix("c prod("): .power
        case let law where law.hasPrefix("c (train_fraction"): .threshold
        default: .ratios
        }
    }

    /// The true exponent whose interval is watched.
    func truth(_ world: PlantedWorld) -> Double? {
      switch self {
      case .inverse: world.law == .threshold ? nil : world.exponent
      case .threshold: world.law == .threshold ? world.exponent : nil
      // Given T_mem, no planted delay goes with the norm.
      case .clamp: 0
      case .power, .passage, .ratios: nil
      }
    }
  }

  /// What was counted about a law in a line.
  struct Count: Hashable, Sendable {
    var sets = 0
    var findings: [Int] = Array(repeating: 0, count: Verdict.Finding.allCases.count)
    var intervals = 0
    var covered = 0
    /// The sum over runs of the median width, times the intervals of the run.
    var width = 0.0
  }

  /// The counts of each line, in the order of ``Line/all``.
  private(set) var counts: [Line: [Judged: Count]] = [:]

  /// The head of the file.
  static let header =
    "world,cells,trials,misfit,censored,law,sets,compatible,excluded,differs,not_informative,"
    + "descriptive,intervals,covered,width"

  /// No data sets yet.
  init() {}

  /// Reads counts; `nil` if the text is no such file.
  init?(_ text: String) {
    let lines = text.split(separator: "\n").map { $0.split(separator: ",").map(String.init) }
    guard lines.first?.joined(separator: ",") == Self.header else { return nil }
    for row in lines.dropFirst() {
      guard row.count == 15, let judged = Judged(rawValue: row[5]) else { return nil }
      let numbers = row.enumerated().compactMap { $0.offset == 5 ? 0 : Double($0.element) }
      guard numbers.count == 15 else { return nil }
      let line = Line(
        world: Int(numbers[0]), cells: Int(numbers[1]), trials: Int(numbers[2]),
        misfit: numbers[3], censored: numbers[4])
      counts[line, default: [:]][judged] = Count(
        sets: Int(numbers[6]), findings: numbers[7...11].map { Int($0) },
        intervals: Int(numbers[12]), covered: Int(numbers[13]), width: numbers[14] * numbers[12])
    }
  }

  /// The file: a row a line and law.
  var text: String {
    let rows = Line.all.flatMap { line in
      Judged.allCases.compactMap { judged -> String? in
        guard let count = counts[line]?[judged] else { return nil }
        let width = count.intervals > 0 ? count.width / Double(count.intervals) : 0
        return "\(line.key),\(judged.rawValue),\(count.sets),"
          + count.findings.map { "\($0)" }.joined(separator: ",")
          + ",\(count.intervals),\(count.covered),\((width * 1e4).rounded() / 1e4)"
      }
    }
    return ([Self.header] + rows).joined(separator: "\n") + "\n"
  }

  /// How many data sets a line has.
  func sets(_ line: Line) -> Int { counts[line]?.values.map(\.sets).max() ?? 0 }

  /// Simulates data sets of a line up to a number.
  mutating func simulate(_ line: Line, upTo end: Int) {
    var found = counts[line, default: [:]]
    var widths: [Judged: [Double]] = [:]
    for set in sets(line)..<max(sets(line), end) {
      var stream = Generator(seed: set, stream: "calibration \(line.key)")
      let plan = line.plan
      var seen: Set<Judged> = []
      for verdict in Verdicts(plan.sweep { stream.normalPair().0 }).all {
        let judged = Judged(verdict.law)
        var count = found[judged, default: Count()]
        if seen.insert(judged).inserted { count.sets += 1 }
        if let index = Verdict.Finding.allCases.firstIndex(of: verdict.finding) {
          count.findings[index] += 1
        }
        if let truth = judged.truth(plan), let interval = verdict.exponents.first?.interval {
          count.intervals += 1
          count.covered += interval.has(truth) ? 1 : 0
          widths[judged, default: []].append(interval.high - interval.low)
        }
        found[judged] = count
      }
    }
    for (judged, widths) in widths {
      found[judged]?.width += quantile(widths.sorted(), 0.5) * Double(widths.count)
    }
    counts[line] = found
  }
}
