import Engine
import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Simulated coverage of every interval; `make check-slow` runs it.
///
/// 1000 data sets where that is quick and 200 where it is not. The share of intervals that have the
/// truth must lie between 92 % and 98 %, by two standard errors of the simulation at most outside.
/// `docs/statistics.md` has the figures.
@Suite(
  "Coverage", .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
struct CoverageTests {
  static func check(_ name: String, sets: Int, _ covers: (inout Noise) -> Bool?) {
    let coverage = Coverage(name, sets: sets, covers)
    #expect(coverage.isNominal, "\(name): \(coverage)")
  }

  @Test("medians, quartiles and restricted means")
  func summaries() {
    for count in [6, 8, 10, 20, 40] {
      for (bound, words) in [(Double.infinity, "none censored"), (Noise.bound, "30 % censored")] {
        Self.check("the Kaplan-Meier median, n \(count), \(words)", sets: 2000) { noise in
          KaplanMeier(noise.times(count, bound: bound)).interval(0.5)?.has(1)
        }
        Self.check("the order-statistic median, n \(count), \(words)", sets: 2000) { noise in
          CensoredMedian(noise.times(count, bound: bound)).interval?.has(1)
        }
      }
      Self.check("the Kaplan-Meier median, n \(count), 30 % censored at random", sets: 2000) {
        noise in
        // P(C < T) = 0.3 for independent log-normal T and C.
        let times = (0..<count).map { _ in
          let (time, end) = (exp(noise.normal()), exp(noise.normal() + 0.7416))
          return SurvivalTime(min(time, end), isEvent: time <= end)
        }
        return KaplanMeier(times).interval(0.5)?.has(1)
      }
    }
    Self.check("the lower quartile, n 20, 30 % censored", sets: 1000) { noise in
      KaplanMeier(noise.times(20, bound: Noise.bound)).interval(0.25)?.has(exp(-0.6744897501960817))
    }
    Self.check("the upper quartile, n 20, none censored", sets: 1000) { noise in
      KaplanMeier(noise.times(20, bound: .infinity)).interval(0.75)?.has(exp(0.6744897501960817))
    }
    // E min(T, b) of a log-normal: e^(1/2) Φ(ln b − 1) + b (1 − Φ(ln b)).
    let mean =
      exp(0.5) * NormalDistribution.probability(log(Noise.bound) - 1) + Noise.bound * 0.3
    Self.check("the restricted mean, n 20, 30 % censored", sets: 1000) { noise in
      RestrictedMean(KaplanMeier(noise.times(20, bound: Noise.bound)))?.interval?.has(mean)
    }
  }

  /// A share comes in n + 1 values, so that no interval covers every share alike.
  ///
  /// Wilson's covers with 89.9 to 98.2 % at n 20. Its mean over the shares is what can be right.
  @Test("shares, exactly", arguments: [5, 10, 20, 40])
  func shares(total: Int) {
    let intervals = (0...total).map { Proportion(count: $0, total: total).interval }
    let coverages = stride(from: 0.02, through: 0.98, by: 0.001).map { share -> Double in
      // (total choose count) share^count (1 − share)^(total − count)
      var probability = pow(1 - share, Double(total))
      return (0...total).reduce(0.0) { covered, count in
        defer { probability *= Double(total - count) / Double(count + 1) * share / (1 - share) }
        return covered + (intervals[count]?.has(share) == true ? probability : 0)
      }
    }
    let mean = coverages.reduce(0, +) / Double(coverages.count)
    let within = Double(coverages.count { (0.92...0.98).contains($0) }) / Double(coverages.count)
    print(
      "coverage of a share, n \(total): mean \(100 * mean) %, between 92 and 98 % for "
        + "\(100 * within) % of shares from .02 to .98, \(100 * (coverages.min() ?? 0)) to "
        + "\(100 * (coverages.max() ?? 0)) %")
    #expect(abs(mean - 0.95) < 0.01)
    #expect(within > 0.6)
  }

  @Test("exponents with censored trials")
  func models() {
    for family in SurvivalFamily.allCases {
      for perCell in [5, 20] {
        Self.check("a \(family.rawValue) exponent, 5 cells of \(perCell), 30 % censored", sets: 200)
        {
          noise in
          var rows: [[Double]] = []
          var logs: [Double] = []
          for cell in 0..<5 {
            for _ in 0..<perCell {
              let x = Double(cell) / 2
              let error = family == .logNormal ? noise.normal() : log(-log(1 - noise.unit()))
              rows.append([1, x])
              logs.append(7 - x + 0.3 * error)
            }
          }
          let limit = quantile(logs.sorted(), 0.7)
          let times = logs.map { SurvivalTime(exp(min($0, limit)), isEvent: $0 <= limit) }
          return SurvivalRegression(family, rows: rows, times: times)?.interval(1)?.has(-1)
        }
      }
    }
  }

  @Test("ratios of times between two cells")
  func ratios() {
    for count in [5, 10, 20] {
      Self.check("a ratio of times, 2 cells of \(count), 30 % censored", sets: 1000) { noise in
        var (rows, times): ([[Double]], [SurvivalTime]) = ([], [])
        for cell in 0..<2 {
          rows += Array(repeating: [1, Double(cell)], count: count)
          times += noise.times(count, bound: Noise.bound)
        }
        return SurvivalRegression(.logNormal, rows: rows, times: times)?.interval(1)?.has(0)
      }
    }
  }

  @Test("slopes from resampled trials and cells")
  func slopes() {
    for (cells, misfit) in [(4, 0.0), (4, 0.2), (5, 0.2), (9, 0.0), (9, 0.2), (16, 0.2)] {
      for unequal in [false, true] {
        let sizes = unequal ? "5 to 20 trials" : "20 trials"
        Self.check("a slope over \(cells) cells of \(sizes), misfit \(misfit)", sets: 2000) {
          noise in
          let means = (0..<cells).compactMap { cell in
            let off = misfit * noise.normal()
            return ClusterMean(
              (0..<(unequal ? [20, 5, 12, 8][cell % 4] : 20)).map { _ in
                Observation(
                  group: 0, x: Double(cell), y: -Double(cell) + off + 0.3 * noise.normal())
              })
          }
          return ClusterLine(means)?.interval?.has(-1)
        }
      }
    }
    Self.check("a slope from resampled trials, 4 cells of 20", sets: 200) { noise in
      var draws = Generator(seed: 20_250_101, stream: "bootstrap")
      let y = (0..<4).map { cell in (0..<20).map { _ in -Double(cell) + 0.3 * noise.normal() } }
      return Bootstrap.interval(sizes: [20, 20, 20, 20], using: &draws) { drawn in
        let points = drawn.enumerated().flatMap { cell, indices in
          indices.map { Observation(group: 0, x: Double(cell), y: y[cell][$0]) }
        }
        return Regression(points, groupCount: 1)?.slope
      }?.has(-1)
    }
  }
}
