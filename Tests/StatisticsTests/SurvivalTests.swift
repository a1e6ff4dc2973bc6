import Engine
import Foundation
import Testing

@testable import Statistics

@Suite("Survival")
struct SurvivalTests {
  @Test("no end lies beyond the last event where all subjects had theirs", arguments: 6...12)
  func complete(count: Int) throws {
    // A coarse grid: nearly all events at the last of two steps.
    for early in 0...count {
      let times = (0..<count).map { SurvivalTime($0 < early ? 1400 : 1800, isEvent: true) }
      let interval = try #require(KaplanMeier(times).interval(0.5))
      #expect(interval.low.number != nil && interval.high.number != nil, "\(early) of \(count)")
    }
  }

  @Test("what lies beyond censored times is later than the last that is known")
  func bounds() throws {
    let times =
      [37486.0, 38000].map { SurvivalTime($0, isEvent: true) }
      + [22500.0, 22500, 60000, 60000, 60000, 60000].map { SurvivalTime($0, isEvent: false) }
    #expect(KaplanMeier(times).quantile(0.5) == .later(than: 60000))
    #expect(KaplanMeier(times).interval(0.5)?.high == .later(than: 60000))
    #expect(CensoredMedian(times).median == .later(than: 60000))
    let early = times.prefix(2) + (0..<6).map { _ in SurvivalTime(22500, isEvent: false) }
    #expect(
      CensoredMedian(Array(early)).median == .later(than: 38000), "censored is later than events")
  }

  let peers: PeerFixtures

  init() throws { peers = try PeerFixtures.read() }

  static func times(_ time: [Double], _ event: [Int]) -> [SurvivalTime] {
    zip(time, event).map { SurvivalTime($0, isEvent: $1 == 1) }
  }

  @Test("the Kaplan-Meier curve and its log-log band are those of lifelines")
  func curve() {
    let known = peers.kaplanMeier
    let curve = KaplanMeier(Self.times(known.time, known.event))
    #expect(curve.steps.map(\.time) == known.at)
    for (index, step) in curve.steps.enumerated() {
      #expect(agrees(step.survival, known.survival[index], within: 1e-12))
      #expect(agrees(step.band.low, known.low[index], within: 1e-9))
      #expect(agrees(step.band.high, known.high[index], within: 1e-9))
    }
    #expect(curve.quantile(0.5) == .known(known.median))
    #expect(curve.quantile(0.25) == .known(known.lowerQuartile))
    let mean = RestrictedMean(curve)
    #expect(agrees(mean?.mean ?? .nan, known.restrictedMean, within: 1e-12))
    #expect(mean?.limit == 50)
  }

  @Test("the median's interval is where the band of half-counted events crosses one half")
  func interval() throws {
    let known = peers.kaplanMeier
    let curve = KaplanMeier(Self.times(known.time, known.event))
    let ends = try #require(curve.interval(0.5))
    #expect(agrees(ends.low.number ?? .nan, peers.medianInterval[0], within: 1e-9))
    #expect(agrees(ends.high.number ?? .nan, peers.medianInterval[1], within: 1e-9))
  }

  @Test("with one budget the Kaplan-Meier median is the censored median")
  func sameMedian() {
    var stream = Generator(seed: 21, stream: "test")
    for _ in 0..<300 {
      let count = 1 + stream.integer(below: 12)
      let times = (0..<count).map { _ in
        let time = stream.integer(below: 12)
        return SurvivalTime(
          time < 8 ? Double(time) : time == 11 ? .infinity : 8, isEvent: time < 8)
      }
      #expect(KaplanMeier(times).quantile(0.5) == CensoredMedian(times).median, "\(times)")
    }
  }

  @Test("without censoring the restricted mean is the mean, with Student's interval")
  func plainMean() throws {
    let values = [3.0, 8, 9, 12, 30, 31, 40]
    let mean = try #require(
      RestrictedMean(KaplanMeier(values.map { SurvivalTime($0, isEvent: true) })))
    let plain = MeanEstimate(values)
    #expect(agrees(mean.mean, plain.mean ?? .nan, within: 1e-12))
    #expect(agrees(mean.interval?.low ?? .nan, plain.interval?.low ?? .nan, within: 1e-12))
    #expect(agrees(mean.interval?.high ?? .nan, plain.interval?.high ?? .nan, within: 1e-12))
  }

  @Test("restricted means up to one limit can be compared")
  func oneLimit() throws {
    let early = KaplanMeier((1...8).map { SurvivalTime(Double($0), isEvent: true) })
    #expect(early.watchedUntil == .infinity)
    let late = KaplanMeier(
      (1...8).map { SurvivalTime(min(Double(3 * $0), 12), isEvent: 3 * $0 < 12) })
    #expect(late.watchedUntil == 12)
    // Of the numbers 1 to 8 cut at 6: 1 to 5, and 6 three times.
    let mean = try #require(RestrictedMean(early, upTo: 6))
    #expect(agrees(mean.mean, (15.0 + 18) / 8, within: 1e-12) && mean.limit == 6)
    #expect(try #require(mean.interval).high <= 6)
    #expect(try #require(RestrictedMean(early, upTo: 20)).mean == 4.5)
  }

  @Test("what is never reached has no number")
  func censored() {
    let curve = KaplanMeier(
      [SurvivalTime(9, isEvent: false), SurvivalTime(5, isEvent: true)]
        + Array(repeating: SurvivalTime(9, isEvent: false), count: 6))
    #expect(curve.quantile(0.5) == .later(than: 9))
    #expect(curve.interval(0.5)?.high == .later(than: 9))
    #expect(KaplanMeier([]).quantile(0.5) == nil)
    #expect(RestrictedMean(KaplanMeier([SurvivalTime(.infinity, isEvent: false)])) == nil)
  }

  @Test("log-rank tests are those of lifelines, for two groups and for three")
  func logRank() throws {
    let known = peers.logRank
    let times = Self.times(known.time, known.event)
    let groups = (0..<3).map { group in
      zip(times, known.group).filter { $0.1 == group }.map(\.0)
    }
    let several = try #require(LogRank(groups))
    #expect(agrees(several.statistic, known.statistic))
    #expect(agrees(several.pValue, known.p))
    #expect(several.degreesOfFreedom == 2)
    let pair = try #require(LogRank(Array(groups.prefix(2))))
    #expect(agrees(pair.statistic, known.pairStatistic))
    #expect(agrees(pair.pValue, known.pairP))
    #expect(abs(pair.excess.reduce(0, +)) < 1e-12)
    #expect(LogRank([groups[0], []]) == nil)
    #expect(LogRank([[SurvivalTime(3, isEvent: false)], [SurvivalTime(3, isEvent: false)]]) == nil)
  }

  @Test("corrected p-values are those of statsmodels, Wilson's intervals too")
  func corrections() {
    for (value, known) in zip(Holm.corrected(peers.holm.p), peers.holm.corrected) {
      #expect(agrees(value, known, within: 1e-12))
    }
    for known in peers.wilson {
      let interval = Proportion(count: known.count, total: known.total ?? 0).interval
      #expect(known.agrees(with: interval?.low, interval?.high, within: 1e-9), "\(known)")
    }
    #expect(Proportion(count: 0, total: 0).interval == nil)
  }

  @Test("distributions are those of scipy")
  func distributions() {
    for known in peers.chiSquared {
      let value = ChiSquared.survival(known.x, degreesOfFreedom: known.degrees)
      #expect(abs(value / known.survival - 1) < 1e-10, "\(known): \(value)")
    }
    for known in peers.normal {
      #expect(agrees(NormalDistribution.logSurvival(known.z), known.logSurvival, within: 1e-9))
      #expect(agrees(NormalDistribution.probability(known.z), known.probability, within: 1e-12))
    }
  }
}
