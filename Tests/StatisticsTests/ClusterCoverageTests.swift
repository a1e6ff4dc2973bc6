import Foundation
import TestSupport
import Testing

@testable import Statistics

/// Coverage and median width of the interval that verdicts rest on; `make check-slow` runs it.
///
/// `GROKSWEEP_DATA_SETS` is the number of data sets a line, 1000 if it is not set.
@Suite(
  "Cluster coverage",
  .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
struct ClusterCoverageTests {
  static let sets =
    ProcessInfo.processInfo.environment["GROKSWEEP_DATA_SETS"].flatMap { Int($0) } ?? 1000

  @Test("an exponent over a decade and a half", arguments: [4, 6, 8, 16, 42])
  func exponent(cells: Int) {
    var noise = Noise(seed: 93)
    for trials in [3, 5, 20] {
      for deviation in [0, 0.05, 0.1, 0.2] {
        for censored in [0, 0.1, 0.3] {
          var (covers, widths) = (0, [Double]())
          for _ in 0..<Self.sets {
            let xs = (0..<cells).map { 1.5 * log(10) * Double($0) / Double(cells - 1) }
            let times = xs.map { x in
              let own = deviation * noise.normal()
              return (0..<trials).map { _ in exp(8 - x + own + 0.4 * noise.normal()) }
            }
            let all = times.joined().sorted()
            let position = Int((1 - censored) * Double(all.count))
            let bound = position < all.count ? all[position] : .infinity
            let clusters = zip(xs, times).map { x, times in
              Cluster(
                group: 0, predictors: [x],
                times: times.map {
                  IntervalTime(SurvivalTime(min($0, bound), isEvent: $0 <= bound))
                })
            }
            guard let interval = ClusterRegression(clusters)?.interval(0) else { continue }
            covers += interval.has(-1) ? 1 : 0
            widths.append(interval.high - interval.low)
          }
          let share = Double(covers) / Double(max(1, widths.count))
          let line =
            "\(cells) cells of \(trials), misfit \(deviation), censored \(censored): "
            + "\((1000 * share).rounded() / 10) %, median width "
            + "\((1000 * quantile(widths.sorted(), 0.5)).rounded() / 1000), of \(widths.count)"
          print(line)
          // Three standard errors of the simulation beyond the limits.
          #expect(share >= 0.93 - 3 * (0.93 * 0.07 / Double(Self.sets)).squareRoot(), "\(line)")
          if cells >= 8, deviation >= 0.05 {
            #expect(share <= 0.98 + 3 * (0.02 * 0.98 / Double(Self.sets)).squareRoot(), "\(line)")
          }
        }
      }
    }
  }
}
