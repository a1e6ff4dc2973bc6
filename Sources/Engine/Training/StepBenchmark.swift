/// One training step of a configuration, and its unavoidable matrix products alone, to be timed.
public struct StepBenchmark {
  private var trainer: TrainerCore<Float>
  private let left: Matrix<Float>
  private let weight: Matrix<Float>
  private let logits: Matrix<Float>
  private let weightGradient: Matrix<Float>

  /// The number of training samples, N.
  public let samples: Int

  /// Prepares a trial in `Float`, whatever its precision.
  public init(_ configuration: TrialConfiguration) {
    precondition(BLAS.isSerial)
    trainer = TrainerCore(configuration)
    samples = trainer.split.train.count
    let output = trainer.parameters["output.weight"]
    left = Matrix(rows: samples, columns: output.rows)
    weight = Matrix(rows: output.rows, columns: output.columns)
    logits = Matrix(rows: samples, columns: output.columns)
    weightGradient = Matrix(rows: output.rows, columns: output.columns)
    // Zeros might multiply faster than the numbers of a real network.
    var generator = Generator(seed: 0, stream: "benchmark")
    for matrix in [left, weight, logits] {
      matrix.updateEach { $0 = Float(generator.unit()) - 0.5 }
    }
  }

  /// Takes one optimizer step.
  public mutating func step() { trainer.trainOnce() }

  /// Multiplies the three pairs of matrices that have a row for each sample: hidden units by
  /// output weights, and their two adjoints.
  public func multiplyOnly() {
    multiply(left, by: weight, into: logits)
    multiply(left, .transposed, by: logits, into: weightGradient)
    multiply(logits, by: weight, .transposed, into: left)
  }

  /// The floating-point operations of those products: `6 N H p`.
  public var multiplications: Double {
    6 * Double(samples) * Double(weight.rows) * Double(weight.columns)
  }
}
