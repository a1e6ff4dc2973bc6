import Engine
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

/// How often a verdict is wrong, over 1000 planted sweeps of six weight decays by eight trials;
/// `make check-slow` runs it, and `docs/statistics.md` has the figures.
///
/// Cells miss the planted law by 5 % and trials by 15 %, as standard deviations.
@Suite(
  "Verdict coverage",
  .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
struct VerdictCoverageTests {
  /// What sets memorization step, `ln(V_mem/V_end)` and delay.
  enum World: String, CaseIterable {
    case inverseDecay = "1/(eta lambda)"
    case otherExponent = "exponent -.8"
    case normRatio = "norm ratio"
    case memorization = "memorization step"

    func trial(_ rate: Double, _ noise: inout Noise) -> (Double, Double, Double) {
      let (u, v) = (2 * noise.unit() - 1, 2 * noise.unit() - 1)
      return switch self {
      case .inverseDecay: (0.2 / rate, 2 + u, 2 / rate)
      case .otherExponent: (0.2 / rate, 2 + u, 2 * pow(rate, -0.8))
      case .normRatio: (0.2 / rate * (1 + 0.2 * v), 2 + u, 0.5 * (2 + u) / rate)
      case .memorization:
        // A late memorization leaves less norm, and less delay.
        ((0.5 + 0.3 * u) / rate, 2 - 0.6 * u + 0.1 * v, (1.5 - 0.5 * u) / rate)
      }
    }

    func sweep(_ noise: inout Noise) throws -> SweepSummary {
      var text =
        "learning_rate,weight_decay,seed,memorization_step,generalization_step,norm2_memorized,norm2_final\n"
      for decay in [0.1, 0.2, 0.4, 0.8, 1.6, 3.2] {
        let cell = 0.05 * noise.normal()
        for seed in 0..<8 {
          let (start, ratio, delay) = trial(1e-3 * decay, &noise)
          let first = Int(start.rounded())
          let last = first + max(1, Int((delay * exp(cell + 0.15 * noise.normal())).rounded()))
          text += "0.001,\(decay),\(seed),\(first),\(last),\(500 * exp(ratio)),500\n"
        }
      }
      return SweepSummary(try TrialsFile(text, file: "planted"))
    }
  }

  /// The share of each finding about a law in a world.
  static func findings(
    _ law: CompetingLaw, in world: World
  ) throws -> [Verdict.Finding: Double] {
    var noise = Noise(seed: 78)
    var counts: [Verdict.Finding: Double] = [:]
    for _ in 0..<1000 {
      let verdict = Verdict(LawScore(law, LawScore.candidates(try world.sweep(&noise))))
      counts[verdict.finding, default: 0] += 1.0 / 1000
    }
    return counts
  }

  @Test("a law is seldom said to hold where another one does, and seldom refused where it does")
  func rates() throws {
    let ratio = CompetingLaw.normRatio(from: .memorization, to: .end)
    for (law, name) in [(CompetingLaw.inverseDecay, "1/(eta lambda)"), (ratio, "norm ratio")] {
      for world in World.allCases {
        let shares = try Self.findings(law, in: world)
        let words = [Verdict.Finding.holds, .onlyThroughMemorization, .doesNotHold, .undecided]
          .map { "\($0.rawValue) \(significant(100 * shares[$0, default: 0], digits: 3)) %" }
        print("verdict on \(name), world \(world.rawValue): \(words.joined(separator: ", "))")
        let holds = shares[.holds, default: 0]
        switch (law, world) {
        // The slope's interval excludes 1 in one of twenty, and two standard errors are 3 %.
        case (.inverseDecay, .inverseDecay), (ratio, .normRatio): #expect(holds > 0.9)
        // The norm ratio and the memorization step leave 1/(ηλ) right between cells.
        case (.inverseDecay, .otherExponent), (ratio, _): #expect(holds < 0.1)
        default: break
        }
      }
    }
  }
}
