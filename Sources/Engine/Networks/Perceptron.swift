/// The network of ``PerceptronConfiguration``, with its workspace.
struct Perceptron<S: Scalar>: Passable {
  /// The first layer, by what it reads.
  private enum Entry {
    case tokens(TokenLayer<S>)
    /// A layer over numbers, with room for a block of them, `[block × d]`.
    case numbers(DenseLayer<S>, Matrix<S>)
  }

  /// A block's inputs, as the first layer takes them.
  private enum Input {
    case tokens(TokenPairs)
    case numbers(Matrix<S>)
  }

  let layout: ParameterLayout
  private let entry: Entry
  /// The hidden layers after the first.
  private let layers: [DenseLayer<S>]
  /// Values φ of each hidden layer, `[block × H]`, and later their gradient.
  private let hidden: [Matrix<S>]
  /// Slopes φ′ of each hidden layer, `[block × H]`.
  private let slope: [Matrix<S>]
  private let readout: Readout<S>
  private let blocks: Blocks

  init(
    _ configuration: PerceptronConfiguration, _ sizes: SampleSizes, _ objective: Objective<S>
  ) {
    let (width, activation) = (configuration.width, configuration.activation)
    let tensors = PerceptronLayout(configuration, sizes)
    layout = ParameterLayout(tensors.tensors)
    blocks = Blocks(width: width, lanes: S.lanes)
    let block = blocks.size
    entry =
      switch sizes.inputs {
      case .rows(let shape):
        .numbers(
          DenseLayer(tensors.hidden[0], activation), Matrix(rows: block, columns: shape.count))
      case .tokens(_, let vocabulary):
        .tokens(TokenLayer(tensors, activation, vocabulary: vocabulary, width: width))
      }
    layers = tensors.hidden.dropFirst().map { DenseLayer($0, activation) }
    hidden = tensors.hidden.map { _ in Matrix(rows: block, columns: width) }
    slope = tensors.hidden.map { _ in Matrix(rows: block, columns: width) }
    readout = Readout(objective, layout, block: block, outputs: sizes.targets.count)
  }

  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    switch entry {
    case .tokens(let layer): layer.begin(parameters, wantsGradient: gradient != nil)
    case .numbers(let layer, _): if let gradient { layer.begin(gradient) }
    }
    if let gradient { for layer in layers { layer.begin(gradient) } }
    readout.begin(gradient)

    let result = blocks.pass(over: samples.count) { range in
      pass(range, of: samples, parameters, gradient: gradient, wantsLoss: wantsLoss)
    }
    if let gradient, case .tokens(let layer) = entry { layer.end(parameters, into: gradient) }
    return result
  }

  /// Runs one block through the network, there and back.
  private func pass(
    _ range: Range<Int>, of samples: Samples, _ parameters: Parameters<S>,
    gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    let rows = 0..<range.count
    func units(_ layer: Int) -> Matrix<S> { hidden[layer].rows(rows) }
    func slopes(_ layer: Int) -> Matrix<S> { slope[layer].rows(rows) }
    func wantedSlopes(_ layer: Int) -> Matrix<S>? { gradient == nil ? nil : slopes(layer) }

    let input = input(range, of: samples)
    switch (entry, input) {
    case (.tokens(let layer), .tokens(let tokens)):
      layer.forward(tokens, into: units(0), slope: wantedSlopes(0))
    case (.numbers(let layer, _), .numbers(let numbers)):
      layer.forward(numbers, parameters, into: units(0), slope: wantedSlopes(0))
    default: preconditionFailure("samples of another kind than the network's")
    }
    for (index, layer) in layers.enumerated() {
      layer.forward(
        units(index), parameters, into: units(index + 1), slope: wantedSlopes(index + 1))
    }
    let result = readout.pass(
      units(layers.count), samples, range, parameters, gradient: gradient, wantsLoss: wantsLoss)

    guard let gradient else { return result }
    let isFirstBlock = range.lowerBound == 0
    for index in stride(from: layers.count - 1, through: 0, by: -1) {
      layers[index].backward(
        units(index + 1), slope: slopes(index + 1), input: units(index), parameters,
        into: gradient, isFirstBlock: isFirstBlock, wantsInputGradient: true)
    }
    switch (entry, input) {
    case (.tokens(let layer), .tokens(let tokens)):
      layer.backward(units(0), slope: slopes(0), tokens)
    case (.numbers(let layer, _), .numbers(let numbers)):
      layer.backward(
        units(0), slope: slopes(0), input: numbers, parameters, into: gradient,
        isFirstBlock: isFirstBlock, wantsInputGradient: false)
    default: break
    }
    return result
  }

  private func input(_ range: Range<Int>, of samples: Samples) -> Input {
    switch samples.inputs {
    case .tokens(let columns, let vocabulary):
      return .tokens(
        TokenPairs(
          first: RowMap(indices: columns[0], start: range.lowerBound),
          second: RowMap(indices: columns[1], start: range.lowerBound), vocabulary: vocabulary))
    case .rows(let numbers, _):
      guard case .numbers(_, let room) = entry else { preconditionFailure("the samples are rows") }
      let block = room.rows(0..<range.count)
      convert(numbers.rows(range), to: block)
      return .numbers(block)
    }
  }
}

