internal import RealModule

/// A log-normal model of times in clusters that miss it.
/// ```
/// ln T = constant of the group + xᵀβ + τ u + σ ε        u one normal number a cluster, ε one a time
/// ```
/// Times may be exact, in intervals, or censored; a cluster in which all are censored says what it can.
/// `u` is integrated out. The variances maximize the likelihood of the residuals,
/// ```
/// ln L(β̂, σ, τ) − ½ ln det I(β̂, σ, τ)
/// ```
/// with `I` the information about constants and β: the restricted likelihood of Patterson & Thompson 1971
/// where nothing is censored, and the adjusted profile likelihood of Cox & Reid 1987 elsewhere.
///
/// Intervals are `β ± t s √φ`, with the dispersion
/// ```
/// φ = Σ r²/v / ν          ν = clusters with an event − constants − slopes
/// ```
/// where `r²/v` is the squared residual of a cluster over its variance under the model, and of censored ones
/// the squared score over the information. Where τ̂ is above 0, φ is 1 but for censoring; where it is 0,
/// because the clusters lie nearer to the law than their times let expect, φ is below 1. Without censoring,
/// clusters of one size give the interval of a line through their means, which is exact however few they
/// are and whatever they miss (Donald & Lang 2007). `docs/statistics.md` has the simulated coverage.
public struct ClusterRegression: Sendable {
  /// A slope for each predictor.
  public let slopes: [Double]
  /// Their standard errors, `s √φ`.
  public let errors: [Double]
  /// σ, the standard deviation of the logarithms of a cluster's times.
  public let scale: Double
  /// τ, the standard deviation of what the model misses of clusters; 0 if the times need none.
  public let deviation: Double
  /// How many times there are.
  public let count: Int
  /// How many of them are censored.
  public let censored: Int
  /// How many clusters they form.
  public let clusters: Int
  /// How many groups have a constant.
  public let groups: Int
  /// How many clusters with an event there are beyond constants and slopes.
  public let freedom: Int
  /// `ln L` at the maximum.
  public let logLikelihood: Double

  /// φ.
  public let dispersion: Double

  private let design: ClusterDesign
  private let solution: ClusterDesign.Solution
  /// The position of each cluster of the model among those that were given.
  public let positions: [Int]

  /// Fits clusters, with deviations of their own or without.
  ///
  /// A group without an event has no constant to be found, and its clusters are left out (``positions``
  /// has the others).
  ///
  /// - Returns: `nil` if the clusters with an event do not decide constants and slopes, or nothing
  ///   would be left to judge them by.
  public init?(_ clusters: [Cluster], deviates: Bool = true) {
    self.init(clusters) { spread, search in
      search.maximum(from: spread.noise, deviates: deviates && spread.isRepeated)
    }
  }

  /// Fits clusters with the two variances of another fit.
  ///
  /// Likelihoods of such fits to the same times, under predictors that differ, can be compared.
  public init?(_ clusters: [Cluster], variancesOf other: ClusterRegression) {
    self.init(clusters) { _, search in
      search.point(scale: other.scale, deviation: other.deviation)
    }
  }

