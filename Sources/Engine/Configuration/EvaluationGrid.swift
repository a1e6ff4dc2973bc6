internal import RealModule

/// The steps at which a trial is evaluated: `round(10^(k / perDecade))`, each once.
///
/// The grid does not depend on the budget, so that a larger budget only adds evaluations. Step 0
/// and the last step are always evaluated.
public struct EvaluationGrid: Configurable {
  /// Evaluations in every tenfold of steps; 100 gives 350 or so up to 60,000 steps.
  public var perDecade = 100
  /// Evaluations at each multiple of this many steps instead of the geometric grid.
  public var every: Int?

  /// A hundred evaluations a decade.
  public init() {}

  /// The keys of `evaluation`.
  public static let fields: [Field<Self>] = [
    // Up to 10,000 / ln 10 = 4,343 each step is evaluated; no trial needs more.
    Field("per_decade", \.perDecade, allowed: .within(1...10_000)),
    Field("every", optional: \.every, allowed: .steps()),
  ]

  /// Drops the geometric grid where `every` replaces it, so that one grid has one identity.
  public mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    if every != nil { perDecade = EvaluationGrid().perDecade }
  }
}

extension EvaluationGrid {
  /// The number of evaluated steps up to a last one, which is evaluated too; up to one or two.
  ///
  /// The geometric grid has every step up to `c`, where its spacing passes one, and as many in
  /// each tenfold after that. Where steps have to lie further `apart`, those that do are counted.
  func count(upTo last: Double, apart: Double = 1) -> Double {
    if let every {
      let spacing = Double(every) * (apart / Double(every)).rounded(.up)
      return 1 + (last / spacing).rounded(.up)
    }
    let c = Double(perDecade) / Double.log(10)
    guard last > c * apart else { return 1 + last / apart }
    return 1 + c + Double(perDecade) * Double.log10(last / (c * apart))
  }

  /// Whether a step is on the grid.
  public func contains(_ step: Int) -> Bool {
    if let every { return step.isMultiple(of: every) }
    guard step > 0 else { return step == 0 }
    let k = (Double.log10(Double(step)) * Double(perDecade)).rounded()
    return [k - 1, k, k + 1].contains { self.step($0) == Double(step) }
  }

  /// The kth step of the geometric grid.
  private func step(_ k: Double) -> Double {
    Double.pow(10, k / Double(perDecade)).rounded()
  }

  /// The evaluated steps up to a budget, ascending, with some extra ones.
  func steps(upTo budget: Int, including extra: [Int]) -> [Int] {
    var steps: Set<Int> = [0, budget]
    steps.formUnion(extra.filter { $0 <= budget })
    if let every {
      steps.formUnion(stride(from: 0, through: budget, by: every))
    } else {
      var k = 0.0
      while case let step = self.step(k), step <= Double(budget) {
        steps.insert(Int(step))
        k += 1
      }
    }
    return steps.sorted()
  }
}
