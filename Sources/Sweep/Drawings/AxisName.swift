import Engine

/// What an axis of a sweep is called in a figure.
struct AxisName: Hashable, Sendable {
  /// The dotted field; of an axis that varies several together, its name.
  let field: String

  /// Names an axis as an experiment or a file of trials has it.
  init(_ axis: String) {
    if case .field(let path, _) = TrialsColumn(axis) { field = path } else { field = axis }
  }

  /// A letter or a word, for legends.
  var symbol: String {
    switch field {
    case "optimizer.learning_rate": "η"
    case "optimizer.weight_decay": "λ"
    case "train_fraction": "fraction"
    case "task.modulus": "p"
    default: words
    }
  }

  /// The name in full, for an axis.
  var title: String {
    switch field {
    case "optimizer.learning_rate": "learning rate η"
    case "optimizer.weight_decay": "weight decay λ"
    case "train_fraction": "train fraction"
    case "task.modulus": "modulus p"
    default: words
    }
  }

  /// The last part of the field; of `model.kind` the first, because every section has a kind.
  private var words: String {
    let parts = field.split(separator: ".")
    let part = parts.last == "kind" ? parts.dropLast().last : parts.last
    return (part.map(String.init) ?? field).replacing("_", with: " ")
  }
}

extension SweepSummary {
  /// The positions of the axes in which the cells differ.
  var varyingAxes: [Int] {
    fields.indices.filter { axis in Set(cells.map { $0.values[axis].canonicalJSON }).count > 1 }
  }

  /// The different values of an axis: numbers in ascending order, others as they first appear.
  func values(ofAxis axis: Int) -> [ConfigurationNode] {
    var (seen, values): (Set<String>, [ConfigurationNode]) = ([], [])
    for cell in cells where seen.insert(cell.values[axis].canonicalJSON).inserted {
      values.append(cell.values[axis])
    }
    let numbers = values.compactMap(\.number)
    guard numbers.count == values.count else { return values }
    return zip(numbers, values).sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// A cell by its values on some axes: `λ = 0.3, p = 97`.
  func label(ofCell cell: Int, axes: [Int]) -> String {
    axes.map { "\(AxisName(fields[$0]).symbol) = \(cells[cell].values[$0].summary)" }
      .joined(separator: ", ")
  }
}

/// Some of many items, at equal distances, the first and the last among them.
func evenly<Item>(_ items: [Item], atMost most: Int) -> [Item] {
  guard items.count > most else { return items }
  guard most > 1 else { return Array(items.prefix(most)) }
  return (0..<most).map { items[($0 * (items.count - 1) + (most - 1) / 2) / (most - 1)] }
}
