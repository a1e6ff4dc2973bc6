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
    Field("per_decade", \.perDecade, allowed: .atLeast(1)),
    Field("every", optional: \.every, allowed: .atLeast(1)),
  ]
}

extension EvaluationGrid {
  /// The number of evaluated steps up to a last one, which is evaluated too; up to one or two.
  ///
  /// The geometric grid has every step up to `c`, where its spacing passes one, and as many in
  /// each tenfold after that.
  func count(upTo last: Double) -> Double {
    if let every { return 1 + (last / Double(every)).rounded(.up) }
    let c = Double(perDecade) / Double.log(10)
    guard last > c else { return 1 + last }
    return 1 + c + Double(perDecade) * Double.log10(last / c)
  }

  /// The evaluated steps up to a budget, ascending, with some extra ones.
  func steps(upTo budget: Int, including extra: [Int]) -> [Int] {
    var steps: Set<Int> = [0, budget]
    steps.formUnion(extra.filter { $0 <= budget })
    if let every {
      steps.formUnion(stride(from: 0, through: budget, by: every))
    } else {
      var k = 0
      while case let step = Double.pow(10, Double(k) / Double(perDecade)).rounded(),
        step <= Double(budget)
      {
        steps.insert(Int(step))
        k += 1
      }
    }
    return steps.sorted()
  }
}
