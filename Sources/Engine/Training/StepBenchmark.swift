/// One training step of a configuration, and its unavoidable matrix products alone, to be timed.
public final class StepBenchmark {
  /// The matrices of one product.
  private struct Workspace {
    let input, weight, output, weightGradient: Matrix<Float>
  }

  private let trainer: TrainerCore<Float>
  private let products: [Workspace]

  /// The number of training samples, N.
  public let samples: Int
  /// The floating-point operations of the products alone, with both adjoints.
  public let multiplications: Double

  /// Prepares a trial in `Float`, whatever its precision.
  public init(_ configuration: TrialConfiguration) {
    precondition(BLAS.isSerial)
    trainer = configuration.trainer([:], Float.self)
    samples = trainer.split.train.count
    // Zeros might multiply faster than the numbers of a real network.
    var generator = Generator(seed: 0, stream: "benchmark")
    func random(_ rows: Int, _ columns: Int) -> Matrix<Float> {
      let matrix = Matrix<Float>(rows: rows, columns: columns)
      matrix.updateEach { $0 = Float(generator.unit()) - 0.5 }
      return matrix
    }
    let products = configuration.model.network.products(configuration.sizes([:]), samples: samples)
    self.products = products.map { product in
      Workspace(
        input: random(product.rows, product.inputs),
        weight: random(product.inputs, product.outputs),
        output: random(product.rows, product.outputs),
        weightGradient: Matrix(rows: product.inputs, columns: product.outputs))
    }
    multiplications = products.reduce(0) { $0 + 3 * $1.operations }
  }

  /// Takes one optimizer step.
  public func step() { trainer.trainOnce() }

  /// Multiplies alone: each product, and its adjoints by both factors.
  public func multiplyOnly() {
    for product in products {
      multiply(product.input, by: product.weight, into: product.output)
      multiply(product.input, .transposed, by: product.output, into: product.weightGradient)
      multiply(product.output, by: product.weight, .transposed, into: product.input)
    }
  }
}
