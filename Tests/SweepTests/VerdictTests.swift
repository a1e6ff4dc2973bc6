import Engine
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

@Suite("Verdicts")
struct VerdictTests {
  static let inverse = "c / (eta lambda)"

  static func verdict(_ law: String, _ sweep: SweepSummary) throws -> Verdict {
    try #require(Verdicts(sweep).all.first { $0.law == law })
  }

  /// A file of trials over one column, `nil` where a trial is censored at 50000.
  static func file(
    _ column: String, _ cells: [(Double, [(Int?, Int?)])], budget: Int = 50_000
  ) throws -> SweepSummary {
    func field(_ step: Int?) -> String { step.map { "\($0)" } ?? "" }
    let header = "\(column),eta,seed,step_budget,memorization_step,generalization_step"
      .replacing("eta,", with: column == "weight_decay" ? "learning_rate," : "model,")
    let rows = cells.flatMap { value, trials in
      trials.enumerated().map { seed, trial in
        "\(value),\(column == "weight_decay" ? "0.001" : "mlp"),\(seed),\(budget),"
          + "\(field(trial.0)),\(field(trial.1))"
      }
    }
    return SweepSummary(try TrialsFile(([header] + rows).joined(separator: "\n"), file: "f"))
  }

  @Test("a planted inverse law is compatible, another exponent is excluded or differs")
  func exponents() throws {
    var noise = Noise(seed: 60)
    let world = PlantedWorld(cells: 16, trials: 20)
    let right = try Self.verdict(Self.inverse, world.sweep(&noise))
    #expect(right.finding == .compatible, "\(right.sentence)")
    #expect(right.exponents.map(\.claim) == [-1] && right.cells == 16 && right.count == 320)
    var other = world
    other.law = .otherExponent
    let wrong = try Self.verdict(Self.inverse, other.sweep(&noise))
    #expect(wrong.finding == .excluded, "\(wrong.sentence)")
    other.law = .flat
    #expect(try Self.verdict(Self.inverse, other.sweep(&noise)).finding == .excluded)
  }

  @Test("censored trials are used: a planted law is not refused because the longest are missing")
  func censored() throws {
    var noise = Noise(seed: 61)
    let world = PlantedWorld(cells: 16, trials: 20, censored: 0.3)
    let verdict = try Self.verdict(Self.inverse, world.sweep(&noise))
    #expect(verdict.censored > 90 && verdict.count == 320)
    #expect(verdict.finding == .compatible, "\(verdict.sentence)")
    let cells: [(Double, [(Int?, Int?)])] = [0.02, 0.1, 0.3, 1, 3].map { decay in
      (
        decay,
        (0..<6).map { (10, decay < 0.1 ? nil : 10 + Int(3000 / decay * (1 + 0.1 * Double($0)))) }
      )
    }
    let whole = try Self.verdict(Self.inverse, Self.file("weight_decay", cells))
    #expect(whole.cells == 5 && whole.censored == 6, "a cell that is censored as a whole is used")
  }

