/// Gradients of linear functions of the logits, whatever the loss that a trial trains with.
final class Pullback {
  /// What the network at work is told, since it holds its objective as a closure.
  private final class Factors {
    /// `[N × K]`.
    var matrix = Matrix<Double>(rows: 0, columns: 0)
  }

  private let factors = Factors()
  private let network: Network<Double>

  /// Makes the network with its workspace.
  init(_ configuration: any NetworkConfiguration, _ sizes: SampleSizes) {
    network = configuration.network(
      sizes,
      Objective<Double>(measure: { [factors] block in
        guard let gradient = block.gradient else { return PassResult() }
        let rows = block.start..<block.start + block.logits.rows
        assign(factors.matrix.rows(rows), to: block.logits)
        sumRows(of: block.logits, into: gradient.bias, accumulating: true)
        return PassResult()
      }))
  }

  /// The gradient of `Σ v z` over the logits z of samples.
  ///
  /// - Parameters:
  ///   - factors: v, `[N × K]`.
  ///   - samples: N of them.
  ///   - parameters: where it is taken.
  /// - Returns: `∂(Σ v z)/∂θ`.
  func gradient(
    of factors: Matrix<Double>, over samples: Samples, at parameters: Parameters<Double>
  ) -> Parameters<Double> {
    let gradient = Parameters<Double>(network.layout)
    self.factors.matrix = factors
    _ = network.pass(over: samples, parameters, gradient: gradient, wantsLoss: false)
    return gradient
  }
}
