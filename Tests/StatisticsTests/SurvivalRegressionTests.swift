import Engine
import Foundation
import TestSupport
import Testing

@testable import Statistics

@Suite("Regressions against other programs")
struct SurvivalRegressionTests {
  let peers: PeerFixtures

  init() throws { peers = try PeerFixtures.read() }

  @Test("accelerated failure time models are those of lifelines, 30 % censored")
  func peersAgree() throws {
    #expect(peers.survivalRegression.count == 2)
    for known in peers.survivalRegression {
      let family = try #require(SurvivalFamily(rawValue: known.kind))
      let fit = try #require(
        SurvivalRegression(
          family, rows: known.x.map { [1] + $0 },
          times: zip(known.time, known.event).map { SurvivalTime($0, isEvent: $1 == 1) }))
      for (value, other) in zip(fit.coefficients, known.coefficients) {
        #expect(agrees(value, other), "\(family): \(value) \(other)")
      }
      #expect(agrees(fit.logScale, known.logScale))
      for (value, other) in zip(fit.errors, known.errors) {
        #expect(agrees(value, other), "\(family): \(value) \(other)")
      }
      #expect(agrees(fit.logLikelihood, known.logLikelihood))
      #expect(fit.events == 56)
    }
  }

  @Test("without censoring the log-normal model is least squares")
  func uncensored() throws {
    let known = peers.leastSquares
    let rows = zip(known.a, known.b).map { [1, $0, $1] }
    let fit = try #require(
      SurvivalRegression(
        .logNormal, rows: rows, times: known.y.map { SurvivalTime(exp($0), isEvent: true) }))
    for (value, other) in zip(fit.coefficients, known.coefficients) {
      #expect(agrees(value, other))
    }
  }

  @Test("a separate column of ones for each group is as good as an intercept")
  func groups() throws {
    var stream = Generator(seed: 31, stream: "test")
    var (plain, grouped): ([[Double]], [[Double]]) = ([], [])
    var times: [SurvivalTime] = []
    for index in 0..<40 {
      let (x, second) = (stream.unit(), index % 2 == 1)
      plain.append([1, second ? 1 : 0, x])
      grouped.append([second ? 0 : 1, second ? 1 : 0, x])
      times.append(
        SurvivalTime(
          exp(3 + 2 * x + (second ? 1 : 0) + stream.unit()), isEvent: index % 4 != 0))
    }
    for family in SurvivalFamily.allCases {
      let one = try #require(SurvivalRegression(family, rows: plain, times: times))
      let other = try #require(SurvivalRegression(family, rows: grouped, times: times))
      #expect(agrees(one.coefficients[2], other.coefficients[2], within: 1e-8))
      #expect(agrees(one.errors[2], other.errors[2], within: 1e-8))
      #expect(agrees(one.logLikelihood, other.logLikelihood, within: 1e-9))
    }
  }

  @Test("constants of groups are columns of ones, however many there are")
  func manyGroups() throws {
    var stream = Generator(seed: 32, stream: "test")
    var (groups, rows, dense): ([Int], [[Double]], [[Double]]) = ([], [], [])
    var times: [IntervalTime] = []
    for index in 0..<90 {
      let (x, group) = (stream.unit(), index % 6)
      groups.append(group)
      rows.append([x])
      dense.append((0..<6).map { $0 == group ? 1 : 0 } + [x])
      let time = exp(3 + 2 * x + Double(group) + stream.unit())
      times.append(IntervalTime(SurvivalTime(time, isEvent: index % 5 != 0)))
    }
    for family in SurvivalFamily.allCases {
      let ours = try #require(
        SurvivalRegression(family, groups: groups, of: 6, rows: rows, intervals: times))
      let other = try #require(SurvivalRegression(family, rows: dense, intervals: times))
      for (value, known) in zip(ours.coefficients, other.coefficients) {
        #expect(agrees(value, known, within: 1e-8))
      }
      for (value, known) in zip(ours.errors, other.errors) {
        #expect(agrees(value, known, within: 1e-8))
      }
      #expect(agrees(ours.logLikelihood, other.logLikelihood, within: 1e-9))
    }
  }

  @Test("units of the predictors do not matter, even far from 1")
  func scaling() throws {
    let known = peers.survivalRegression[0]
    let times = zip(known.time, known.event).map { SurvivalTime($0, isEvent: $1 == 1) }
    let one = try #require(
      SurvivalRegression(.weibull, rows: known.x.map { [1] + $0 }, times: times))
    let other = try #require(
      SurvivalRegression(
        .weibull, rows: known.x.map { [1, 1e6 * $0[0] + 3e6, 1e-6 * $0[1] - 2] }, times: times))
    #expect(agrees(other.coefficients[1] * 1e6, one.coefficients[1]))
    #expect(agrees(other.errors[2] * 1e-6, one.errors[2]))
  }

  @Test("what decides no model gives none")
  func undecided() {
    let event = SurvivalTime(3, isEvent: true)
    let times = [event, SurvivalTime(4, isEvent: true), SurvivalTime(9, isEvent: false), event]
    #expect(SurvivalRegression(.logNormal, rows: [], times: []) == nil)
    #expect(
      SurvivalRegression(.logNormal, rows: [[1, 2], [1, 2], [1, 2], [1, 2]], times: times) == nil,
      "the column does not vary")
    #expect(
      SurvivalRegression(
        .logNormal, rows: [[1], [1]], times: [event, SurvivalTime(2, isEvent: false)]) == nil,
      "one event for two parameters")
    #expect(
      SurvivalRegression(.weibull, rows: [[1], [1], [1]], times: [event, event, event]) == nil,
      "no spread")
  }

  @Test("the line through clusters is that of statsmodels")
  func clusterLine() throws {
    let known = peers.clusterLine
    let clusters = known.x.indices.compactMap { cluster in
      // A cluster of two whose mean is the known one.
      ClusterMean(
        [-0.5, 0.5].map {
          Observation(
            group: known.group[cluster], x: known.x[cluster] + $0, y: known.y[cluster] - $0)
        })
    }
    let line = try #require(ClusterLine(clusters))
    #expect(agrees(line.slope, known.slope, within: 1e-12))
    #expect(agrees(try #require(line.interval).low, known.interval[0], within: 1e-10))
    #expect(agrees(try #require(line.interval).high, known.interval[1], within: 1e-10))
  }

  @Test("misfit of whole clusters widens the interval")
  func clusterMisfit() throws {
    func clusters(misfit: Double) -> [[Observation]] {
      (0..<8).map { cluster in
        let y = -Double(cluster) + (cluster % 2 == 0 ? misfit : -misfit)
        return (0..<5).map { Observation(group: 0, x: Double(cluster), y: y + 0.01 * Double($0)) }
      }
    }
    func width(_ misfit: Double) throws -> Double {
      let interval = try #require(
        ClusterLine(clusters(misfit: misfit).compactMap(ClusterMean.init))?.interval)
      #expect(interval.low < -1 && interval.high > -1 - 0.1)
      return interval.high - interval.low
    }
    #expect(try width(0.5) > 5 * width(0.05))
    let three = try #require(
      ClusterLine(clusters(misfit: 0).prefix(3).compactMap(ClusterMean.init)))
    #expect(abs(three.slope + 1) < 1e-12)
    #expect(three.interval == nil, "three clusters leave one degree of freedom")
  }

  @Test("the same clusters give the same bits, whatever their groups are called")
  func groupNames() throws {
    func line(_ name: (Int) -> Int) -> ClusterLine? {
      var noise = Noise(seed: 32)
      let clusters = (0..<60).compactMap { number in
        ClusterMean([Observation(group: name(number / 3), x: noise.unit(), y: noise.normal())])
      }
      return ClusterLine(clusters)
    }
    let plain = try #require(line { $0 })
    for factor in 2...9 { #expect(line { factor * $0 + 1 } == plain) }
  }
}
