internal import RealModule

/// A linear read-out without bias of units that stay as they are, fitted by AdamW.
///
/// Chou et al. 2026, arXiv:2605.27078, App. A.1.3: cross-entropy of the whole set, rate 10⁻³,
/// β = (0.9, 0.98), weight decay 1, 200 epochs; ε = 10⁻⁸ is PyTorch's.
enum SoftmaxProbe<S: Scalar> {
  /// How often the whole set is seen.
  static var epochs: Int { 200 }

  /// Weights from N(0, 1/H), `[H × K]`.
  static func initial(
    units: Int, classes: Int, _ generator: inout Generator
  ) -> Matrix<S> {
    let weights = Matrix<S>(rows: units, columns: classes)
    let deviation = 1 / Double(units).squareRoot()
    weights.updateEach { $0 = S(deviation * generator.normalPair().0) }
    return weights
  }

  /// The weights `[H × K]` after the last epoch; `between` is called after each.
  static func fitted(
    to units: Matrix<S>, _ classes: [Int32], from initial: Matrix<S>,
    between: () -> Void = {}
  ) -> Matrix<S> {
    let layout = ParameterLayout([
      Tensor(
        name: "probe", rows: initial.rows, columns: initial.columns, role: .weight,
        fanIn: initial.rows)
    ])
    let (weights, gradient) = (Parameters<S>(layout), Parameters<S>(layout))
    let (mean, square) = (Parameters<S>(layout), Parameters<S>(layout))
    weights.tensors[0].elements = initial.elements
    let logits = Matrix<S>(rows: units.rows, columns: initial.columns)
    let bias = Matrix<S>(rows: 1, columns: initial.columns)
    let unused = Matrix<S>(rows: 1, columns: initial.columns)
    for epoch in 1...epochs {
      multiply(units, by: weights.tensors[0], into: logits)
      _ = measureLogits(
        logits, bias: bias, targets: classes, from: 0, SoftmaxCrossEntropy<S>(keepsDigits: false),
        wantsLoss: false, gradient: LogitGradient(scale: 1 / S(units.rows), bias: unused))
      multiply(units, .transposed, by: logits, into: gradient.tensors[0])
      let step = MomentStep(
        shrinkage: 1 - 1e-3, beta1: (0.9, 1 - 0.9), beta2: (0.98, 1 - 0.98),
        stepSize: S(1e-3 / (1 - Double.pow(0.9, epoch))),
        rootScale: S(1 / (1 - Double.pow(0.98, epoch)).squareRoot()), epsilon: 1e-8)
      step(
        weights.flat, gradient: gradient.flat, mean: mean.flat, square: square.flat,
        in: 0..<layout.count)
      between()
    }
    return weights.tensors[0]
  }

  /// The share of units that weights get right, and their mean cross-entropy in nats.
  static func read(
    _ units: Matrix<S>, _ classes: [Int32], by weights: Matrix<S>
  ) -> (accuracy: Double, loss: Double) {
    let logits = Matrix<S>(rows: units.rows, columns: weights.columns)
    multiply(units, by: weights, into: logits)
    let pass = measureLogits(
      logits, bias: Matrix(rows: 1, columns: weights.columns), targets: classes, from: 0,
      SoftmaxCrossEntropy<S>(keepsDigits: false), wantsLoss: true, gradient: nil)
    guard pass.isFinite else { return (.nan, .nan) }
    let count = Double(units.rows)
    return (Double(pass.correct) / count, pass.loss / count)
  }
}
