import Engine
import Foundation
import Statistics

/// How a delay law does on a sweep's trials, beside the simplest law on the same trials.
///
/// `candidates = n + contradicted + unknown`, over the trials of stable cells that generalized after
/// they memorized.
struct LawScore: Sendable {
  /// The law.
  let law: CompetingLaw
  /// How many trials it is compared on.
  let count: Int
  /// How many cells they are of.
  let cells: Int
  /// For how many trials it predicts no positive delay.
  let contradicted: Int
  /// For how many a norm that it needs is not known.
  let unknown: Int
  /// The constants, fitted to all trials.
  let constants: [(name: String, value: Double)]
  /// The line of `ln delay` on the logarithm of the law's prediction, through the cells' means.
  ///
  /// Its slope is 1 if the law holds; of a law with fitted exponents it is 1 by construction.
  let line: ClusterLine?
  /// The root mean square of `ln(predicted/measured)` over trials of cells that were left out of
  /// the fit, one cell at a time, or one of ``mostParts`` parts of the cells if they are more.
  let heldOutError: Double?
  /// The same of the simplest law.
  let simplestHeldOutError: Double?
  /// AICc less that of the simplest law: below 0 where this one is better.
  let criterionDifference: Double?
  /// The correlation of `delay ηλ` with the logarithm of the norm ratio.
  let correlation: Correlation?
  /// The same with `T_mem ηλ` held fixed.
  let partialCorrelation: Correlation?
  /// The same within cells.
  let withinCorrelation: Correlation?

  /// Compares a law.
  init(_ law: CompetingLaw, _ candidates: [LawTrial]) {
    self.law = law
    let known = candidates.filter { law.basis($0) != nil }
    let trials = known.filter { (law.basis($0) ?? 0) > 0 }
    unknown = candidates.count - known.count
    contradicted = known.count - trials.count
    count = trials.count
    let numbers = Set(trials.map(\.cell)).sorted()
    cells = numbers.count
    let fit = law.fitted(trials)
    constants = fit?.constants ?? []

    let points = Self.points(law, fit, trials, numbers)
    line = ClusterLine(points.compactMap(ClusterMean.init))
    heldOutError = Self.heldOut(law, trials, numbers)
    simplestHeldOutError = Self.heldOut(.inverseDecay, trials, numbers)
    func criterion(_ law: CompetingLaw) -> Double? {
      guard let fit = law.fitted(trials) else { return nil }
      let squares = trials.reduce(0.0) { sum, trial in
        let error = (fit.predict(trial) ?? .nan) - log(trial.delay)
        return sum + error * error
      }
      return correctedAkaike(
        residualSquares: squares, parameters: fit.constants.count + 1, count: trials.count)
    }
    criterionDifference = criterion(law).flatMap { own in criterion(.inverseDecay).map { own - $0 }
    }

    // Trials for which the law predicts no delay are evidence too: all known ones correlate.
    guard case .normRatio = law else {
      (correlation, partialCorrelation, withinCorrelation) = (nil, nil, nil)
      return
    }
    let ratios = known.map { (law.basis($0) ?? 0) * $0.rate }
    let delays = known.map { $0.delay * $0.rate }
    correlation = Correlation(ratios, delays)
    partialCorrelation = Correlation(
      ratios, delays, given: [known.map { $0.memorization * $0.rate }])
    withinCorrelation = Correlation(ratios, delays, within: known.map(\.cell))
  }

