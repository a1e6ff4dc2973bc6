/// A position's rows on their way through a layer, from `x + A(x)` to the layer's output.
///
/// Everything here happens to one row at a time: the feed-forward part, and the norms around it.
struct LayerRows<S: Scalar> {
  private let tensors: TransformerLayout.Layer
  private let activation: Activation
  private let isPost: Bool

  /// `x + A(x)`, `[rows × d]`; normalized with post-norm.
  let stream: Matrix<S>
  /// The layer's output `[rows × d]`, and later its gradient, then that of `x + A(x)`.
  let output: Matrix<S>
  /// With pre-norm, what enters the feed-forward part `[rows × d]`, and later its gradient.
  private let normalized: Matrix<S>?
  /// Units `[rows × f]`, and later their gradient.
  private let hidden: Matrix<S>
  /// Slopes φ′ `[rows × f]`.
  private let slope: Matrix<S>
  private let attentionNorm: RowNorm<S>?
  private let feedForwardNorm: RowNorm<S>?

  /// Makes the workspace for up to `rows` rows.
  init(
    _ configuration: TransformerConfiguration, _ tensors: TransformerLayout.Layer, rows: Int
  ) {
    let width = configuration.width
    self.tensors = tensors
    activation = configuration.activation
    isPost = configuration.layerNorm == .post
    stream = Matrix(rows: rows, columns: width)
    output = Matrix(rows: rows, columns: width)
    normalized = configuration.layerNorm == .pre ? Matrix(rows: rows, columns: width) : nil
    hidden = Matrix(rows: rows, columns: configuration.feedForward)
    slope = Matrix(rows: rows, columns: configuration.feedForward)
    attentionNorm =
      isPost ? tensors.attentionNorm.map { RowNorm($0, rows: rows, width: width) } : nil
    feedForwardNorm = tensors.feedForwardNorm.map { RowNorm($0, rows: rows, width: width) }
  }

  /// Takes the first `count` rows of `stream` to `output`.
  func forward(_ count: Int, _ parameters: Parameters<S>, wantsGradient: Bool) {
    let rows = 0..<count
    let (stream, output, hidden) = (stream.rows(rows), output.rows(rows), hidden.rows(rows))
    attentionNorm?.forward(stream, parameters, into: stream)
    var input = stream
    if let normalized {
      input = normalized.rows(rows)
      feedForwardNorm?.forward(stream, parameters, into: input)
    }
    multiply(input, by: parameters.tensors[tensors.hidden], into: hidden)
    activate(
      hidden, bias: parameters.bias(tensors.hiddenBias, columns: hidden.columns),
      slope: wantsGradient ? slope : nil, by: activation)
    assign(
      stream, plus: parameters.bias(tensors.feedForwardBias, columns: stream.columns), to: output)
    multiply(
      hidden, by: parameters.tensors[tensors.feedForward], into: output, accumulating: true)
    if isPost { feedForwardNorm?.forward(output, parameters, into: output) }
  }

  /// Takes the gradient in the first `count` rows of `output` back to that of `x + A(x)`, in place,
  /// and adds the gradients of the layer's parameters.
  func backward(_ count: Int, _ parameters: Parameters<S>, gradient: Parameters<S>) {
    let rows = 0..<count
    let (output, hidden) = (output.rows(rows), hidden.rows(rows))
    if isPost {
      feedForwardNorm?.backward(output, parameters, gradient: gradient, into: output)
    }
    multiply(
      hidden, .transposed, by: output, into: gradient.tensors[tensors.feedForward],
      accumulating: true)
    if let bias = tensors.feedForwardBias {
      sumRows(of: output, into: gradient.tensors[bias], accumulating: true)
    }
    multiply(output, by: parameters.tensors[tensors.feedForward], .transposed, into: hidden)
    activateBackward(
      hidden, slope: slope,
      biasGradient: gradient.bias(tensors.hiddenBias, columns: hidden.columns))

    let input = normalized?.rows(rows) ?? stream.rows(rows)
    multiply(
      input, .transposed, by: hidden, into: gradient.tensors[tensors.hidden], accumulating: true)
    let weight = parameters.tensors[tensors.hidden]
    if normalized == nil {
      multiply(hidden, by: weight, .transposed, into: output, accumulating: true)
      attentionNorm?.backward(output, parameters, gradient: gradient, into: output)
    } else {
      multiply(hidden, by: weight, .transposed, into: input)
      feedForwardNorm?.backward(
        input, parameters, gradient: gradient, into: output, accumulating: true)
    }
  }
}
