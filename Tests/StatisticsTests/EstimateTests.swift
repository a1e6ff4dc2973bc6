import Engine
import Testing

@testable import Statistics

@Suite("Estimates")
struct EstimateTests {
  /// Times that were observed.
  static func events(_ times: some Sequence<Int>) -> [SurvivalTime] {
    times.map { SurvivalTime(Double($0), isEvent: true) }
  }

  /// A time that is censored at a bound.
  static let late = SurvivalTime(100, isEvent: false)
  /// A time of which nothing is known.
  static let never = SurvivalTime(.infinity, isEvent: false)

  // scipy 1.17.1: scipy.stats.t.ppf(probability, degrees)
  static let quantiles: [(degrees: Int, probability: Double, value: Double)] = [
    (1, 0.975, 12.706204736174694), (2, 0.975, 4.302652729749462),
    (3, 0.975, 3.1824463052837078), (4, 0.975, 2.7764451051977934),
    (5, 0.975, 2.5705818356363146), (9, 0.975, 2.262157162798205),
    (19, 0.975, 2.0930240544083087), (29, 0.975, 2.045229642132703),
    (100, 0.975, 1.9839715185235518), (1000, 0.975, 1.9623390808264083),
    (3, 0.75, 0.7648923284043444), (10, 0.995, 3.16927267261695),
    (1, 0.6, 0.32491969623290634), (2, 0.9995, 31.599054576445365),
  ]

  @Test("Student's quantiles agree with scipy to 1e-12")
  func studentQuantile() {
    for (degrees, probability, value) in Self.quantiles {
      let distribution = StudentT(degreesOfFreedom: degrees)
      let upper = distribution.quantile(probability)
      #expect(abs(upper / value - 1) < 1e-12, "\(degrees) degrees, \(probability): \(upper)")
      #expect(abs(distribution.quantile(1 - probability) + upper) < 1e-12 * upper)
    }
    #expect(abs(StudentT(degreesOfFreedom: 7).quantile(0.5)) < 1e-15)
  }

  // scipy 1.17.1: 2 * scipy.stats.t.cdf(t, degrees) - 1
  @Test("Student's central probabilities agree with scipy")
  func studentProbability() {
    let known: [(Int, Double, Double)] = [
      (1, 1.0, 0.5), (3, 2.5, 0.9122933529919344), (10, 1.2, 0.7422036992756944),
      (30, 0.1, 0.07899038820972892), (5, 40.0, 0.9999998158803782),
    ]
    for (degrees, t, probability) in known {
      let found = StudentT(degreesOfFreedom: degrees).centralProbability(t)
      #expect(abs(found - probability) < 1e-13, "\(degrees) degrees, \(t): \(found)")
    }
  }

  // scipy 1.17.1: the largest l with scipy.stats.binom.cdf(l - 1, n, 0.5) <= 0.025
  @Test("the ranks of the median's interval agree with scipy's binomial distribution")
  func ranks() {
    let known = [
      0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 5, 5, 6, 6, 6, 7, 7, 8, 8, 8, 9, 9, 10,
      10, 10, 11, 11, 12, 12, 13, 13, 13, 14,
    ]
    #expect((0...40).map(CensoredMedian.lowerRank) == known)
    #expect(CensoredMedian.lowerRank(count: 5000) == 2431)
  }

  @Test("a median is the middle one, or the midpoint of the two")
  func median() {
    #expect(CensoredMedian(Self.events([3, 1, 2])).median == .known(2))
    #expect(CensoredMedian(Self.events([4, 1, 2, 3])).median == .known(2.5))
    #expect(CensoredMedian([]).median == nil)
  }

