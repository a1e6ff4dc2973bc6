import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite("Times in intervals")
struct IntervalTimeTests {
  /// What R's survreg says; `Fixtures/intervals.R` writes it.
  struct Known: Decodable {
    struct Fit: Decodable {
      var family: String
      var coefficients: [Double]
      var logScale: Double
      var errors: [Double]
      var logLikelihood: Double
    }

    var a: [Double]
    var b: [Double]
    var group: [Double]
    var lower: [Double]
    var upper: [Double?]
    var fits: [Fit]

    var times: [IntervalTime] {
      zip(lower, upper).map { IntervalTime(after: $0, upTo: $1 ?? .infinity) }
    }
  }

  static func known() throws -> Known {
    let url = try #require(
      Bundle.module.url(
        forResource: "intervals", withExtension: "json", subdirectory: "Fixtures"))
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Known.self, from: Data(contentsOf: url))
  }

  @Test("models of exact, interval, left- and right-censored times are those of survreg")
  func survreg() throws {
    let known = try Self.known()
    let rows = known.a.indices.map { index in
      [1, known.a[index], known.b[index]] + [1.0, 2].map { known.group[index] == $0 ? 1 : 0 }
    }
    #expect(known.fits.count == 2)
    for fit in known.fits {
      let family = try #require(SurvivalFamily(rawValue: fit.family))
      let ours = try #require(SurvivalRegression(family, rows: rows, intervals: known.times))
      for (value, other) in zip(ours.coefficients, fit.coefficients) {
        #expect(agrees(value, other), "\(family): \(value) \(other)")
      }
      for (value, other) in zip(ours.errors, fit.errors) {
        #expect(agrees(value, other), "\(family): \(value) \(other)")
      }
      #expect(agrees(ours.logScale, fit.logScale))
      #expect(agrees(ours.logLikelihood, fit.logLikelihood))
    }
  }

  @Test("the terms' derivatives are central differences, far out in both tails as well")
  func derivatives() {
    let ends: [(Double, Double)] = [
      (1, 1), (1, 1.3), (-.infinity, 1.3), (1, .infinity), (8, 8.5), (-9, -8.2), (-.infinity, -6),
      (1, 1.0001), (-3, 4),
    ]
    for family in SurvivalFamily.allCases {
      for (low, high) in ends where family == .logNormal || high < 5 || high == .infinity {
        func terms(_ m: Double, _ s: Double) -> LocationTerms {
          family.terms(low: low, high: high, location: m, scale: exp(s))
        }
        let (m, s, h) = (0.7, -0.2, 1e-5)
        let here = terms(m, s)
        let (right, left) = (terms(m + h, s), terms(m - h, s))
        let (up, down) = (terms(m, s + h), terms(m, s - h))
        let pairs = [
          (here.m, (right.value - left.value) / (2 * h)),
          (here.s, (up.value - down.value) / (2 * h)), (here.mm, (right.m - left.m) / (2 * h)),
          (here.ms, (right.s - left.s) / (2 * h)), (here.ss, (up.s - down.s) / (2 * h)),
        ]
        for (index, (value, difference)) in pairs.enumerated() {
          #expect(
            agrees(value, difference, within: 2e-5), "\(family) \(low) \(high), \(index): \(value)")
        }
      }
    }
  }

  /// Clusters of five on a line of slope -1 with deviations of their own.
  static func clusters(_ noise: inout Noise, deviation: Double, bound: Double) -> [Cluster] {
    (0..<10).map { number in
      let x = Double(number) / 3
      let own = deviation * noise.normal()
      return Cluster(
        group: number % 2, predictors: [x],
        times: (0..<5).map { _ in
          let time = exp(8 - x + own + 0.4 * noise.normal())
          return IntervalTime(SurvivalTime(min(time, bound), isEvent: time <= bound))
        })
    }
  }

  @Test("without censoring, equal clusters give the interval of the line through their means")
  func line() throws {
    var noise = Noise(seed: 90)
    let clusters = Self.clusters(&noise, deviation: 0.5, bound: .infinity)
    let model = try #require(ClusterRegression(clusters))
    let means = clusters.compactMap { cluster in
      ClusterMean(
        cluster.times.map {
          Observation(group: cluster.group, x: cluster.predictors[0], y: log($0.upper))
        })
    }
    let line = try #require(ClusterLine(means))
    #expect(agrees(model.slopes[0], line.slope, within: 1e-8))
    #expect(model.deviation > 0.2)
    #expect(model.freedom == 7)
    // The variances are found to a few parts in a thousand.
    let ends = try #require(line.interval)
    let error = (ends.high - ends.low) / 2 / StudentT(degreesOfFreedom: 7).quantile(0.975)
    #expect(agrees(model.errors[0], error, within: 5e-3))
    #expect(abs(model.dispersion - 1) < 0.02, "where clusters deviate, the model has it")
  }

  @Test(
    "a cluster's deviation is integrated out, and narrow intervals are as good as their integral")
  func integrated() {
    func times(_ width: Double) -> [IntervalTime] {
      [6.8, 7.1, 7.45].map { IntervalTime(after: exp($0 - width / 2), upTo: exp($0 + width / 2)) }
        + [IntervalTime(after: 1500, upTo: .infinity)]
    }
    let (location, scale, deviation) = (7.05, 0.4, 0.3)
    for width in [0.01, 0.15, 0.3, 0.8] {
      let cluster = Cluster(group: 0, predictors: [], times: times(width))
      let ours = ClusterLikelihood(cluster, noise: scale)
      // Of narrow ones ln w is left out.
      let constant = width <= ClusterLikelihood.narrow * scale ? 3 * log(width) : 0
      func known(_ location: Double) -> Double {
        let step = 1e-3
        return log(
          stride(from: -8.0, through: 8, by: step).reduce(0) { sum, u in
            let terms = cluster.times.reduce(0.0) { sum, time in
              let (low, high) = time.logarithms(less: 0)
              return sum
                + SurvivalFamily.logNormal.terms(
                  low: low, high: high, location: location + deviation * u, scale: scale
                ).value
            }
            return sum + exp(terms - u * u / 2) * step
          } / (2 * Double.pi).squareRoot())
      }
      var mode = 0.0
      let terms = ours.integrated(
        location: location, scale: scale, deviation: deviation, mode: &mode)
      #expect(agrees(terms.value + constant, known(location), within: 2e-4), "\(width)")
      let slope = (known(location + 0.01) - known(location - 0.01)) / 0.02
      #expect(agrees(terms.first, slope, within: 2e-3), "\(width)")
      let curvature =
        (known(location + 0.01) - 2 * known(location) + known(location - 0.01)) / 1e-4
      #expect(agrees(terms.second, curvature, within: 1e-2), "\(width)")
    }
  }

  @Test(
    "clusters that lie too near to the law by luck have the interval of the line through their means"
  )
  func luck() throws {
    var noise = Noise(seed: 94)
    var checked = 0
    for _ in 0..<10 {
      let clusters = Self.clusters(&noise, deviation: 0, bound: .infinity)
      let model = try #require(ClusterRegression(clusters))
      guard model.deviation == 0 else { continue }
      checked += 1
      #expect(model.dispersion <= 1.01)
      let means = clusters.compactMap { cluster in
        ClusterMean(
          cluster.times.map {
            Observation(group: cluster.group, x: cluster.predictors[0], y: log($0.upper))
          })
      }
      let line = try #require(ClusterLine(means)?.interval)
      #expect(agrees(model.interval(0).low, line.low, within: 1e-3))
      #expect(agrees(model.interval(0).high, line.high, within: 1e-3))
    }
    #expect(checked > 2)
  }

  @Test("a cluster that is censored as a whole pulls the slope, and intervals are as good as times")
  func wholeClusters() throws {
    var noise = Noise(seed: 91)
    let clusters = Self.clusters(&noise, deviation: 0.1, bound: 1400)
    let model = try #require(ClusterRegression(clusters))
    #expect(clusters.contains { $0.times.allSatisfy { !$0.isEvent } })
    #expect(model.clusters == 10 && model.count == 50 && model.censored > 10)
    #expect(model.interval(0).has(-1), "\(model.interval(0))")
    let grid = clusters.map { cluster in
      Cluster(
        group: cluster.group, predictors: cluster.predictors,
        times: cluster.times.map {
          $0.isEvent
            ? IntervalTime(
              after: (($0.upper / 50).rounded(.up) - 1) * 50,
              upTo: ($0.upper / 50).rounded(.up) * 50)
            : $0
        })
    }
    let coarse = try #require(ClusterRegression(grid))
    #expect(abs(coarse.slopes[0] - model.slopes[0]) < 0.3 * model.errors[0])
  }

  @Test("exact data have a slope and an interval of no width, which excludes nothing")
  func exact() throws {
    let clusters = (0..<4).map { number in
      Cluster(
        group: 0, predictors: [Double(number)],
        times: (0..<3).map { _ in
          IntervalTime(SurvivalTime(exp(9 - Double(number)), isEvent: true))
        })
    }
    let model = try #require(ClusterRegression(clusters))
    #expect(agrees(model.slopes[0], -1))
    #expect(model.interval(0).high - model.interval(0).low < 1e-4)
    #expect(model.pValue(0, hypothesis: -1) > 0.05)
  }

  @Test("what decides no model gives none")
  func undecided() {
    func cluster(_ x: Double, _ upper: Double, group: Int = 0) -> Cluster {
      Cluster(
        group: group, predictors: [x], times: [IntervalTime(after: 10, upTo: upper)])
    }
    #expect(ClusterRegression([]) == nil)
    #expect(ClusterRegression([cluster(1, .infinity), cluster(2, .infinity)]) == nil, "no event")
    #expect(ClusterRegression([cluster(1, 20), cluster(1, 20), cluster(1, 30)]) == nil, "one x")
    #expect(ClusterRegression([cluster(1, 20), cluster(2, 30)]) == nil, "no freedom")
    #expect(
      ClusterRegression([cluster(1, 20), cluster(2, 30), cluster(3, 20, group: 1)]) == nil,
      "a group of one says nothing of a slope")
  }

  @Test("left out, a cluster is predicted by the others")
  func heldOut() throws {
    var noise = Noise(seed: 92)
    let clusters = Self.clusters(&noise, deviation: 0.1, bound: .infinity)
    let model = try #require(ClusterRegression(clusters))
    let scores = model.heldOut()
    #expect(scores.allSatisfy { $0 != nil })
    #expect(scores.compactMap(\.self).reduce(0, +) < model.logLikelihood)
    #expect(scores.compactMap(\.self).reduce(0, +) > model.logLikelihood - 15)
  }
}
