/// A matrix product of a network with its two adjoints: `[rows × inputs] · [inputs × outputs]`.
struct UnavoidableProduct {
  let rows: Int
  let inputs: Int
  let outputs: Int
}

/// One training step of a configuration, and its unavoidable matrix products alone, to be timed.
public struct StepBenchmark {
  /// The matrices of one product.
  private struct Workspace {
    let input, weight, output, weightGradient: Matrix<Float>
  }

  private var trainer: TrainerCore<Float>
  private let products: [Workspace]

  /// The number of training samples, N.
  public let samples: Int

  /// Prepares a trial in `Float`, whatever its precision.
  public init(_ configuration: TrialConfiguration) {
    precondition(BLAS.isSerial)
    trainer = TrainerCore(configuration)
    samples = trainer.split.train.count
    // Zeros might multiply faster than the numbers of a real network.
    var generator = Generator(seed: 0, stream: "benchmark")
    func random(_ rows: Int, _ columns: Int) -> Matrix<Float> {
      let matrix = Matrix<Float>(rows: rows, columns: columns)
      matrix.updateEach { $0 = Float(generator.unit()) - 0.5 }
      return matrix
    }
    products = trainer.network.unavoidableProducts(samples: samples).map { product in
      Workspace(
        input: random(product.rows, product.inputs),
        weight: random(product.inputs, product.outputs),
        output: random(product.rows, product.outputs),
        weightGradient: Matrix(rows: product.inputs, columns: product.outputs))
    }
  }

  /// Takes one optimizer step.
  public mutating func step() { trainer.trainOnce() }

  /// Multiplies alone: each product, and its adjoints by both factors.
  public func multiplyOnly() {
    for product in products {
      multiply(product.input, by: product.weight, into: product.output)
      multiply(product.input, .transposed, by: product.output, into: product.weightGradient)
      multiply(product.output, by: product.weight, .transposed, into: product.input)
    }
  }

  /// The floating-point operations of those products.
  public var multiplications: Double {
    products.reduce(0) {
      $0 + 6 * Double($1.input.rows) * Double($1.weight.rows) * Double($1.weight.columns)
    }
  }
}
