import Engine
import Foundation
import Statistics

/// An accelerated failure time model of a sweep's trials: censored ones included, milestones in the
/// intervals between evaluations.
/// ```
/// ln response = constant of the group + Σ exponent · ln field + σ ε
/// ```
/// The fields are those of ``candidates`` that vary; cells that differ in any other field are in
/// other groups. Every stored trial is used or counted: `stored = n + Σ omitted`.
struct SurvivalFit: Sendable {
  /// The fields whose exponents are fitted where they vary.
  static let candidates = CellLabel.lawFields

  /// What is modelled.
  let response: Response
  /// The noise.
  let family: SurvivalFamily
  /// Whether the trials of unstable cells are used.
  let includesUnstable: Bool
  /// The fields, one exponent each.
  let fields: [String]
  /// How many groups have a constant.
  let groups: Int
  /// The model, if the trials decide one.
  let regression: SurvivalRegression?
  /// Why trials are left out.
  let omitted: [Omission: Int]

  /// The exponent of a field.
  func exponent(_ field: Int) -> Double? { regression?.coefficients[groups + field] }

  /// Its 95 % interval.
  func interval(_ field: Int) -> Interval? { regression?.interval(groups + field) }

  /// The constant, if there is one group.
  var intercept: Double? { groups == 1 ? regression?.coefficients[0] : nil }

  /// How many of the trials used are censored.
  var censored: Int { regression.map { $0.count - $0.events } ?? 0 }

  /// Fits a sweep.
  init(
    _ response: Response, _ family: SurvivalFamily, _ sweep: SweepSummary,
    includesUnstable: Bool = false
  ) {
    var omitted: [Omission: Int] = [:]
    var used: [(cell: Int, time: IntervalTime)] = []
    for (cell, trials) in sweep.trials.enumerated() {
      let unstable = sweep.stability(ofCell: cell).isUnstable
      for trial in trials {
        if unstable, !includesUnstable {
          omitted[.unstable, default: 0] += 1
          continue
        }
        switch response.interval(trial.milestones, spacing: sweep.spacing) {
        case .success(let time): used.append((cell, time))
        case .failure(let reason): omitted[reason, default: 0] += 1
        }
      }
    }

    let cells = Set(used.map(\.cell)).sorted()
    let fields = Self.candidates.filter { cells.map { sweep.cells[$0] }.vary(in: $0) }
    let defined = cells.filter { cell in
      fields.allSatisfy { (sweep.cells[cell].number($0) ?? 0) > 0 }
    }
    var numbers: [String: Int] = [:]
    for cell in defined {
      let group = sweep.cells[cell].group(without: fields)
      if numbers[group] == nil { numbers[group] = numbers.count }
    }
    var rows: [Int: (group: Int, row: [Double])] = [:]
    for cell in defined {
      let group = numbers[sweep.cells[cell].group(without: fields)] ?? 0
      rows[cell] = (group, fields.map { log(sweep.cells[cell].number($0) ?? 1) })
    }
    let points = used.compactMap { entry in rows[entry.cell].map { ($0, entry.time) } }
    let undefined = used.count - points.count
    if undefined > 0 { omitted[.undefinedPredictor, default: 0] += undefined }
    self.response = response
    self.family = family
    self.includesUnstable = includesUnstable
    self.fields = fields
    groups = numbers.count
    regression =
      fields.isEmpty
      ? nil
      : SurvivalRegression(
        family, groups: points.map(\.0.group), of: numbers.count, rows: points.map(\.0.row),
        intervals: points.map(\.1))
    if regression == nil, !points.isEmpty { omitted[.noModel, default: 0] += points.count }
    self.omitted = omitted
  }

  /// All models of a sweep: both responses, both families, and with unstable cells if there are any.
  static func all(_ sweep: SweepSummary) -> [SurvivalFit] {
    let hasUnstable = sweep.cells.indices.contains { sweep.stability(ofCell: $0).isUnstable }
    return Response.allCases.reversed().flatMap { response in
      SurvivalFamily.allCases.flatMap { family in
        (hasUnstable ? [false, true] : [false]).map {
          SurvivalFit(response, family, sweep, includesUnstable: $0)
        }
      }
    }.filter { !$0.fields.isEmpty }
  }
}
