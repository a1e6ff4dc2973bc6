/// The network of ``PerceptronConfiguration``, with its workspace.
///
/// Samples pass in blocks whose activations stay in the second-level cache.
struct Perceptron<S: Scalar> {
  /// The first layer, by what it reads.
  private enum Entry {
    case tokens(TokenLayer<S>)
    /// A layer over numbers, with room for a block of them, `[block × d]`.
    case numbers(DenseLayer<S>, Matrix<S>)
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

  /// The number of rows of a block.
  private let block: Int
  private let width: Int

  init(
    _ configuration: PerceptronConfiguration, objective: Objective, vocabulary: Int,
    features: Int, classes: Int
  ) {
    let (width, depth) = (configuration.width, configuration.depth)
    self.width = width
    // A quarter megabyte of Float activations, with slopes and logits well inside a second-level
    // cache of one megabyte; 128 rows keep a matrix product at its full rate.
    let block = max(128, 65_536 / S.padded(width) / 16 * 16)
    self.block = block
    layout = Self.layout(
      configuration, vocabulary: vocabulary, features: features, classes: classes)
    entry =
      if configuration.input == .dense {
        .numbers(
          DenseLayer(Self.layerName(1), configuration), Matrix(rows: block, columns: features))
      } else {
        .tokens(TokenLayer(configuration, vocabulary: vocabulary))
      }
    layers = (1..<depth).map { DenseLayer(Self.layerName($0 + 1), configuration) }
    hidden = (0..<depth).map { _ in Matrix(rows: block, columns: width) }
    slope = (0..<depth).map { _ in Matrix(rows: block, columns: width) }
    readout = Readout(objective, block: block, classes: classes, hasBias: configuration.biases)
  }

  /// The name of a hidden layer's tensors: `hidden`, then `hidden2` and so on.
  private static func layerName(_ layer: Int) -> String { layer == 1 ? "hidden" : "hidden\(layer)" }

  private static func layout(
    _ configuration: PerceptronConfiguration, vocabulary: Int, features: Int, classes: Int
  ) -> ParameterLayout {
    let width = configuration.width
    var tensors: [Tensor] = []
    var inputs: Int
    switch configuration.input {
    case .dense: inputs = features
    case .twoHot: inputs = 2 * vocabulary
    case .embedding:
      let length = configuration.embedding ?? vocabulary
      inputs = 2 * length
      tensors.append(
        Tensor(
          name: "embedding", rows: vocabulary, columns: length, role: .weight, fanIn: length,
          module: .embedding))
    }
    for layer in 1...configuration.depth {
      let name = layerName(layer)
      tensors.append(
        Tensor(name: name + ".weight", rows: inputs, columns: width, role: .weight, fanIn: inputs))
      if configuration.biases {
        tensors.append(
          Tensor(name: name + ".bias", rows: 1, columns: width, role: .bias, fanIn: inputs))
      }
      inputs = width
    }
    return ParameterLayout(
      tensors
        + Readout<S>.tensors(width: width, classes: classes, hasBias: configuration.biases))
  }

  /// Those with a row for each sample: the read-out, hidden layers after the first, and the first
  /// over numbers.
  func unavoidableProducts(samples: Int) -> [UnavoidableProduct] {
    var products = layers.map { _ in
      UnavoidableProduct(rows: samples, inputs: width, outputs: width)
    }
    if case .numbers(_, let rows) = entry {
      products.append(UnavoidableProduct(rows: samples, inputs: rows.columns, outputs: width))
    }
    return products
      + [UnavoidableProduct(rows: samples, inputs: width, outputs: readout.outputs)]
  }

  /// Runs samples through the network; see ``Network/pass(over:_:gradient:wantsLoss:)``.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    switch entry {
    case .tokens(let layer): layer.begin(parameters, wantsGradient: gradient != nil)
    case .numbers(let layer, _): if let gradient { layer.begin(gradient) }
    }
    if let gradient { for layer in layers { layer.begin(gradient) } }
    readout.begin(parameters)

    var result = PassResult()
    var start = 0
    while start < samples.count {
      let range = start..<min(start + block, samples.count)
      result += pass(
        range, of: samples, parameters, gradient: gradient, wantsLoss: wantsLoss)
      start = range.upperBound
    }

    if let gradient {
      readout.end(gradient)
      if case .tokens(let layer) = entry { layer.end(parameters, into: gradient) }
    }
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

    switch entry {
    case .tokens(let layer):
      layer.forward(samples, range, into: units(0), slope: wantedSlopes(0))
    case .numbers(let layer, let input):
      guard let numbers = samples.rows else { preconditionFailure("the samples are tokens") }
      convert(numbers.rows(range), to: input.rows(rows))
      layer.forward(input.rows(rows), parameters, into: units(0), slope: wantedSlopes(0))
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
    switch entry {
    case .tokens(let layer): layer.backward(units(0), slope: slopes(0), samples, range)
    case .numbers(let layer, let input):
      layer.backward(
        units(0), slope: slopes(0), input: input.rows(rows), parameters, into: gradient,
        isFirstBlock: isFirstBlock, wantsInputGradient: false)
    }
    return result
  }
}