  private init?(
    _ clusters: [Cluster], search: (ClusterSpread, inout VarianceSearch) -> VarianceSearch.Point?
  ) {
    let width = clusters.first?.predictors.count ?? 0
    precondition(clusters.allSatisfy { $0.predictors.count == width }, "rows of several lengths")
    let lively = Set(clusters.filter(\.hasEvent).map(\.group))
    positions = clusters.indices.filter {
      lively.contains(clusters[$0].group)
        && clusters[$0].times.contains { !$0.isUnknown }
    }
    let used = positions.map { clusters[$0] }
    var numbers: [Int: Int] = [:]
    for cluster in used where numbers[cluster.group] == nil {
      numbers[cluster.group] = numbers.count
    }
    let names = used.map { numbers[$0.group] ?? 0 }
    let events = used.count(where: \.hasEvent)
    freedom = events - numbers.count - width
    let spread = ClusterSpread(used)
    guard freedom > 0, let spread else { return nil }
    let design = ClusterDesign(used, groups: names, groupCount: numbers.count, noise: spread.noise)
    guard ClusterSpread.isDecided(used, names, numbers.count) else { return nil }

    let start = spread.start(used, names, groups: numbers.count, width: width)
    var variances = VarianceSearch(design, start: start, floor: spread.floor)
    guard let found = search(spread, &variances) else { return nil }
    guard let inverse = CholeskyFactor(found.solution.information)?.inverse else { return nil }
    let dispersion =
      design.dispersion(found.solution, scale: found.scale, deviation: found.deviation)
      / Double(freedom)
    // Where times are as exact as they can be, or nothing but the residuals tells of their noise, smaller
    // residuals are luck.
    let isKnown = spread.isRepeated && found.scale > 1.01 * spread.floor
    self.dispersion = isKnown ? dispersion : max(1, dispersion)
    let widening = self.dispersion.squareRoot()
    self.design = design
    solution = found.solution
    scale = found.scale
    deviation = found.deviation
    slopes = zip(found.solution.slopes, design.columns).map { $0 / $1.scale }
    errors = inverse.indices.map {
      widening * inverse[$0][$0].squareRoot() / design.columns[$0].scale
    }
    count = used.reduce(0) { $0 + $1.times.count }
    censored = used.reduce(0) { $0 + $1.times.count { !$0.isEvent } }
    self.clusters = used.count
    groups = numbers.count
    logLikelihood = found.solution.value
    guard (slopes + errors).allSatisfy(\.isFinite) else { return nil }
  }

  /// The location of the logarithms of a cluster of ``positions``, offset and deviation aside.
  public func location(_ position: Int) -> Double { design.location(position, solution) }

  /// By how much the logarithms of a cluster of ``positions`` lie off, in standard deviations of what cells and
  /// their trials make of it: its score over the root of its information.
  public func residual(_ position: Int) -> Double {
    let terms = design.terms(position, solution, scale: scale, deviation: deviation)
    return terms.second < 0 ? terms.first / (-terms.second).squareRoot() : 0
  }

  /// Whether the clusters with an event decide all slopes beside the constants of groups.
  public static func isDecided(_ clusters: [Cluster]) -> Bool {
    let groups = Dictionary(
      Set(clusters.map(\.group)).sorted().enumerated().map { ($1, $0) },
      uniquingKeysWith: { first, _ in first })
    return ClusterSpread.isDecided(clusters, clusters.map { groups[$0.group] ?? 0 }, groups.count)
  }

  /// The interval of a slope, by default of 95 %.
  public func interval(_ index: Int, level: Double = 0.95) -> Interval {
    let reach =
      StudentT(degreesOfFreedom: freedom).quantile((1 + level) / 2) * errors[index]
    return Interval(low: slopes[index] - reach, high: slopes[index] + reach)
  }

  /// The two-sided p-value of a slope's being the given number.
  public func pValue(_ index: Int, hypothesis: Double) -> Double {
    let distance = (slopes[index] - hypothesis).magnitude
    guard errors[index] > 0 else { return distance > 0 ? 0 : 1 }
    return 1
      - StudentT(degreesOfFreedom: freedom).centralProbability(distance / errors[index])
  }

  /// For each cluster of ``positions``, `ln L` of its times under a fit that does not know it.
  ///
  /// Variances are those of all clusters. Up to `mostParts` clusters are left out one by one; of more, so
  /// many parts. `nil` where the others do not decide a fit, or leave the cluster's group without a constant.
  public func heldOut(mostParts: Int = 50) -> [Double?] {
    let parts = min(clusters, mostParts)
    let hasOthers = design.hasOthers(parts: parts)
    var scores = [Double?](repeating: nil, count: clusters)
    for part in 0..<parts {
      guard
        let fit = design.maximum(
          from: solution, scale: scale, deviation: deviation, without: (part, parts))
      else { continue }
      for cluster in stride(from: part, to: clusters, by: parts) where hasOthers[cluster] {
        let score = design.terms(cluster, fit, scale: scale, deviation: deviation).value
        if score.isFinite { scores[cluster] = score }
      }
    }
    return scores
  }
}
