import Testing

@testable import Engine

@Suite("Initialization")
struct InitializationTests {
  private func drawn(
    _ scheme: Initialization.Scheme, scale: Double = 1, depth: Int = 1,
    input: PerceptronConfiguration.Input = .embedding
  ) -> Parameters<Double> {
    var configuration = smallTrial(modulus: 97, input: input, width: 200, depth: depth)
    if var model = configuration.model.chosen as? PerceptronConfiguration {
      model.embedding = input == .embedding ? 50 : nil
      configuration.model = NetworkKind(model)
    }
    (configuration.initialization.scheme, configuration.initialization.scale) = (scheme, scale)
    return configuration.trainer([:], Double.self).parameters
  }

  /// Checks mean 0 and standard deviation within five standard errors.
  private func expectDeviation(_ values: [Double], _ deviation: Double, _ name: String) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let measured = (values.map { $0 * $0 }.reduce(0, +) / count).squareRoot()
    #expect(abs(mean) < 5 * deviation / count.squareRoot(), "\(name)")
    #expect(abs(measured / deviation - 1) < 5 / (2 * count).squareRoot(), "\(name)")
  }

  /// PyTorch's, where a uniform number within ±b has variance b²/3.
  private static let linearLayers = [
    "embedding": 1, "hidden.weight": 0.0033333, "hidden.bias": 0.0033333,
    "output.weight": 0.0016667, "output.bias": 0.0016667,
  ]

  /// The variance of each tensor; those that are not named are 0.
  private static let variances: [Initialization.Scheme: [String: Double]] = [
    .normalFanIn: ["embedding": 0.02, "hidden.weight": 0.01, "output.weight": 0.005],
    // 2 / (97 + 50), 2 / (100 + 200), 2 / (200 + 97)
    .xavierNormal: [
      "embedding": 0.0136054, "hidden.weight": 0.0066667, "output.weight": 0.0067340,
    ],
    .pytorch: linearLayers, .pytorchLinear: linearLayers,
    // 1/50, 1/min(100, 200), 1/97
    .nanda2023: ["embedding": 0.02, "hidden.weight": 0.01, "output.weight": 0.0103093],
    // 0.5 / 400^⅓, squared.
    .normalCubeRoot: [
      "embedding": 0.0046050, "hidden.weight": 0.0046050, "output.weight": 0.0046050,
    ],
  ]

  @Test("each scheme has its deviations", arguments: Initialization.Scheme.allCases)
  func deviations(scheme: Initialization.Scheme) throws {
    let wanted = try #require(Self.variances[scheme])
    let parameters = drawn(scheme)
    for tensor in parameters.layout.tensors {
      let values = parameters[tensor.name].elements
      guard let variance = wanted[tensor.name] else {
        #expect(values.allSatisfy { $0 == 0 }, "\(tensor.name)")
        continue
      }
      expectDeviation(values, variance.squareRoot(), tensor.name)
    }
  }

  @Test("PyTorch's linear layers are uniform within one over the root of their fan-in")
  func uniform() throws {
    let parameters = drawn(.pytorch, depth: 2)
    for (name, fanIn) in [("hidden.weight", 100), ("hidden2.weight", 200), ("hidden2.bias", 200)] {
      let bound = 1 / Double(fanIn).squareRoot()
      let largest = try #require(parameters[name].elements.map(\.magnitude).max())
      #expect(largest <= bound && largest > 0.97 * bound, "\(name)")
    }
  }

  @Test("the scale multiplies every initial parameter, biases too")
  func scale() {
    for scheme in Initialization.Scheme.allCases {
      let plain = drawn(scheme).flat.elements
      let scaled = drawn(scheme, scale: 3).flat.elements
      #expect(relativeDifference(plain.map { 3 * $0 }, scaled) < 1e-15, "\(scheme)")
    }
  }
}
