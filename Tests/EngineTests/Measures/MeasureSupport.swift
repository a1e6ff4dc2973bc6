@testable import Engine

/// A network's moment with parameters set by hand.
func moment(
  _ trial: TrialConfiguration, step: Int = 7, between: @escaping () -> Void = {},
  set: (Parameters<Double>) -> Void
) -> Moment {
  let split = trial.trainer([:], Double.self).split
  let observed = trial.observed(split)
  let parameters = Parameters<Double>(observed.layout)
  set(parameters)
  return Moment(observed, step: step, parameters, between: between)
}

/// A matrix from its rows.
func matrix(_ rows: [[Double]]) -> Matrix<Double> {
  let matrix = Matrix<Double>(rows: rows.count, columns: rows.first?.count ?? 0)
  matrix.elements = rows.flatMap(\.self)
  return matrix
}

/// Normal numbers.
func normalMatrix(rows: Int, columns: Int, seed: Int) -> Matrix<Double> {
  var generator = Generator(seed: seed, stream: "matrix")
  let matrix = Matrix<Double>(rows: rows, columns: columns)
  matrix.updateEach { $0 = generator.normalPair().0 }
  return matrix
}

/// Whether numbers agree up to a share of the larger.
func agree(_ left: Double, _ right: Double, _ tolerance: Double = 1e-10) -> Bool {
  (left - right).magnitude <= tolerance * max(left.magnitude, right.magnitude, 1)
}
