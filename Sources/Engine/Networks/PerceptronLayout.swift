/// Where a perceptron's tensors stand in its layout.
struct PerceptronLayout {
  /// The tensors of a hidden layer: `W [fan-in × H]` and `b [1 × H]`.
  struct Layer {
    let weight: Int
    let bias: Int?
  }

  /// `E [p × d]`, if tokens are embedded.
  let embedding: Int?
  /// The hidden layers: `hidden`, then `hidden2` and so on.
  let hidden: [Layer]
  /// All tensors in their order.
  let tensors: [Tensor]

  init(_ configuration: PerceptronConfiguration, _ sizes: SampleSizes) {
    var tensors: [Tensor] = []
    func place(_ tensor: Tensor) -> Int {
      tensors.append(tensor)
      return tensors.count - 1
    }
    let (width, length) = (configuration.width, configuration.entryLength(sizes))
    var inputs: Int
    switch sizes.inputs {
    case .rows: (embedding, inputs) = (nil, length)
    case .tokens(let columns, _) where configuration.input == .twoHot:
      (embedding, inputs) = (nil, columns * length)
    case .tokens(let columns, let vocabulary):
      embedding = place(
        Tensor(
          name: "embedding", rows: vocabulary, columns: length, role: .weight, fanIn: length,
          module: .embedding))
      inputs = columns * length
    }
    var layers: [Layer] = []
    for number in 1...configuration.depth {
      let name = number == 1 ? "hidden" : "hidden\(number)"
      let weight = place(
        Tensor(name: name + ".weight", rows: inputs, columns: width, role: .weight, fanIn: inputs))
      let bias =
        configuration.biases
        ? place(Tensor(name: name + ".bias", rows: 1, columns: width, role: .bias, fanIn: inputs))
        : nil
      layers.append(Layer(weight: weight, bias: bias))
      inputs = width
    }
    hidden = layers
    self.tensors =
      tensors
      + Readout<Float>.tensors(
        width: width, outputs: sizes.targets.count, hasBias: configuration.biases)
  }
}

extension PerceptronConfiguration {
  /// The length of what enters the first layer for each token, or for a whole row of numbers.
  fileprivate func entryLength(_ sizes: SampleSizes) -> Int {
    switch sizes.inputs {
    case .rows(let shape): shape.count
    case .tokens(_, let vocabulary): input == .twoHot ? vocabulary : embedding ?? vocabulary
    }
  }
}