  @Test("half or more censored leave no median, fewer leave it where it is")
  func censoredMedian() {
    let (early, late, never) = (Self.events(1...3), Self.late, Self.never)
    #expect(CensoredMedian(early + [late, late]).median == .known(3))
    #expect(CensoredMedian(early + [late, late, late]).median == .later(than: 100))
    #expect(CensoredMedian([late]).median == .later(than: 100))
    #expect(CensoredMedian([never, never]).median == .later(than: nil))
    #expect(CensoredMedian(early + [late, never, never]).median == .later(than: 100))
  }

  @Test("an interval end that falls on a censored trial is open")
  func openInterval() {
    let times = Self.events(1...15) + Array(repeating: Self.late, count: 5)
    let (low, high) = (
      CensoredMedian(times).interval?.low.number, CensoredMedian(times).interval?.high.number
    )
    #expect(low.map { 6 < $0 && $0 < 7 } == true, "between the two ranks about 95 %")
    #expect(high.map { 14 < $0 && $0 < 15 } == true)
    let later = Self.events(1...14) + Array(repeating: Self.late, count: 6)
    #expect(CensoredMedian(later).interval?.low.number == low)
    #expect(CensoredMedian(later).interval?.high == .later(than: 100))
  }

  @Test("fewer than six trials give no interval")
  func tooFew() {
    #expect(CensoredMedian(Self.events(1...5)).interval == nil)
    #expect(CensoredMedian(Self.events(1...6)).interval != nil)
  }

  @Test("the interval's ends are those of Hettmansperger and Sheather")
  func interpolatedEnds() throws {
    for known in try PeerFixtures.read().interpolatedMedian {
      let squares = Self.events((1...known.count).map { $0 * $0 })
      let ends = try #require(CensoredMedian(squares).interval)
      #expect(known.agrees(with: ends.low.number, ends.high.number, within: 1e-10), "\(known)")
    }
  }

  @Test("the order of times does not matter")
  func order() {
    let times = Self.events([5, 2]) + [Self.never, Self.late] + Self.events([7])
    #expect(CensoredMedian(times) == CensoredMedian(times.reversed()))
  }

  // The ranks alone would cover with 0.9648 at n 15 and with 0.9922 at n 8.
  @Test("the median's interval covers the median at its stated rate")
  func medianCoverage() {
    var stream = Generator(seed: 3, stream: "test")
    for count in [8, 15] {
      let covered = (0..<4000).count { _ in
        let sample = Self.events((0..<count).map { _ in Int(stream.unit() * 1e9) })
        guard let ends = CensoredMedian(sample).interval, let low = ends.low.number,
          let high = ends.high.number
        else { return false }
        return low <= 5e8 && 5e8 <= high
      }
      // The interpolation is exact for no distribution; five standard errors are 0.017.
      #expect(abs(Double(covered) / 4000 - 0.95) < 0.0175, "n \(count)")
    }
  }

  @Test("the mean's interval covers the mean of few normal numbers at 95 %")
  func meanCoverage() {
    var stream = Generator(seed: 4, stream: "test")
    let covered = (0..<4000).count { _ in
      // The sum of twelve uniform numbers is normal enough.
      let sample = (0..<5).map { _ in (0..<12).reduce(-6.0) { sum, _ in sum + stream.unit() } }
      guard let interval = MeanEstimate(sample).interval else { return false }
      return interval.low <= 0 && 0 <= interval.high
    }
    #expect(abs(Double(covered) / 4000 - 0.95) < 0.0175)
  }

  // scipy 1.17.1: scipy.stats.t.interval(0.95, 3, loc=mean, scale=scipy.stats.sem([1, 2, 4, 9]))
  @Test("the mean's interval agrees with scipy")
  func meanInterval() throws {
    let estimate = MeanEstimate([1, 2, 4, 9])
    let interval = try #require(estimate.interval)
    #expect(estimate.mean == 4)
    #expect(abs(interval.low - -1.663204705733679) < 1e-12)
    #expect(abs(interval.high - 9.663204705733679) < 1e-12)
    #expect(MeanEstimate([3]).interval == nil)
    #expect(MeanEstimate([]).mean == nil)
  }
}
