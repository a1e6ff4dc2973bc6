import Engine
import Foundation

/// The cells of a run as points, for a regression on what varies among them.
///
/// A field with positive numbers has a coordinate with their logarithms, so that power laws are
/// linear, and every other value of a field, be it a word, zero or nothing, has a coordinate that
/// is 1 in its cells. Coordinates are centered. Fields that decide neither the network nor how it
/// is trained are left out.
struct CellAxes: Sendable {
  /// What a coordinate is, and the exponent that a law known beforehand gives it.
  fileprivate enum Axis {
    case logarithm(path: String)
    case value(path: String, ConfigurationNode.Content)
  }

  /// The coordinates of each cell, by its position.
  let points: [[Double]]
  /// The exponent expected of each coordinate before any trial has ended.
  ///
  /// The delay goes with 1/(η λ) (Liu et al. 2022, arXiv:2210.01117, and many after them), and
  /// nothing is expected of other fields.
  let exponents: [Double]

}

extension CellAxes {
  /// Fields that tell how long a trial may take or what is written down of it.
  private static let silent = ["steps", "stop", "evaluation", "pruning", "seed"]
  private static let expected = ["optimizer.learning_rate": -1.0, "optimizer.weight_decay": -1.0]

  /// Finds what varies among the cells.
  init(_ cells: [TrialConfiguration]) {
    let leaves = cells.map { cell in
      var leaves: [String: ConfigurationNode.Content] = [:]
      for entry in cell.node.entries where !Self.silent.contains(entry.key) {
        entry.value.collect(into: &leaves, at: entry.key)
      }
      return leaves
    }
    let axes = Self.axes(leaves)
    let raw = leaves.map { leaves in axes.map { $0.coordinate(leaves) } }
    let means = axes.indices.map { axis in
      let known = raw.compactMap { $0[axis] }
      return known.reduce(0, +) / Double(max(1, known.count))
    }
    points = raw.map { zip($0, means).map { value, mean in value.map { $0 - mean } ?? 0 } }
    exponents = axes.map { axis in
      if case .logarithm(let path) = axis { Self.expected[path] ?? 0 } else { 0 }
    }
  }

  private static func axes(_ leaves: [[String: ConfigurationNode.Content]]) -> [Axis] {
    var values: [String: Set<ConfigurationNode.Content>] = [:]
    for cell in leaves { for (path, value) in cell { values[path, default: []].insert(value) } }
    return values.sorted { $0.key < $1.key }.flatMap { path, values -> [Axis] in
      let isEverywhere = leaves.allSatisfy { $0[path] != nil }
      guard values.count > 1 || !isEverywhere else { return [] }
      let numbers = values.filter { $0.positive != nil }
      let others = values.subtracting(numbers).map { Axis.value(path: path, $0) }
        .sorted { "\($0)" < "\($1)" }
      return (numbers.count > 1 ? [.logarithm(path: path)] : []) + others
    }
  }
}

extension CellAxes.Axis {
  /// The coordinate of a cell; `nil` if it has none there and takes the mean.
  fileprivate func coordinate(_ leaves: [String: ConfigurationNode.Content]) -> Double? {
    switch self {
    case .logarithm(let path): leaves[path]?.positive.map { log($0) }
    case .value(let path, let value): leaves[path] == value ? 1 : 0
    }
  }
}

extension ConfigurationNode {
  fileprivate var entries: [Entry] {
    if case .mapping(let entries) = content { entries } else { [] }
  }

  fileprivate func collect(into leaves: inout [String: Content], at path: String) {
    guard case .mapping(let entries) = content else {
      leaves[path] = content
      return
    }
    for entry in entries { entry.value.collect(into: &leaves, at: path + "." + entry.key) }
  }
}

extension ConfigurationNode.Content {
  /// The value, if it is a number above 0.
  fileprivate var positive: Double? {
    switch self {
    case .integer(let value) where value > 0: Double(value)
    case .real(let value) where value > 0: value
    default: nil
    }
  }
}
