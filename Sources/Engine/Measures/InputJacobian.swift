/// Where a network's answers turn with its input: along the input itself, once it has aligned.
///
/// With J_x `[K × d]` the Jacobian of the logits by an input x of d numbers and σ its singular
/// values, means over training samples (Walker et al. 2026, arXiv:2605.08464):
/// ```
/// centroid_alignment = cos(J_xᵀ1, x)
/// jacobian_pc1 = σ₁² / Σσ²
/// jacobian_norm = ‖J_x‖_F
/// ```
/// A sample's gradient by the first layer's weights `[d × H]` is the outer product of x with that by
/// its pre-activations, from which the gradient by x follows. Inputs that are 0 are left out.
struct InputJacobian: Measure {
  static let kind = "jacobian"

  /// The number of training samples, as far as there are so many.
  var samples = 64

  static let fields: [Field<Self>] = [Field("samples", \.samples, allowed: .count())]

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    guard case .rows(let shape) = subject.sizes.inputs, let first = subject.tensors.first,
      first.name == Self.firstLayer, first.rows == shape.count
    else {
      throw Refusal(
        value: Self.kind, reason: "it needs a perceptron whose inputs are numbers and not tokens")
    }
  }

  private static let firstLayer = "hidden.weight"

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["centroid_alignment", "jacobian_pc1", "jacobian_norm"].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    let count = Double(min(samples, subject.trainCount))
    let first = Double(subject.tensors.first?.count ?? 0)
    return LookWork(
      operations: count * subject.classes * (subject.gradientPass(1) + 6 * first)
        + count * subject.singularValues(subject.classes, subject.classes))
  }

  func values(at moment: Moment) -> [Double] {
    guard case .rows(let inputs, _) = moment.train.inputs else { return [] }
    var generator = moment.generator(Self.kind)
    let drawn = generator.shuffled(moment.train.count).prefix(samples)
    let found = drawn.compactMap { sample -> [Double]? in
      let input = inputs.rows(sample..<sample + 1)
      guard squaredNorm(input) > 0 else { return nil }
      return Self.values(Self.jacobian(at: input, sample: sample, moment), input)
    }
    return (0..<3).map { column in
      found.reduce(0) { $0 + $1[column] } / Double(found.count)
    }
  }

  /// J_x, `[K × d]`, of a training sample whose input `[1 × d]` is not 0.
  static func jacobian(
    at input: Matrix<Double>, sample: Int, _ moment: Moment
  ) -> Matrix<Double> {
    let samples = moment.train.selecting([sample])
    let weight = moment.parameters[firstLayer]
    let outputs = moment.subject.sizes.targets.count
    let jacobian = Matrix<Double>(rows: outputs, columns: input.columns)
    let slopes = Matrix<Double>(rows: 1, columns: weight.columns)
    for output in 0..<outputs {
      let factors = Matrix<Double>(rows: 1, columns: outputs)
      factors[0, output] = 1
      let gradient = moment.gradient(of: factors, over: samples, at: moment.parameters)
      multiply(input, by: gradient[firstLayer], into: slopes)
      scale(slopes, by: 1 / squaredNorm(input))
      multiply(slopes, by: weight, .transposed, into: jacobian.rows(output..<output + 1))
    }
    return jacobian
  }

  /// The three numbers of J_x and x.
  static func values(_ jacobian: Matrix<Double>, _ input: Matrix<Double>) -> [Double] {
    let centroid = Matrix<Double>(rows: 1, columns: jacobian.columns)
    sumRows(of: jacobian, into: centroid)
    let lengths = (squaredNorm(centroid) * squaredNorm(input)).squareRoot()
    let gram = Matrix<Double>(rows: jacobian.rows, columns: jacobian.rows)
    multiply(jacobian, by: jacobian, .transposed, into: gram)
    let total = squaredNorm(jacobian)
    let largest = singularValues(of: gram).first ?? .nan
    return [dot(centroid, input) / lengths, largest / total, total.squareRoot()]
  }
}
