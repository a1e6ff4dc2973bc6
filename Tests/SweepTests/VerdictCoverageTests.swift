import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

/// How often each answer is given, over planted worlds; `make check-slow` runs it.
///
/// `GROKSWEEP_DATA_SETS` is the number of data sets a line, 1000 if it is not set; there are 144 lines a
/// world: cells, trials, misfit of cells and censoring in all combinations. `docs/statistics.md` has figures.
@Suite(
  "Verdict coverage",
  .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
struct VerdictCoverageTests {
  static let sets =
    ProcessInfo.processInfo.environment["GROKSWEEP_DATA_SETS"].flatMap { Int($0) } ?? 1000

  @Test(
    "the truth is seldom refused, an exponent outside the margin seldom compatible",
    arguments: PlantedWorld.Law.allCases)
  func rates(world: PlantedWorld.Law) {
    var noise = Noise(seed: 79)
    for cells in [4, 8, 16, 42] {
      var counts: [String: [Verdict.Finding: Int]] = [:]
      var total = 0
      for trials in [3, 5, 20] {
        for misfit in [0, 0.05, 0.1, 0.2] {
          for censored in [0, 0.1, 0.3] {
            for _ in 0..<Self.sets {
              let sweep = PlantedWorld(
                law: world, cells: cells, trials: trials, misfit: misfit, censored: censored
              ).sweep(&noise)
              total += 1
              for verdict in Verdicts(sweep).all {
                counts[verdict.law, default: [:]][verdict.finding, default: 0] += 1
              }
            }
          }
        }
      }
      for (law, findings) in counts.sorted(by: { $0.key < $1.key }) {
        func share(_ findings: [Verdict.Finding: Int], _ some: Verdict.Finding...) -> Double {
          Double(some.reduce(0) { $0 + findings[$1, default: 0] }) / Double(total)
        }
        // Three standard errors of the simulation beyond 5 %.
        let most = 0.05 + 3 * (0.05 * 0.95 / Double(total)).squareRoot()
        if law == Law.inverseDecay.name {
          switch world {
          case .inverseDecay, .memorization:
            #expect(share(findings, .excluded, .differs) <= most, "\(world) \(cells) \(findings)")
          case .otherExponent, .idleNorm, .flat:
            #expect(share(findings, .compatible) <= most, "\(world) \(cells) \(findings)")
          case .threshold: #expect(share(findings, .notInformative) == 1)
          }
        }
        if law.hasPrefix("c ln(V_") { #expect(share(findings, .descriptive) == 1, "\(law)") }
        if law.contains("memorization)") || law.hasPrefix("ln(V_") {
          #expect(share(findings, .compatible) <= most, "\(world) \(law) \(cells) \(findings)")
        }
        guard !law.hasPrefix("c ln(V_") else { continue }
        let words = Verdict.Finding.allCases.map {
          "\($0.rawValue) \(significant(100 * share(findings, $0), digits: 3)) %"
        }
        print("\(world.rawValue), \(cells) cells, \(law): \(words.joined(separator: ", "))")
      }
    }
  }
}
