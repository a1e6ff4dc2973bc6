/// Any network, as training sees it.
///
/// An enumeration rather than a protocol, so that the compiler sees every call and specializes it
/// for `Float` and `Double`.
enum Network<S: Scalar> {
  case perceptron(Perceptron<S>)
  case transformer(Transformer<S>)

  /// Makes the network of a configuration.
  ///
  /// - Parameters:
  ///   - configuration: names the network and its loss.
  ///   - vocabulary: the number of tokens.
  ///   - features: the length of a dense input.
  ///   - classes: the number of classes.
  init(
    _ configuration: TrialConfiguration, vocabulary: Int, features: Int = 0, classes: Int
  ) {
    switch configuration.model {
    case .perceptron(let model):
      self = .perceptron(
        Perceptron(
          model, objective: configuration.objective, vocabulary: vocabulary, features: features,
          classes: classes))
    case .transformer(let model):
      self = .transformer(
        Transformer(
          model, objective: configuration.objective, vocabulary: vocabulary, classes: classes))
    }
  }

  /// Makes the network of a configuration for samples of given sizes.
  init(_ configuration: TrialConfiguration, _ sizes: SampleSizes) {
    self.init(
      configuration, vocabulary: sizes.vocabulary, features: sizes.features,
      classes: sizes.classes)
  }

  /// The network's tensors.
  var layout: ParameterLayout {
    switch self {
    case .perceptron(let network): network.layout
    case .transformer(let network): network.layout
    }
  }

  /// The products that a step over so many samples cannot do without, for a benchmark.
  func unavoidableProducts(samples: Int) -> [UnavoidableProduct] {
    switch self {
    case .perceptron(let network): network.unavoidableProducts(samples: samples)
    case .transformer(let network): network.unavoidableProducts(samples: samples)
    }
  }

  /// Runs samples through the network.
  ///
  /// - Parameters:
  ///   - samples: all of them are used.
  ///   - parameters: the network's parameters.
  ///   - gradient: on return the gradient of the mean loss over the samples, unless `nil`.
  ///   - wantsLoss: whether the loss is needed.
  /// - Returns: the samples' summed loss, if wanted, and how many were right.
  func pass(
    over samples: Samples, _ parameters: Parameters<S>, gradient: Parameters<S>?, wantsLoss: Bool
  ) -> PassResult {
    switch self {
    case .perceptron(let network):
      network.pass(over: samples, parameters, gradient: gradient, wantsLoss: wantsLoss)
    case .transformer(let network):
      network.pass(over: samples, parameters, gradient: gradient, wantsLoss: wantsLoss)
    }
  }
}
