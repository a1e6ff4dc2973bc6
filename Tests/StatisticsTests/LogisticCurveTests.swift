import Foundation
import Testing

@testable import Statistics

@Suite("The logistic curve")
struct LogisticCurveTests {
  private static func shares(_ counts: [(Double, Int)], of total: Int) -> [(
    x: Double, share: Proportion
  )] {
    counts.map { ($0.0, Proportion(count: $0.1, total: total)) }
  }

  private static func logLikelihood(
    _ shares: [(x: Double, share: Proportion)], _ midpoint: Double, _ slope: Double
  ) -> Double {
    shares.reduce(0) { sum, point in
      let p = 1 / (1 + exp(-slope * (point.x - midpoint)))
      let (k, n) = (Double(point.share.count), Double(point.share.total))
      return sum + k * log(p) + (n - k) * log(1 - p)
    }
  }

  @Test("symmetric shares have their midpoint in the middle")
  func symmetric() throws {
    let fit = try #require(LogisticCurve(Self.shares([(1, 1), (2, 5), (3, 9)], of: 10)))
    #expect(abs(fit.midpoint - 2) < 1e-9)
    // At the ends the log-odds are ∓ ln 9, one unit from the middle.
    #expect(abs(fit.slope - log(9)) < 1e-9)
    #expect(abs(fit.value(at: 3) - 0.9) < 1e-9)
    let ends = fit.midpointInterval
    #expect(abs(ends.low + ends.high - 4) < 1e-6)
  }

  @Test("falling shares have a negative slope, and the place does not matter")
  func falling() throws {
    let rising = Self.shares([(-2, 0), (-1, 3), (0, 4), (1, 9), (2, 12)], of: 12)
    let fit = try #require(LogisticCurve(rising))
    let mirrored = try #require(LogisticCurve(rising.map { (100 - 10 * $0.x, $0.share) }))
    #expect(mirrored.slope < 0)
    #expect(abs(mirrored.midpoint - (100 - 10 * fit.midpoint)) < 1e-7)
    #expect(abs(mirrored.midpointInterval.low - (100 - 10 * fit.midpointInterval.high)) < 1e-5)
  }

  @Test("the score is zero, and the interval ends where the profile has fallen by 1.92")
  func scores() throws {
    let shares = Self.shares([(0.2, 1), (0.25, 4), (0.3, 9), (0.4, 14), (0.5, 20)], of: 20)
    let fit = try #require(LogisticCurve(shares))
    var (level, slope) = (0.0, 0.0)
    for point in shares {
      let error = Double(point.share.count) - 20 * fit.value(at: point.x)
      level += error
      slope += error * point.x
    }
    #expect(abs(level) < 1e-7 && abs(slope) < 1e-7)
    let best = Self.logLikelihood(shares, fit.midpoint, fit.slope)
    for end in [fit.midpointInterval.low, fit.midpointInterval.high] {
      // The best of many slopes, as far as a grid finds it.
      let profile = (1...4000).map { Self.logLikelihood(shares, end, Double($0) * 0.02) }.max() ?? 0
      #expect(abs(best - profile - 3.841459 / 2) < 1e-4)
    }
  }

  @Test("more trials know the midpoint better")
  func width() throws {
    let counts = [(1.0, 2), (2, 5), (3, 8)]
    let few = try #require(LogisticCurve(Self.shares(counts, of: 10))).midpointInterval
    let many = try #require(
      LogisticCurve(Self.shares(counts.map { ($0.0, 10 * $0.1) }, of: 100))
    ).midpointInterval
    #expect((many.high - many.low) * 2.5 < few.high - few.low)
  }

  @Test("there is no curve where one place parts hits and misses, or nothing varies")
  func undecided() {
    #expect(LogisticCurve(Self.shares([(1, 0), (2, 0), (3, 9)], of: 9)) == nil)
    #expect(LogisticCurve(Self.shares([(1, 0), (2, 4), (3, 9)], of: 9)) == nil)
    #expect(LogisticCurve(Self.shares([(1, 9), (2, 9)], of: 9)) == nil)
    #expect(LogisticCurve(Self.shares([(1, 4), (2, 4), (3, 4)], of: 9)) == nil)
    #expect(LogisticCurve(Self.shares([(1, 4)], of: 9)) == nil)
    #expect(LogisticCurve([]) == nil)
  }

  @Test("an interval is open where no place is excluded")
  func open() throws {
    let fit = try #require(LogisticCurve(Self.shares([(1, 4), (2, 5), (3, 5)], of: 9)))
    #expect(fit.midpointInterval.low == -.infinity && fit.midpointInterval.high == .infinity)
  }
}
