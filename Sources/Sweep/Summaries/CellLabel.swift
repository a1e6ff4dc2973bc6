import Engine

/// What an analysis knows of a cell, whether it comes from a store or from a file of other trials.
struct CellLabel: Hashable, Sendable {
  /// The value of each axis.
  let values: [ConfigurationNode]
  /// What the trials of the cell have in common, as far as it is known.
  let node: ConfigurationNode
  /// The step budget, if it is known and the same for all trials of the cell.
  let budget: Int?

  /// Names a cell by its values.
  init(values: [ConfigurationNode], node: ConfigurationNode, budget: Int?) {
    self.values = values
    self.node = node
    self.budget = budget
  }

  /// Names a cell of an experiment.
  init(_ cell: Cell) {
    self.init(
      values: cell.values, node: cell.configuration.node, budget: cell.configuration.steps)
  }

  /// The value at a dotted path, if there is one.
  func value(_ field: String) -> ConfigurationNode? { node[path: field.split(separator: ".")] }

  /// The number at a dotted path, if there is one.
  func number(_ field: String) -> Double? {
    value(field)?.number
  }

  /// The product of the numbers at dotted paths, if there are all of them.
  func product(_ fields: [String]) -> Double? {
    fields.reduce(1.0) { product, field in
      product.flatMap { product in number(field).map { product * $0 } }
    }
  }

  /// `ηλ`, the rate at which decay alone shrinks `‖θ‖` a step, if it is known and above 0.
  var decayRate: Double? {
    product(["optimizer.learning_rate", "optimizer.weight_decay"]).flatMap { $0 > 0 ? $0 : nil }
  }

  /// The fields of which the delay is modelled as a power where they vary.
  static let lawFields = [
    "optimizer.learning_rate", "optimizer.weight_decay", "train_fraction", "task.modulus",
  ]

  /// The fields that decide how a trial is measured, but not how it trains.
  ///
  /// Cells that differ in them may share a constant: the budget of a slow cell is usually larger.
  static let measurement = ["steps", "stop", "evaluation", "pruning", "seed.trial"]

  /// For each of its trials the decay rate of `‖θ‖` between the milestones over `ηλ`, where both are
  /// known.
  func relativeDecays(_ trials: [TrialSummary]) -> [Double] {
    guard let decayRate else { return [] }
    return trials.compactMap { $0.milestones.decayRate.map { $0 / decayRate } }
  }

  /// Equal for cells that differ in the given fields and in how they are measured alone.
  func group(without fields: [String]) -> String {
    var rest = node
    for field in fields + Self.measurement {
      rest.set(ConfigurationNode(.null), at: field.split(separator: ".")[...])
    }
    return rest.canonicalJSON
  }
}

extension Sequence<CellLabel> {
  /// Whether not all cells have the same value, or none, at a dotted path.
  func vary(in field: String) -> Bool { Set(map { $0.value(field)?.canonicalJSON }).count > 1 }
}

extension ConfigurationNode {
  /// The value, if it is a number.
  var number: Double? {
    switch content {
    case .integer(let value): Double(value)
    case .real(let value): value
    default: nil
    }
  }
}
