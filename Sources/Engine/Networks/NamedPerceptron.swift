/// A perceptron of a paper, under the first author's name and the year.
///
/// A name stands for the network's keys and its initialization, and is written out in a trial's
/// configuration: the network under its name and the network in full are one trial.
enum NamedPerceptron: String, CaseIterable {
  /// Manning-Coe et al. 2025, arXiv:2502.01739, Table 1: 226-512-113 at p = 113, with Xavier-normal
  /// weights and biases 0.
  case manningCoe2025 = "manning-coe-2025"
  /// Gromov 2023, arXiv:2301.02679: `W₂ (W₁ x)²` without biases, 500 units.
  case gromov2023 = "gromov-2023"
  /// Liu et al. 2022, arXiv:2210.01117: two hidden layers of 200 units over an image.
  case omnigrok2022 = "omnigrok-2022"

  var configuration: PerceptronConfiguration {
    var model = PerceptronConfiguration()
    switch self {
    case .manningCoe2025: (model.input, model.width, model.activation) = (.twoHot, 512, .relu)
    case .gromov2023:
      (model.input, model.width, model.activation) = (.twoHot, 500, .quadratic)
      model.biases = false
    case .omnigrok2022:
      (model.input, model.width, model.activation) = (.dense, 200, .relu)
      model.depth = 2
    }
    return model
  }

  var scheme: Initialization.Scheme {
    switch self {
    case .manningCoe2025: .xavierNormal
    case .gromov2023: .normalCubeRoot
    case .omnigrok2022: .pytorch
    }
  }
}