extension PerceptronConfiguration: NetworkConfiguration {
  static let kind = "perceptron"

  /// Rows of numbers of any shape, or pairs of tokens.
  func accept(_ sizes: SampleSizes) throws(Refusal) {
    switch sizes.inputs {
    case .rows where input != .dense:
      throw Refusal(
        key: "input", value: input.rawValue,
        reason: "the task's inputs are rows of numbers, which need input: dense")
    case .tokens where input == .dense:
      throw Refusal(
        key: "input", value: input.rawValue,
        reason: "the task's inputs are pairs of tokens, which input: dense does not read")
    case .tokens(let columns, _) where columns != 2:
      throw Refusal(value: Self.kind, reason: "it reads two tokens, and a sample has \(columns)")
    case .rows, .tokens: break
    }
  }

  func tensors(_ sizes: SampleSizes) -> [Tensor] { PerceptronLayout(self, sizes).tensors }

  /// Those with a row for each sample (the read-out, hidden layers after the first, and the first
  /// over numbers), and those with a row for each token of an embedding.
  func products(_ sizes: SampleSizes, samples: Int) -> [UnavoidableProduct] {
    var products = (1..<depth).map { _ in
      UnavoidableProduct(rows: samples, inputs: width, outputs: width)
    }
    switch sizes.inputs {
    case .rows(let shape):
      products.append(UnavoidableProduct(rows: samples, inputs: shape.count, outputs: width))
    case .tokens(let columns, let vocabulary):
      if let embedding {
        products += (0..<columns).map { _ in
          UnavoidableProduct(rows: vocabulary, inputs: embedding, outputs: width)
        }
      }
    }
    return products
      + [UnavoidableProduct(rows: samples, inputs: width, outputs: sizes.targets.count)]
  }

  func workspace(_ sizes: SampleSizes, precision: any Scalar.Type) -> [MatrixSize] {
    let block = Blocks(width: width, lanes: precision.lanes).size
    let entry =
      switch sizes.inputs {
      case .rows(let shape): MatrixSize(rows: block, columns: shape.count)
      case .tokens(let columns, let vocabulary):
        MatrixSize(rows: columns * vocabulary, columns: width, count: 2)
      }
    return [
      entry, MatrixSize(rows: block, columns: width, count: 2 * depth),
      MatrixSize(rows: block, columns: sizes.targets.count),
    ]
  }

  func network(_ sizes: SampleSizes, _ objective: Objective<Float>) -> Network<Float> {
    Network(Perceptron(self, sizes, objective))
  }

  func network(_ sizes: SampleSizes, _ objective: Objective<Double>) -> Network<Double> {
    Network(Perceptron(self, sizes, objective))
  }
}
