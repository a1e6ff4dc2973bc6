/// The last layer of a classifier, `z = h W + b`, together with its loss.
///
/// Networks differ in how they make `h`; from there on they are one. Rows come in blocks: a pass
/// begins with ``begin(_:)``, sees each block once, and ends with ``end(_:)``.
struct Readout<S: Scalar> {
  private let loss: LossKind
  /// Logits without their bias, `[block × K]`, and later their gradient.
  private let logits: Matrix<S>
  /// The bias `[1 × K]`, padded with very negative numbers.
  private let bias: Matrix<S>
  private let biasGradient: Matrix<S>

  /// The tensors `output.weight [H × K]` and `output.bias [1 × K]`.
  static func tensors(width: Int, classes: Int) -> [Tensor] {
    [
      Tensor(name: "output.weight", rows: width, columns: classes, role: .weight, fanIn: width),
      Tensor(name: "output.bias", rows: 1, columns: classes, role: .bias, fanIn: width),
    ]
  }

  /// Makes the workspace for blocks of up to `block` rows.
  init(_ loss: LossKind, block: Int, classes: Int) {
    self.loss = loss
    logits = Matrix(rows: block, columns: classes)
    let storage = Storage<S>(count: S.padded(classes))
    fill(Matrix(in: storage, rows: 1, columns: storage.count), with: -S.greatestFiniteMagnitude / 4)
    bias = Matrix(in: storage, rows: 1, columns: classes)
    biasGradient = Matrix(rows: 1, columns: classes)
  }

  /// Takes over the bias, before the first block.
  func begin(_ parameters: Parameters<S>) {
    assign(parameters["output.bias"], to: bias)
    fill(biasGradient, with: 0)
  }

  /// Hands over the bias's gradient, after the last block.
  func end(_ gradient: Parameters<S>) {
    assign(biasGradient, to: gradient["output.bias"])
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
    let weight = parameters["output.weight"]
    multiply(hidden, by: weight, into: logits)
    let scale = gradient == nil ? nil : 1 / S(samples.count)
    let result =
      switch loss {
      case .crossEntropy(let loss):
        crossEntropy(
          logits, bias: bias, targets: samples.targets, from: range.lowerBound,
          arithmetic: loss.arithmetic, wantsLoss: wantsLoss, gradientScale: scale,
          biasGradient: biasGradient)
      }
    if let gradient {
      multiply(
        hidden, .transposed, by: logits, into: gradient["output.weight"],
        accumulating: range.lowerBound > 0)
      multiply(logits, by: weight, .transposed, into: hidden)
    }
    return result
  }
}