  /// The points of the slope, by cell.
  ///
  /// A law with one constant has one for all cells. That of the simplest law says nothing of other
  /// fields than `η` and `λ`, so that it has one for each group of cells that agree in them; cells
  /// whose group has one prediction decide nothing and are left out.
  private static func points(
    _ law: CompetingLaw, _ fit: FittedLaw?, _ trials: [LawTrial], _ numbers: [Int]
  ) -> [[Observation]] {
    var groups: [String: Int] = [:]
    let byCell = Dictionary(grouping: trials, by: \.cell)
    let cells = numbers.map { number -> [Observation] in
      let trials = byCell[number] ?? []
      let name =
        law == .inverseDecay
        ? trials.first?.label.group(
          without: ["optimizer.learning_rate", "optimizer.weight_decay"]) ?? "" : ""
      let group = groups[name] ?? groups.count
      groups[name] = group
      return trials.compactMap { trial in
        fit?.predict(trial).map { Observation(group: group, x: $0, y: log(trial.delay)) }
      }
    }
    var values: [Int: Set<Double>] = [:]
    for point in cells.joined() { values[point.group, default: []].insert(point.x) }
    let kept = values.filter { $0.value.count > 1 }.keys.sorted()
    return cells.map { cell in
      cell.compactMap { point in
        kept.firstIndex(of: point.group).map { Observation(group: $0, x: point.x, y: point.y) }
      }
    }
  }

  /// The trials of a sweep's stable cells that generalized after they memorized.
  static func candidates(_ sweep: SweepSummary) -> [LawTrial] {
    zip(sweep.cells, sweep.trials).enumerated().flatMap { index, cell -> [LawTrial] in
      let (label, trials) = cell
      guard let rate = label.decayRate, !sweep.stability(ofCell: index).isUnstable else {
        return []
      }
      let logs = SurvivalFit.candidates.compactMap { field in
        label.number(field).flatMap { $0 > 0 ? (field, log($0)) : nil }
      }
      let fieldLogs = Dictionary(uniqueKeysWithValues: logs)
      return trials.compactMap { trial in
        guard trial.milestones.outcome == .generalized,
          let start = trial.milestones.memorization.step,
          let delay = trial.milestones.delay?.step, delay > 0
        else { return nil }
        return LawTrial(
          cell: index, label: label, fieldLogs: fieldLogs, rate: rate, delay: Double(delay),
          memorization: Double(start), milestones: trial.milestones)
      }
    }
  }

  /// All laws, the simplest first.
  static func all(_ sweep: SweepSummary) -> [LawScore] {
    let trials = candidates(sweep)
    let fields = SurvivalFit.candidates.filter { field in
      Set(trials.map { $0.fieldLogs[field] }).count > 1
        && trials.allSatisfy { $0.fieldLogs[field] != nil }
    }
    let ratios = [NormPoint.start, .memorization, .peak].flatMap { from in
      [NormPoint.generalization, .end].map { CompetingLaw.normRatio(from: from, to: $0) }
    }
    let laws =
      [.inverseDecay] + ratios + [.firstPassage, .clamp]
      + (fields.isEmpty ? [] : [.power(fields: fields)])
    return laws.map { LawScore($0, trials) }
  }

  /// The most parts into which cells are divided, to leave each of them out of a fit.
  ///
  /// Up to so many cells, a part is a cell. With more, the time would grow with their square, and
  /// parts of 2 % of the cells say the same.
  private static let mostParts = 50

  private static func heldOut(
    _ law: CompetingLaw, _ trials: [LawTrial], _ cells: [Int]
  ) -> Double? {
    guard cells.count > 2 else { return nil }
    let partCount = min(cells.count, mostParts)
    let parts = Dictionary(
      uniqueKeysWithValues: cells.enumerated().map { ($1, $0 % partCount) })
    var (squares, count) = (0.0, 0)
    for part in 0..<partCount {
      guard let fit = law.fitted(trials.filter { parts[$0.cell] != part }) else { return nil }
      for trial in trials where parts[trial.cell] == part {
        // A law that predicts no delay for a trial is wrong by any factor; e stands for it.
        let error = fit.predict(trial).map { $0 - log(trial.delay) } ?? 1
        squares += error * error
        count += 1
      }
    }
    return count > 0 ? (squares / Double(count)).squareRoot() : nil
  }
}
