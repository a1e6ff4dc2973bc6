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
