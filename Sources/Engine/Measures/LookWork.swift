/// What a moment makes once for all measures that ask for it.
public enum SharedPart: Hashable, CaseIterable, Sendable {
  /// Hidden units and logits of the training samples.
  case trainUnits
  /// Hidden units and logits of the test samples.
  case testUnits
  /// The gradient of the mean training loss.
  case gradient
}

/// What one look of a measure takes: it tells looks at networks of different sizes apart, and how
/// long one of them takes on a machine turns it into seconds.
struct LookWork {
  /// Floating-point operations, without those of what it shares.
  var operations: Double
  /// What it shares with other measures at the same step.
  var sharing: Set<SharedPart> = []
}

extension MeasureSubject {
  /// The operations that an element counts which is handled by itself, by its row and column or in
  /// an exponential: two nanoseconds beside 25 operations of a float64 product in each.
  static let element = 50.0

  // Sizes as numbers to compute with.

  /// The number of training samples.
  var train: Double { Double(trainCount) }
  /// The number of test samples.
  var test: Double { Double(sizes.count - trainCount) }
  /// The number of classes, or of values.
  var classes: Double { Double(sizes.targets.count) }
  /// The number of parameters.
  var parameters: Double { tensors.reduce(0) { $0 + Double($1.count) } }
  /// The units that enter the read-out, or the embedding's length where that is tied to it.
  var units: Double {
    let readout = tensors.last { $0.module == .readout && $0.role == .weight }
    return Double(readout?.rows ?? tensors.first?.columns ?? 0)
  }

  /// A pass over so many samples.
  func pass(_ samples: Double) -> Double {
    passOperations(Int(samples)) + Self.element * samples * (units + classes)
  }

  /// A pass with its gradient.
  func gradientPass(_ samples: Double) -> Double {
    pass(samples) + 2 * passOperations(Int(samples)) + parameters
  }

  /// A singular value decomposition with all its vectors.
  func decomposition(_ rows: Double, _ columns: Double) -> Double {
    3 * singularValues(rows, columns)
  }

  /// The same without vectors.
  func singularValues(_ rows: Double, _ columns: Double) -> Double {
    20 * max(rows, columns) * min(rows, columns) * min(rows, columns)
  }

  /// What the moment makes.
  func work(_ part: SharedPart) -> Double {
    switch part {
    case .trainUnits: pass(train)
    case .testUnits: pass(test)
    case .gradient: gradientPass(train)
    }
  }
}
