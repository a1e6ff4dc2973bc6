import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

@Suite("Delay laws and verdicts")
struct VerdictTests {
  /// Six weight decays by eight trials with `ηλ = 1e-3 decay`.
  ///
  /// `plant` gives memorization step, `ln(V_mem/V_end)` and delay for `ηλ` and two noises.
  static func sweep(
    seed: Int, decays: [Double] = [0.1, 0.2, 0.4, 0.8, 1.6, 3.2],
    _ plant: (Double, Double, Double) -> (Double, Double, Double)
  ) throws -> SweepSummary {
    var stream = Generator(seed: seed, stream: "test")
    var text =
      "learning_rate,weight_decay,seed,memorization_step,generalization_step,norm2_memorized,norm2_final\n"
    for decay in decays {
      for trial in 0..<8 {
        let (u, v) = (2 * stream.unit() - 1, 2 * stream.unit() - 1)
        let (start, ratio, delay) = plant(1e-3 * decay, u, v)
        let memorization = Int(start.rounded())
        text += "0.001,\(decay),\(trial),\(memorization),\(memorization + Int(delay.rounded()))"
        text += ",\(500 * exp(ratio)),500\n"
      }
    }
    return SweepSummary(try TrialsFile(text, file: "planted"))
  }

  static let ratio = CompetingLaw.normRatio(from: .memorization, to: .end)

  static func score(_ law: CompetingLaw, _ sweep: SweepSummary) -> LawScore {
    LawScore(law, LawScore.candidates(sweep))
  }

  @Test("a planted norm-ratio law holds, and its constant is found")
  func holds() throws {
    let sweep = try Self.sweep(seed: 1) { rate, u, v in
      let ratio = 2 + u
      return (0.2 / rate, ratio, 0.5 * ratio / rate * exp(0.02 * v))
    }
    let score = Self.score(Self.ratio, sweep)
    #expect(Verdict(score).finding == .holds, "\(Verdict(score).reasons)")
    #expect(abs((score.constants.first?.value ?? 0) - 0.5) < 0.01)
    #expect(score.criterionDifference.map { $0 < -50 } == true)
    #expect((score.heldOutError ?? 1) < (score.simplestHeldOutError ?? 0) / 5)
  }

  @Test("a ratio that rises with the delay through the memorization step alone is found out")
  func throughMemorization() throws {
    // A late memorization leaves less norm, and less delay before a generalization fixed by ηλ.
    let sweep = try Self.sweep(seed: 2) { rate, u, v in
      let start = 0.5 * (1 + 0.6 * u)
      return (start / rate, 3 - 2 * start + 0.3 * v, (2 - start + 0.05 * cos(40 * v)) / rate)
    }
    let score = Self.score(Self.ratio, sweep)
    #expect(Verdict(score).finding == .onlyThroughMemorization, "\(Verdict(score).reasons)")
    #expect(try #require(score.correlation).value > 0.5)
  }

  @Test("a ratio that has nothing to do with the delay does not hold; the simplest law does")
  func doesNotHold() throws {
    let sweep = try Self.sweep(seed: 3) { rate, u, v in (0.1 / rate, 2 + u, 2 / rate * exp(0.1 * v))
    }
    #expect(Verdict(Self.score(Self.ratio, sweep)).finding == .doesNotHold)
    #expect(Verdict(Self.score(.inverseDecay, sweep)).finding == .holds)
    let text = FitReport(sweep).text
    #expect(text.contains("delay = c / (eta lambda): holds here"))
    #expect(text.contains("it adds nothing to 1/(eta lambda)"))
  }

  @Test("the held-out error is that of the noise, with few and many cells", arguments: [6, 120])
  func heldOut(cells: Int) throws {
    let decays = (1...cells).map { Double($0) / 20 }
    let sweep = try Self.sweep(seed: 8, decays: decays) { rate, u, v in
      (0.1 / rate, 2 + u, 2 / rate * exp(0.2 * v))
    }
    // That of a uniform variable on ±0.2.
    let noise = 0.2 / 3.0.squareRoot()
    #expect(abs(try #require(Self.score(.inverseDecay, sweep).heldOutError) / noise - 1) < 0.1)
  }

  @Test("another exponent than -1 is no inverse law")
  func otherExponent() throws {
    let sweep = try Self.sweep(seed: 4) { rate, _, v in
      (1, 1, 2 * pow(rate, -0.8) * exp(0.1 * v))
    }
    let score = Self.score(.inverseDecay, sweep)
    #expect(Verdict(score).finding == .doesNotHold)
    #expect(abs((score.line?.slope ?? 0) - 0.8) < 0.03)
    let power = Self.score(.power(fields: ["optimizer.weight_decay"]), sweep)
    #expect(abs((power.constants.last?.value ?? 0) + 0.8) < 0.03)
    #expect(Verdict(power).finding == .holds)
  }

  @Test("trials whose norm rises contradict the law, and count")
  func contradicted() throws {
    let sweep = try Self.sweep(seed: 5) { rate, u, v in (0.1 / rate, u - 0.5, 2 / rate) }
    let score = Self.score(Self.ratio, sweep)
    #expect(score.contradicted > 24)
    #expect(score.count + score.contradicted + score.unknown == 48)
    #expect(Verdict(score).finding == .doesNotHold)
    let start = Self.score(.normRatio(from: .start, to: .end), sweep)
    #expect(start.unknown == 48)
    #expect(Verdict(start).finding == .undecided)
  }

  @Test("the constants of first passage are recovered")
  func firstPassage() throws {
    // V_mem = 500 exp(ratio): ln(V_mem/V*) = ratio + ln(500/V*), with V* = 100 and kappa = 0.25.
    let sweep = try Self.sweep(seed: 6) { rate, u, _ in
      let ratio = 1.2 + u
      return (0.1 / rate, ratio, (ratio + log(5)) / (0.5 * rate))
    }
    let constants = Self.score(.firstPassage, sweep).constants.map(\.value)
    #expect(abs(constants[0] - 0.25) < 1e-3)
    #expect(abs(constants[1] - 100) < 1)
  }

  @Test("the constant of the clamp law is recovered")
  func clamp() throws {
    let sweep = try Self.sweep(seed: 7) { rate, u, _ in
      let ratio = 1 + u
      return (10, ratio, 10 * exp(0.1 * (500 * exp(ratio)).squareRoot()))
    }
    let constants = Self.score(.clamp, sweep).constants.map(\.value)
    #expect(abs(constants[1] - 0.1) < 1e-3)
    #expect(abs(constants[0] - log(10)) < 0.02)
  }

  @Test("the measured rate of decay is what decay alone gives where there is nothing else")
  func decayRate() throws {
    let trial = Milestones(
      memorization: .reached(100), generalization: .reached(600), steps: 900,
      norm2AtMemorization: 1000 * exp(-2 * 0.001 * 100),
      norm2AtGeneralization: 1000 * exp(-2 * 0.001 * 600))
    #expect(abs(try #require(trial.decayRate) - 0.001) < 1e-12)
  }
}
