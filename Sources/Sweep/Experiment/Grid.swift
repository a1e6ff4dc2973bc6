import Engine

/// One varied field, or several that vary together, with all values.
struct Axis: Hashable, Sendable {
  /// The fields as dotted paths; more than one for a `zip` group.
  let fields: [String]
  /// The line of each field's key.
  let lines: [Int?]
  /// The values of all fields at each position of the axis.
  let positions: [[ConfigurationNode]]
}

/// The cells that a rule leaves out.
struct Exclusion: Hashable, Sendable {
  /// The positions on each named axis that have to meet; by the number of the axis.
  var positions: [Int: Set<Int>]
}

/// All combinations of the axes' values, without those that a rule leaves out.
///
/// Combinations are enumerated in the order of the file, the last axis fastest. None is stored:
/// a cell is computed from its number.
struct Grid: Sendable {
  /// The axes, in the order of the file.
  let axes: [Axis]
  /// Every varied field, in the order of the file.
  let fields: [String]
  /// The combinations that are cells, or `nil` if all are.
  private let kept: [Int]?
  /// The number of cells.
  let cellCount: Int
  /// The order in which to set fields: a mapping before the fields within it.
  private let settingOrder: [Int]
  private let paths: [[Substring]]

  /// The number of combinations before any is excluded, or `nil` if it overflows.
  static func combinationCount(_ axes: [Axis]) -> Int? {
    var count = 1
    for axis in axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: axis.positions.count)
      guard !overflows else { return nil }
      count = product
    }
    return count
  }

  /// Combines axes.
  ///
  /// - Precondition: the number of combinations does not overflow.
  init(axes: [Axis], exclusions: [Exclusion]) {
    self.axes = axes
    fields = axes.flatMap(\.fields)
    let paths = fields.map { $0.split(separator: ".", omittingEmptySubsequences: false) }
    self.paths = paths
    settingOrder = fields.indices.sorted { (paths[$0].count, $0) < (paths[$1].count, $1) }

    guard let combinations = Self.combinationCount(axes) else {
      preconditionFailure("more combinations than there are whole numbers")
    }
    if exclusions.isEmpty {
      kept = nil
      cellCount = combinations
    } else {
      let kept = Self.kept(axes, exclusions)
      self.kept = kept
      cellCount = kept.count
    }
  }

  /// The combinations that meet no rule whole, in their order.
  ///
  /// Each position of an axis lets a set of rules through, 64 of them in a word. A combination is
  /// left out if any rule passes all its positions; those of the axes before are passed once for
  /// all combinations that share them.
  private static func kept(_ axes: [Axis], _ exclusions: [Exclusion]) -> [Int] {
    let words = (exclusions.count + 63) / 64
    let passing = axes.indices.map { axis in
      axes[axis].positions.indices.map { position in
        var rules = [UInt64](repeating: 0, count: words)
        for (number, rule) in exclusions.enumerated()
        where rule.positions[axis]?.contains(position) != false {
          rules[number / 64] |= 1 << UInt64(number % 64)
        }
        return rules
      }
    }
    var kept: [Int] = []
    func descend(_ axis: Int, _ combination: Int, _ rules: [UInt64]) {
      guard axis < axes.count else {
        if rules.allSatisfy({ $0 == 0 }) { kept.append(combination) }
        return
      }
      for (position, passed) in passing[axis].enumerated() {
        descend(
          axis + 1, combination * passing[axis].count + position, zip(rules, passed).map(&))
      }
    }
    let all = exclusions.indices.reduce(into: [UInt64](repeating: 0, count: words)) {
      $0[$1 / 64] |= 1 << UInt64($1 % 64)
    }
    descend(0, 0, all)
    return kept
  }

  /// All values of a field, if it is varied.
  func values(of field: String) -> [ConfigurationNode] {
    axes.flatMap { axis in
      guard let column = axis.fields.firstIndex(of: field) else { return [ConfigurationNode]() }
      return axis.positions.map { $0[column] }
    }
  }

  private static func digits(of combination: Int, on axes: [Axis]) -> [Int] {
    var digits = Array(repeating: 0, count: axes.count)
    var remainder = combination
    for axis in axes.indices.reversed() {
      (remainder, digits[axis]) = remainder.quotientAndRemainder(
        dividingBy: axes[axis].positions.count)
    }
    return digits
  }

  /// The value of each field in a cell.
  ///
  /// - Precondition: `cell` is in `0 ..< cellCount`.
  func values(_ cell: Int) -> [ConfigurationNode] {
    precondition((0..<cellCount).contains(cell), "cell \(cell) of \(cellCount)")
    let digits = Self.digits(of: kept?[cell] ?? cell, on: axes)
    return zip(axes, digits).flatMap { axis, digit in axis.positions[digit] }
  }

  /// The base with each field set to its value.
  ///
  /// - Throws: ``NoField`` where a path leads through a value that has no fields.
  func apply(
    _ values: [ConfigurationNode], to base: ConfigurationNode
  ) throws(NoField) -> ConfigurationNode {
    var node = base
    for index in settingOrder {
      let path = paths[index]
      for length in 1..<path.count {
        guard let parent = node[path: path[..<length]] else { break }
        guard case .mapping = parent.content else {
          throw NoField(index: index, within: path[..<length].joined(separator: "."), is: parent)
        }
      }
      node.set(values[index], at: path[...])
    }
    return node
  }

  /// A path that leads through a value without fields.
  struct NoField: Error {
    /// The position of the varied field in ``Grid/fields``.
    let index: Int
    /// The path of the value.
    let within: String
    /// The value.
    let value: ConfigurationNode

    fileprivate init(index: Int, within: String, is value: ConfigurationNode) {
      self.index = index
      self.within = within
      self.value = value
    }
  }
}

/// Values of a cell with their fields: `train_fraction 0.4, task.modulus 59`.
func cellName(
  _ fields: some Sequence<String>, _ values: some Sequence<ConfigurationNode>,
  separator: String = ", "
) -> String {
  zip(fields, values).map { "\($0) \($1.summary)" }.joined(separator: separator)
}
