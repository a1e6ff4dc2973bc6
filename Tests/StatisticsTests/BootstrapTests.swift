import Engine
import Foundation
import Testing

@testable import Statistics

@Suite("Regression and bootstrap")
struct BootstrapTests {
  // scipy 1.17.1: scipy.stats.linregress([1, 2, 3, 5, 8], [2, 1, 4, 4, 9])
  @Test("one group is the plain straight line of scipy")
  func plainLine() throws {
    let points = zip([1.0, 2, 3, 5, 8], [2.0, 1, 4, 4, 9]).map {
      Observation(group: 0, x: $0, y: $1)
    }
    let line = try #require(Regression(points, groupCount: 1))
    #expect(abs(line.slope - 1.038961038961039) < 1e-12)
    #expect(abs(try #require(line.intercept) - 0.05194805194805152) < 1e-12)
    #expect(abs(try #require(line.rSquared) - 0.8749145591250854) < 1e-12)
  }

  @Test("adding a constant to a group changes neither slope nor R²")
  func groupConstants() throws {
    var stream = Generator(seed: 5, stream: "test")
    let points = (0..<30).map {
      Observation(group: $0 % 3, x: stream.unit(), y: stream.unit())
    }
    let shifted = points.map {
      Observation(group: $0.group, x: $0.x + Double($0.group), y: $0.y - 7 * Double($0.group))
    }
    let (one, other) = (
      try #require(Regression(points, groupCount: 3)),
      try #require(Regression(shifted, groupCount: 3))
    )
    #expect(abs(one.slope - other.slope) < 1e-12)
    #expect(abs(try #require(one.rSquared) - (try #require(other.rSquared))) < 1e-12)
    #expect(one.groups == 3)
  }

  @Test("a group whose predictor does not vary decides nothing")
  func idleGroup() throws {
    let line = [(1.0, 1.0), (2, 3)].map { Observation(group: 0, x: $0.0, y: $0.1) }
    let idle = [(5.0, 0.0), (5, 100)].map { Observation(group: 1, x: $0.0, y: $0.1) }
    #expect(Regression(line + idle, groupCount: 2) == Regression(line, groupCount: 1))
    #expect(Regression(idle, groupCount: 2) == nil)
    #expect(Regression([], groupCount: 1) == nil)
  }

  @Test("a response that does not vary has no R²")
  func flat() throws {
    let points = [1.0, 2, 3].map { Observation(group: 0, x: $0, y: 4) }
    let line = try #require(Regression(points, groupCount: 1))
    #expect(line.slope == 0)
    #expect(line.rSquared == nil)
  }

  // numpy: numpy.quantile([1, 2, 4, 8], [0.025, 0.5, 0.975])
  @Test("quantiles interpolate as numpy's do")
  func quantiles() {
    let sorted = [1.0, 2, 4, 8]
    let known = [(0.025, 1.075), (0.5, 3), (0.975, 7.7)]
    for (probability, value) in known {
      #expect(abs(quantile(sorted, probability) - value) < 1e-12)
    }
    #expect(quantile([3], 0.975) == 3)
  }

  @Test("a resample draws as many trials in each cell as it has, of that cell")
  func resamples() {
    var total = 0
    var stream = Generator(seed: 7, stream: "test")
    _ = Bootstrap.interval(sizes: [3, 0, 5], using: &stream) { drawn in
      total += 1
      #expect(drawn.map(\.count) == [3, 0, 5])
      #expect(drawn[0].allSatisfy { (0..<3).contains($0) })
      #expect(drawn[2].allSatisfy { (0..<5).contains($0) })
      return 0
    }
    #expect(total == Bootstrap.resamples)
  }

  @Test("a statistic that is often undefined has no interval")
  func undefinedStatistic() {
    var turn = 0
    var stream = Generator(seed: 8, stream: "test")
    let interval = Bootstrap.interval(sizes: [2], using: &stream) { _ in
      turn += 1
      return turn.isMultiple(of: 10) ? nil : 1
    }
    #expect(interval == nil)
  }

  @Test("the slope's interval covers a planted slope about as often as it says")
  func coverage() {
    var stream = Generator(seed: 6, stream: "test")
    let x = [0.0, 0.7, 1.4]
    let sets = 100
    let covered = (0..<sets).count { _ in
      let y = x.map { x in
        (0..<20).map { _ in -0.9 * x + (0..<12).reduce(-6.0) { sum, _ in sum + stream.unit() } / 5 }
      }
      var draws = Generator(seed: 20_250_101, stream: "bootstrap")
      let interval = Bootstrap.interval(sizes: [20, 20, 20], using: &draws) { drawn in
        var points: [Observation] = []
        for cell in drawn.indices {
          points += drawn[cell].map { Observation(group: 0, x: x[cell], y: y[cell][$0]) }
        }
        return Regression(points, groupCount: 1)?.slope
      }
      return interval.map { $0.low <= -0.9 && -0.9 <= $0.high } == true
    }
    // Five standard errors of a share of 100 around 0.94; percentile intervals run a little narrow.
    #expect(abs(Double(covered) / Double(sets) - 0.94) < 0.12)
  }
}
