/// Grokfast with a moving average over a window of steps.
///
/// Grokfast-MA of Lee et al. 2024, arXiv:2405.20233, with the warm-up of their released code:
/// ```
/// g ← g + (λ / w) Σ of the last w gradients, this one included, from step w on
/// ```
/// Every tensor is filtered, biases too. The defaults are the paper's for modular arithmetic.
public struct GrokfastMA: InterventionConfiguration {
  static let kind = "grokfast-ma"

  /// The number of steps in the window, w.
  public var window = 100
  /// λ, the weight of the average.
  public var lambda = 5.0

  /// The paper's constants.
  public init() {}

  /// The keys of `grokfast-ma`.
  public static let fields: [Field<Self>] = [
    Field("window", \.window, allowed: .count()),
    Field("lambda", \.lambda, allowed: .nonNegative),
  ]
}

/// ``GrokfastMA`` at work.
///
/// Adding up the window anew costs w additions a parameter and step, and a running sum keeps the
/// rounding of long-gone large gradients for ever. Steps are therefore taken in blocks of w: within
/// a block `prefix` adds up its gradients, and each row of the block before it holds the sum from
/// there to that block's end. A window is one of either: two additions, and w small ones a block.
struct GrokfastMAFilter<S: Scalar>: Intervening {
  private let constants: GrokfastMA
  /// The sum of the block's gradients so far, `[1 × parameters]`.
  private let prefix: Matrix<S>
  /// Gradients of this block up to this step's row, sums of the block before from there on.
  private let rows: Matrix<S>

  init(_ constants: GrokfastMA, _ layout: ParameterLayout) {
    self.constants = constants
    prefix = Matrix(rows: 1, columns: layout.count)
    rows = Matrix(rows: constants.window, columns: layout.count)
  }

  var memory: [any CarriedMemory] { [prefix, rows] }

  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    let window = constants.window
    let row = (step - 1) % window
    if row == 0 {
      assign(gradient.flat, to: prefix)
    } else {
      add(gradient.flat, times: 1, to: prefix)
    }
    assign(gradient.flat, to: rows.rows(row..<row + 1))
    guard step >= window else { return }

    let factor = S(constants.lambda / Double(window))
    add(prefix, times: factor, to: gradient.flat)
    if row < window - 1 {
      add(rows.rows(row + 1..<row + 2), times: factor, to: gradient.flat)
    } else {
      for earlier in stride(from: window - 2, through: 0, by: -1) {
        let sum = rows.rows(earlier..<earlier + 1)
        add(rows.rows(earlier + 1..<earlier + 2), times: 1, to: sum)
      }
    }
  }
}

extension GrokfastMA {
  /// A window of gradients, and their sum.
  var numbersPerParameter: Int { window + 1 }

  func intervention(_ layout: ParameterLayout, _: Float.Type) -> Intervention<Float> {
    Intervention(GrokfastMAFilter(self, layout))
  }

  func intervention(_ layout: ParameterLayout, _: Double.Type) -> Intervention<Double> {
    Intervention(GrokfastMAFilter(self, layout))
  }
}