  @Test("four cells decide little, and the verdict says what would")
  func fewCells() throws {
    var noise = Noise(seed: 62)
    var findings: [Verdict.Finding: Int] = [:]
    for _ in 0..<40 {
      let sweep = PlantedWorld(law: .otherExponent, cells: 4, trials: 5).sweep(&noise)
      let verdict = try Self.verdict(Self.inverse, sweep)
      findings[verdict.finding, default: 0] += 1
      if verdict.finding == .notInformative {
        #expect(
          verdict.sentence.contains("would decide it") || verdict.sentence.contains("one family"))
      }
    }
    #expect(findings[.compatible, default: 0] <= 2, "\(findings)")
  }

  @Test("laws that contain the outcome are descriptive, whatever the trials do")
  func descriptive() {
    var noise = Noise(seed: 63)
    for law in PlantedWorld.Law.allCases {
      for verdict in Verdicts(PlantedWorld(law: law).sweep(&noise)).all
      where verdict.law.hasPrefix("c ln(V_") {
        #expect(verdict.finding == .descriptive, "\(law) \(verdict.law)")
      }
    }
  }

  @Test("a norm that follows the memorization step has no association left once that is fixed")
  func throughMemorization() throws {
    var noise = Noise(seed: 64)
    let sweep = PlantedWorld(law: .memorization, cells: 8, trials: 20, misfit: 0.05).sweep(&noise)
    let verdict = try Self.verdict("c exp(a |theta_memorization|)", sweep)
    #expect(verdict.finding == .excluded || verdict.finding == .notInformative)
    #expect(verdict.sentence.contains("once T_mem is fixed"), "\(verdict.sentence)")
    #expect(!verdict.sentence.contains("an association with the norm is left"))
  }

  @Test("exact data are compatible with what they obey")
  func exact() throws {
    let cells: [(Double, [(Int?, Int?)])] = [0.125, 0.25, 0.5, 1, 2, 4].map { decay in
      (decay, (0..<3).map { _ in (10, 10 + Int(4000 / decay)) })
    }
    let verdict = try Self.verdict(Self.inverse, Self.file("weight_decay", cells))
    #expect(verdict.finding == .compatible, "\(verdict.sentence)")
    #expect(abs(try #require(verdict.exponents.first).value + 1) < 1e-3)
  }

  @Test("delays of zero lie within the spacing of evaluations, and are used")
  func floor() throws {
    // 200/λ rounded up to the grid: the last two cells generalize at the evaluation of memorization.
    let cells: [(Double, [(Int?, Int?)])] = [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2].map { decay in
      (
        decay,
        (0..<8).map { seed in
          let delay = 200 / decay * (0.8 + 0.05 * Double(seed))
          return (200, 200 + 200 * Int((delay / 200).rounded(.down)))
        }
      )
    }
    let sweep = try Self.file("weight_decay", cells)
    #expect(sweep.spacing == 200)
    #expect(cells.flatMap(\.1).contains { $0.0 == $0.1 })
    let verdict = try Self.verdict(Self.inverse, sweep)
    #expect(verdict.count == 56)
    let interval = try #require(verdict.exponents.first).interval
    #expect(interval.has(-1) && verdict.finding != .excluded, "\(verdict.sentence)")
  }

  @Test("files without η and λ get verdicts, too")
  func otherAxes() throws {
    let cells: [(Double, [(Int?, Int?)])] = [0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.8].map { fraction in
      (
        fraction,
        (0..<8).map { (100, 100 + Int(300 * pow(fraction, -3) * (0.9 + 0.03 * Double($0)))) }
      )
    }
    let fractions = try Self.file("train_fraction", cells)
    let power = try Self.verdict("c prod(train_fraction) ^ exponents", fractions)
    #expect(power.finding == .compatible, "\(power.sentence)")
    #expect(abs(try #require(power.exponents.first).value + 3) < 0.1)
    #expect(Verdicts(fractions).all.contains { $0.law.contains("critical") })
    let widths = try Self.file("width", cells.map { (100 * $0.0, $0.1) })
    #expect(try Self.verdict("c prod(width) ^ exponents", widths).finding == .compatible)
    #expect(try Self.verdict(Self.inverse, widths).finding == .notInformative)
  }

  @Test("nothing to judge is a sentence and no trap")
  func nothing() throws {
    let worlds: [[(Double, [(Int?, Int?)])]] = [
      [(1, [(10, 20)])], [(1, [(10, nil)]), (2, [(10, nil)])],
      [(1, [(nil, nil)]), (2, [(nil, nil)])], [(1, [(nil, 20)]), (2, [(nil, 30)])],
      [(1, [(10, 20)]), (2, [(10, nil)])], [(1, [(10, 10)]), (2, [(10, 10)]), (4, [(10, 10)])],
      [(0, [(10, 20)]), (1, [(10, 20)])], [(1, [(0, 0)]), (2, [(0, 0)]), (3, [(0, 5)])],
    ]
    for cells in worlds {
      for column in ["weight_decay", "train_fraction", "width"]
      where column != "train_fraction" || cells.allSatisfy({ 0 < $0.0 && $0.0 < 1 }) {
        let sweep = try Self.file(column, cells)
        let report = FitReport(sweep)
        for verdict in report.verdicts.all {
          #expect([.notInformative, .descriptive].contains(verdict.finding), "\(verdict.sentence)")
        }
        #expect(!report.text().isEmpty && !report.json.isEmpty)
      }
    }
  }

  @Test("JSON has a list of laws with their answers")
  func json() throws {
    var noise = Noise(seed: 65)
    let text = FitReport(PlantedWorld(cells: 6).sweep(&noise)).json
    let parsed = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    let laws = try #require(parsed?["laws"] as? [[String: Any]])
    let inverse = try #require(laws.first { $0["law"] as? String == Self.inverse })
    for key in ["verdict", "exponents", "intervals", "reasons", "claims", "n", "censored"] {
      #expect(inverse[key] != nil, "\(key)")
    }
    let words = Set(Verdict.Finding.allCases.map(\.rawValue))
    #expect(laws.allSatisfy { words.contains($0["verdict"] as? String ?? "") })
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
