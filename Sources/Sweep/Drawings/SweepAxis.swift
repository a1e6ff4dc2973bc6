import Engine

/// An axis in which the cells of a sweep differ, read once for all cells.
struct SweepAxis: Hashable, Sendable {
  /// What it is called.
  let name: AxisName
  /// Its different values: numbers in ascending order, others as they first appear.
  let values: [ConfigurationNode]
  /// The values in a word each.
  let texts: [String]
  /// The numbers, if all values are some.
  let numbers: [Double]?
  /// The value of each cell, by its position in ``values``.
  let positions: [Int]

  /// Reads an axis by its position among the sweep's.
  init(_ sweep: SweepSummary, at axis: Int) {
    name = AxisName(sweep.fields[axis])
    let identities = sweep.cells.map { $0.values[axis].canonicalJSON }
    var seen: Set<String> = []
    var different: [(identity: String, value: ConfigurationNode)] = []
    for (cell, identity) in zip(sweep.cells, identities) where seen.insert(identity).inserted {
      different.append((identity, cell.values[axis]))
    }
    let numbers = different.compactMap(\.value.number)
    if numbers.count == different.count {
      different = zip(numbers, different).sorted { $0.0 < $1.0 }.map(\.1)
      self.numbers = numbers.sorted()
    } else {
      self.numbers = nil
    }
    let values = different.map(\.value)
    self.values = values
    texts = values.map { Self.text($0, among: values) }
    let places = Dictionary(
      uniqueKeysWithValues: different.indices.map { (different[$0].identity, $0) })
    positions = identities.map { places[$0] ?? 0 }
  }

  /// A cell's value with the name of the axis: `λ 0.3`; of a word or a mapping the word alone.
  func label(ofCell cell: Int) -> String {
    let text = texts[positions[cell]]
    return switch values[positions[cell]].content {
    case .text, .mapping: text
    default: "\(name.symbol) \(text)"
    }
  }

  /// Whether cells with one value here have one value there as well.
  fileprivate func determines(_ other: SweepAxis) -> Bool {
    var known: [Int: Int] = [:]
    return zip(positions, other.positions).allSatisfy { own, there in
      if let before = known[own] { return before == there }
      known[own] = there
      return true
    }
  }

  /// A value in a word: of a mapping its kind if that tells it from the others, else what differs from them.
  private static func text(_ value: ConfigurationNode, among others: [ConfigurationNode]) -> String
  {
    guard case .mapping(let entries) = value.content else { return value.summary }
    let kinds = others.compactMap { $0["kind"]?.summary }
    if Set(kinds).count == others.count, let kind = value["kind"] { return kind.summary }
    let own = entries.filter { entry in
      others.contains { $0[entry.key]?.canonicalJSON != entry.value.canonicalJSON }
    }
    return own.map { "\($0.key) \($0.value.summary)" }.joined(separator: " ")
  }
}

extension SweepSummary {
  /// The axes in which the cells differ.
  var varyingAxes: [SweepAxis] {
    fields.indices.map { SweepAxis(self, at: $0) }.filter { $0.values.count > 1 }
  }
}

extension [SweepAxis] {
  /// Those that say something which the ones before do not: an initialization that goes with the model says nothing.
  var telling: [SweepAxis] {
    reduce(into: []) { kept, axis in
      if !kept.contains(where: { $0.determines(axis) }) { kept.append(axis) }
    }
  }

  /// A cell by its values on these axes: `add, λ 0.3`.
  func label(ofCell cell: Int) -> String {
    map { $0.label(ofCell: cell) }.joined(separator: ", ")
  }
}
