/// The last layer of a network, `z = h W + b`, together with its loss.
///
/// Networks differ in how they make `h`; from there on they are one. Rows come in blocks: a pass
/// begins with ``begin(_:)`` and sees each block once.
struct Readout<S: Scalar> {
  private let objective: Objective<S>
  /// Logits without their bias, `[block × K]`, and later their gradient.
  private let logits: Matrix<S>
  /// Where `W` stands in the layout, or the embedding, of which the first K rows are its transpose.
  private let weight: Int
  private let isTied: Bool
  /// Where `b` stands, if there is one.
  private let bias: Int?

  /// The tensors `output.weight [H × K]` and `output.bias [1 × K]`, as far as it has them.
  static func tensors(
    width: Int, outputs: Int, hasBias: Bool = true, isTied: Bool = false
  ) -> [Tensor] {
    let weight = Tensor(
      name: "output.weight", rows: width, columns: outputs, role: .weight, fanIn: width,
      module: .readout)
    let bias = Tensor(
      name: "output.bias", rows: 1, columns: outputs, role: .bias, fanIn: width, module: .readout)
    return [isTied ? nil : weight, hasBias ? bias : nil].compactMap(\.self)
  }

  /// Makes the workspace for blocks of up to `block` rows.
  ///
  /// - Precondition: without `output.weight`, the layout has an `embedding` of the same width.
  init(_ objective: Objective<S>, _ layout: ParameterLayout, block: Int, outputs: Int) {
    self.objective = objective
    func index(_ name: String) -> Int? { layout.tensors.firstIndex { $0.name == name } }
    let own = index("output.weight")
    guard let weight = own ?? index("embedding") else {
      preconditionFailure("nothing reads out among \(layout.tensors.map(\.name))")
    }
    (self.weight, isTied, bias) = (weight, own == nil, index("output.bias"))
    logits = Matrix(rows: block, columns: outputs)
  }

  /// Clears the bias's gradient, to which blocks add theirs.
  func begin(_ gradient: Parameters<S>?) {
    if let gradient { fill(gradient.bias(bias, columns: logits.columns), with: 0) }
  }

  /// Measures a block of hidden units.
  ///
  /// - Parameters:
  ///   - hidden: `h`, `[range × H]`. On return, its gradient, if one is wanted.
  ///   - samples: the samples, of which the block is a part.
  ///   - range: which samples the block holds.
  ///   - parameters: the network's parameters.
  ///   - gradient: receives the gradient of the output weights, unless `nil`; blocks after the
  ///     first are added.
  ///   - wantsLoss: whether the loss is needed.
  /// - Returns: the block's summed loss, if wanted, and how many samples were right.
  func pass(
    _ hidden: Matrix<S>, _ samples: Samples, _ range: Range<Int>, _ parameters: Parameters<S>,
    gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    let logits = logits.rows(0..<range.count)
    let weight = weight(of: parameters)
    multiply(hidden, by: weight, isTied ? .transposed : .plain, into: logits)
    let bias = parameters.bias(self.bias, columns: logits.columns)
    objective.capture?.take(hidden, logits, bias: bias, range)
    var result = objective.measure(
      LogitBlock(
        logits: logits, bias: bias,
        targets: samples.targets, start: range.lowerBound, wantsLoss: wantsLoss,
        gradient: gradient.map {
          LogitGradient(
            scale: 1 / S(samples.count), bias: $0.bias(self.bias, columns: logits.columns))
        }))
    if let gradient {
      let (left, right) = isTied ? (logits, hidden) : (hidden, logits)
      multiply(
        left, .transposed, by: right, into: self.weight(of: gradient),
        accumulating: range.lowerBound > 0)
    }
    if let weight = objective.radialPenalty, wantsLoss || gradient != nil {
      let penalty = radialPenalty(
        hidden, weight: weight, gradientScale: gradient.map { _ in 1 / S(samples.count) })
      if wantsLoss { result.loss += penalty }
    }
    if gradient != nil {
      multiply(
        logits, by: weight, isTied ? .plain : .transposed, into: hidden,
        accumulating: objective.radialPenalty != nil)
    }
    return result
  }

  /// `W [H × K]`, or its transpose if it is tied to the embedding.
  private func weight(of parameters: Parameters<S>) -> Matrix<S> {
    isTied ? parameters.tensors[weight].rows(0..<logits.columns) : parameters.tensors[weight]
  }
}
