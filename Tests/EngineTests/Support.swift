@testable import Engine
import Testing

/// The largest disagreement of a gradient with central differences, relative to the gradient's
/// own largest component.
func gradientError(
  at parameters: Parameters<Double>, gradient: Parameters<Double>, step: Double = 1e-6,
  loss: (Parameters<Double>) -> Double
) -> Double {
  var (largest, error) = (0.0, 0.0)
  for (tensor, slopes) in zip(parameters.tensors, gradient.tensors) {
    for row in 0..<tensor.rows {
      for column in 0..<tensor.columns {
        let value = tensor[row, column]
        tensor[row, column] = value + step
        let above = loss(parameters)
        tensor[row, column] = value - step
        let below = loss(parameters)
        tensor[row, column] = value
        let slope = slopes[row, column]
        largest = max(largest, slope.magnitude)
        error = max(error, ((above - below) / (2 * step) - slope).magnitude)
      }
    }
  }
  return error / largest
}

extension Matrix {
  /// A matrix of the given rows.
  init(_ rows: [[S]]) {
    self.init(rows: rows.count, columns: rows.first?.count ?? 0)
    elements = rows.flatMap(\.self)
  }

  /// A matrix of numbers from N(0, 1).
  static func random(rows: Int, columns: Int, seed: Int) -> Matrix {
    var generator = Generator(seed: seed, stream: "test \(rows) × \(columns)")
    let matrix = Matrix(rows: rows, columns: columns)
    matrix.updateEach { $0 = S(generator.normalPair().0) }
    return matrix
  }
}

/// The largest absolute difference, relative to the largest magnitude of either.
func relativeDifference<S: Scalar>(_ a: [S], _ b: [S]) -> Double {
  precondition(a.count == b.count, "\(a.count) against \(b.count) elements")
  let scale = (a + b).map(\.magnitude).max() ?? 0
  guard scale > 0 else { return 0 }
  return zip(a, b).map { Double(($0 - $1).magnitude) }.reduce(0) { Swift.max($0, $1) }
    / Double(scale)
}

/// A small trial that the tests vary.
func smallTrial(
  modulus: Int = 7, input: PerceptronConfiguration.Input = .embedding, width: Int = 19,
  depth: Int = 1, activation: Activation = .gelu, precision: Precision = .float64, steps: Int = 20
) -> TrialConfiguration {
  var task = ModularArithmetic()
  task.modulus = modulus
  var model = PerceptronConfiguration()
  model.input = input
  model.embedding = input == .embedding ? 5 : nil
  model.width = width
  model.depth = depth
  model.activation = activation
  var configuration = TrialConfiguration()
  configuration.task = TaskKind(task)
  configuration.model = NetworkKind(model)
  configuration.precision = precision
  configuration.steps = steps
  return configuration
}

/// A small trial over rows of numbers.
func denseTrial(
  samples: Int = 60, width: Int = 19, depth: Int = 1, activation: Activation = .tanh,
  precision: Precision = .float64, steps: Int = 20
) -> TrialConfiguration {
  var configuration = smallTrial(
    input: .dense, width: width, depth: depth, activation: activation, precision: precision,
    steps: steps)
  var task = SparseParity()
  (task.relevantBits, task.noiseBits, task.samples) = (2, 5, samples)
  configuration.task = TaskKind(task)
  return configuration
}

/// Trains a trial to its end.
func trained(
  _ configuration: TrialConfiguration, tables: SampleTables = [:]
) -> TrialResult {
  let trainer = Trainer(configuration, tables: tables)
  while trainer.advance() != nil {}
  return trainer.result
}

extension Samples {
  /// The tokens of a column; none where inputs are rows of numbers.
  private func column(_ index: Int) -> [Int32] {
    if case .tokens(let columns, _) = inputs { columns[index] } else { [] }
  }
  var first: [Int32] { column(0) }
  var second: [Int32] { column(1) }

  /// The number of tokens; 0 where inputs are rows of numbers.
  var vocabulary: Int { if case .tokens(_, let count) = inputs { count } else { 0 } }

  /// The numbers of each sample, if inputs are these.
  var rows: Matrix<Double>? {
    if case .rows(let rows, _) = inputs { rows.rows(0..<count) } else { nil }
  }

  /// The classes; none where values are to be learned.
  var labels: [Int32] { if case .classes(let classes, _) = targets { classes } else { [] } }

  /// The values to learn, if it is these and not classes.
  var values: Matrix<Double>? {
    if case .values(let values, _) = targets { values.rows(0..<count) } else { nil }
  }

  /// Pairs of tokens with their classes.
  static func pairs(
    _ first: [Int32], _ second: [Int32], _ classes: [Int32], vocabulary: Int, count: Int
  ) -> Samples {
    Samples(.tokens([first, second], vocabulary: vocabulary), .classes(classes, count: count))
  }
}

extension Task {
  /// The samples, drawn from the stream of a seed.
  func samples(seed: Int = 0) -> Samples { TaskKind(self).sets(seed: seed).pool }
}
