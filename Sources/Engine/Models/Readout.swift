/// The last layer of a classifier, `z = h W + b`, together with its loss.
///
/// Networks differ in how they make `h`; from there on they are one. Rows come in blocks: a pass
/// begins with ``begin(_:)``, sees each block once, and ends with ``end(_:)``.
struct Readout<S: Scalar> {
  private let objective: Objective
  /// Logits without their bias, `[block × K]`, and later their gradient.
  private let logits: Matrix<S>
  /// Whether there is a bias; without, it is 0.
  private let hasBias: Bool
  /// The bias `[1 × K]`, padded with very negative numbers.
  private let bias: Matrix<S>
  private let biasGradient: Matrix<S>
  /// Whether `W` is the transpose of the embedding's first K rows.
  private let isTied: Bool

  /// The tensors `output.weight [H × K]` and `output.bias [1 × K]`, as far as it has them.
  static func tensors(
    width: Int, classes: Int, hasBias: Bool = true, isTied: Bool = false
  ) -> [Tensor] {
    let weight = Tensor(
      name: "output.weight", rows: width, columns: classes, role: .weight, fanIn: width,
      module: .readout)
    let bias = Tensor(
      name: "output.bias", rows: 1, columns: classes, role: .bias, fanIn: width, module: .readout)
    return [isTied ? nil : weight, hasBias ? bias : nil].compactMap(\.self)
  }

  /// Makes the workspace for blocks of up to `block` rows.
  init(_ objective: Objective, block: Int, classes: Int, hasBias: Bool = true, isTied: Bool = false)
  {
    self.objective = objective
    self.hasBias = hasBias
    self.isTied = isTied
    logits = Matrix(rows: block, columns: classes)
    let storage = Storage<S>(count: S.padded(classes))
    fill(Matrix(in: storage, rows: 1, columns: storage.count), with: -S.greatestFiniteMagnitude / 4)
    bias = Matrix(in: storage, rows: 1, columns: classes)
    fill(bias, with: 0)
    biasGradient = Matrix(rows: 1, columns: classes)
  }

  /// K, the number of logits.
  var outputs: Int { logits.columns }

  /// Takes over the bias, before the first block.
  func begin(_ parameters: Parameters<S>) {
    if hasBias { assign(parameters["output.bias"], to: bias) }
    fill(biasGradient, with: 0)
  }

  /// Hands over the bias's gradient, after the last block.
  func end(_ gradient: Parameters<S>) {
    if hasBias { assign(biasGradient, to: gradient["output.bias"]) }
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
    let scale = gradient == nil ? nil : 1 / S(samples.count)
    var result = measure(logits, samples, from: range.lowerBound, wantsLoss, scale)
    if let gradient {
      let (left, right) = isTied ? (logits, hidden) : (hidden, logits)
      multiply(
        left, .transposed, by: right, into: self.weight(of: gradient),
        accumulating: range.lowerBound > 0)
    }
    if let weight = objective.radialPenalty, wantsLoss || gradient != nil {
      let penalty = radialPenalty(hidden, weight: weight, gradientScale: scale)
      if wantsLoss { result.loss += penalty }
    }
    if gradient != nil {
      multiply(
        logits, by: weight, isTied ? .plain : .transposed, into: hidden,
        accumulating: objective.radialPenalty != nil)
    }
    return result
  }

  /// Measures the loss of a block of logits and replaces them by its gradient.
  private func measure(
    _ logits: Matrix<S>, _ samples: Samples, from start: Int, _ wantsLoss: Bool, _ scale: S?
  ) -> PassResult {
    if let values = samples.values {
      // A configuration with another loss is refused; see `TrialConfiguration.checkTogether`.
      guard case .meanSquaredError(let loss) = objective.loss else {
        preconditionFailure("values are learned by the mean squared error")
      }
      return measureValues(
        logits, bias: bias, values: values, from: start,
        weight: loss.reduction == .mean ? 1 / S(logits.columns) : 1,
        tolerance: samples.tolerance, gradientScale: scale, biasGradient: biasGradient)
    }
    func measured(_ loss: some LogitLoss<S>) -> PassResult {
      Engine.measure(
        logits, bias: bias, targets: samples.targets, from: start, loss, wantsLoss: wantsLoss,
        gradientScale: scale, biasGradient: biasGradient)
    }
    return switch objective.loss {
    case .crossEntropy(let loss): measured(SoftmaxCrossEntropy(arithmetic: loss.arithmetic))
    case .meanSquaredError(let loss):
      measured(SquaredError(weight: loss.reduction == .mean ? 1 / S(logits.columns) : 1))
    case .hinge(let loss):
      switch loss.against {
      case .rival: measured(RivalHinge(margin: S(loss.margin)))
      case .all: measured(SummedHinge(margin: S(loss.margin), classes: S(logits.columns)))
      }
    case .stableMax: measured(StableMaxCrossEntropy())
    }
  }

  /// `W [H × K]`, or its transpose if it is tied to the embedding.
  private func weight(of parameters: Parameters<S>) -> Matrix<S> {
    isTied ? parameters["embedding"].rows(0..<logits.columns) : parameters["output.weight"]
  }
}
