import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

/// Simulated coverage where the number of seeds is not fixed; `make check-slow` runs it.
@Suite(
  "Coverage of adaptive seeds",
  .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
struct SeedPlanCoverageTests {
  @Test("medians of cells that stop adding seeds once they are known well enough")
  func adaptiveSeeds() {
    let seeds = AdaptiveSeeds(
      least: 5, most: 40, target: SeedTarget(relativeInterval: 0.15))
    for (spread, limit, words) in [
      (0.15, Double.infinity, "none"), (0.3, .infinity, "none"), (0.45, .infinity, "none"),
      (0.15, Noise.bound, "30 %"), (0.3, Noise.bound, "30 %"), (0.45, Noise.bound, "30 %"),
    ] {
      var total = 0
      func cell(_ noise: inout Noise) -> [SurvivalTime] {
        var plan = SeedPlan(seeds, cellCount: 1)
        var times: [SurvivalTime] = []
        while case let wave = plan.next(), !wave.isEmpty {
          for trial in wave {
            let time = noise.times(1, bound: limit)[0]
            let scaled = SurvivalTime(1e6 * pow(time.time, spread), isEvent: time.isEvent)
            times.append(scaled)
            plan.record(trial, scaled)
          }
        }
        total += times.count
        return times
      }
      let name = "adaptive seeds, spread \(spread), \(words) censored"
      check("the Kaplan-Meier median, \(name)", sets: 2000) { noise in
        let times = cell(&noise)
        return KaplanMeier(times).interval(0.5)?.has(1e6)
      }
      print("\(name): \(Double(total) / 2000) seeds a cell")
      check("the order-statistic median, \(name)", sets: 2000) { noise in
        let steps = cell(&noise).map { time in
          SurvivalTime(time.time.rounded(.down), isEvent: time.isEvent)
        }
        return CensoredMedian(steps).interval?.has(1e6)
      }
    }
  }

  private func check(_ name: String, sets: Int, _ covers: (inout Noise) -> Bool?) {
    let coverage = Coverage(name, sets: sets, covers)
    #expect(coverage.isNominal, "\(name): \(coverage)")
  }
}
