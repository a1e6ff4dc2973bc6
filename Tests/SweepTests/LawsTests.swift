import Engine
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

@Suite("Laws of one's own")
struct LawsTests {
  static let experiment = """
    experiment: laws
    base:
      task: {kind: modular, operation: add, modulus: 23}
      model: {kind: perceptron, input: embedding, embedding: 16, width: 16, activation: relu}
      optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
      train_fraction: 0.5
      steps: 100
    grid:
      optimizer.weight_decay: [0.5, 1, 2]
    seeds: 2

    """

  static func experiment(_ laws: String) throws -> Experiment {
    try Experiment(source: experiment + laws, path: "e.yaml")
  }

  @Test("laws are read with their claims, margins, groups and critical values")
  func read() throws {
    let laws = try Self.experiment(
      """
      laws:
        - {name: inverse decay, response: delay, factors: {optimizer.learning_rate: -1, optimizer.weight_decay: {is: -1, margin: 0.1}}}
        - {name: with data, factors: {optimizer.weight_decay: -1, train_fraction: free}, within: [task.modulus]}
        - {name: above, response: generalization, factors: {train_fraction - critical: free}}
        - {name: product, factors: {optimizer.learning_rate * optimizer.weight_decay: -1}}
      """
    ).laws
    #expect(laws.map(\.name) == ["inverse decay", "with data", "above", "product"])
    #expect(laws.map(\.response) == [.delay, .delay, .generalizationStep, .delay])
    #expect(laws[0].factors.map(\.claim) == [-1, -1])
    #expect(laws[0].factors.map(\.margin) == [Law.defaultMargin, 0.1])
    #expect(
      laws[1].factors.map(\.claim) == [-1, nil] && laws[1].groups == .within(["task.modulus"]))
    #expect(laws[2].hasCritical && laws[2].fields == ["train_fraction"])
    #expect(laws[3].fields == ["optimizer.learning_rate", "optimizer.weight_decay"])
  }

  @Test(
    "a law that cannot be judged is refused on its line, with what is allowed",
    arguments: [
      ("- {name: a, factors: {weight_decay: -1}}", "optimizer.weight_decay"),
      ("- {name: a, factors: {task.kind: -1}}", "task.modulus"),
      ("- {name: a, factors: {train_fraction: steep}}", "a number from"),
      ("- {name: a, factors: {train_fraction: {margin: 1}}}", "is"),
      ("- {name: a, factors: {train_fraction: {is: 1, margin: 0}}}", "above 0"),
      ("- {name: a, factors: {}}", "at least one field"),
      ("- {name: a}", "factors"),
      ("- {factors: {train_fraction: 1}}", "name"),
      ("- {name: a, factors: {train_fraction: 1}, response: loss}", "delay, generalization"),
      ("- {name: a, factors: {train_fraction: 1}, within: [fraction]}", "train_fraction"),
      ("- {name: a, factors: {train_fraction: 1}, groups: all}", "within"),
      (
        "- {name: a, factors: {train_fraction - critical: 1, task.modulus - critical: 1}}",
        "one critical"
      ),
    ])
  func refused(line: String, allowed: String) {
    let error = #expect(throws: ExperimentError.self) { try Self.experiment("laws:\n  " + line) }
    let text = error?.description ?? ""
    #expect(text.hasPrefix("e.yaml:12: ") && text.contains(allowed), "\(text)")
  }

  @Test("a law's name is given once")
  func repeated() {
    let error = #expect(throws: ExperimentError.self) {
      try Self.experiment(
        "laws:\n  - {name: a, factors: {train_fraction: 1}}\n  - {name: a, factors: {train_fraction: 2}}"
      )
    }
    #expect(error?.description.hasPrefix("e.yaml:13: ") == true)
  }

  @Test("laws change no trial")
  func identity() throws {
    let without = try Self.experiment("")
    let with = try Self.experiment("laws:\n  - {name: a, factors: {train_fraction: 1}}")
    for cell in 0..<3 {
      #expect(
        without.trial(cell: cell, seed: 1).identity == with.trial(cell: cell, seed: 1).identity)
    }
  }

  @Test("a law of one's own is judged first, by its own margin, and sees its rivals")
  func judged() throws {
    var noise = Noise(seed: 70)
    var sweep = PlantedWorld(law: .otherExponent, cells: 16, trials: 20, misfit: 0.05).sweep(&noise)
    let fields = LawFields(sweep.cells.map(\.node), axes: [])
    sweep.laws = [
      try Law("{name: seven tenths, factors: {optimizer.weight_decay: -0.7}}", fields: fields),
      try Law(
        "{name: exactly, factors: {optimizer.weight_decay: {is: -0.7, margin: 0.001}}}",
        fields: fields),
      try Law("{name: one, factors: {optimizer.weight_decay: -1}}", fields: fields),
      try Law(
        "{name: step, response: generalization, factors: {optimizer.weight_decay: free}}",
        fields: fields),
    ]
    let verdicts = Verdicts(sweep).all
    func finding(_ name: String) -> Verdict.Finding? { verdicts.first { $0.law == name }?.finding }
    #expect(finding("seven tenths") == .compatible)
    #expect(finding("exactly") == .notInformative)
    #expect(finding("one") == .excluded)
    #expect(verdicts.first { $0.law == "step" }?.response == .generalizationStep)
    let report = FitReport(sweep, details: true)
    #expect(report.json.contains("\"seven tenths\""))
    let drawn = report.text().split(separator: "\n").filter {
      $0.contains("|") && $0.contains("weight_decay")
    }
    #expect(drawn.count >= 16, "a line a cell")
  }

  @Test("an unknown field of --law is refused with the known ones")
  func unknown() throws {
    var noise = Noise(seed: 71)
    let sweep = PlantedWorld().sweep(&noise)
    let fields = LawFields(sweep.cells.map(\.node), axes: [])
    let error = #expect(throws: ExperimentError.self) {
      try Law("{name: a, factors: {optimizer.decay: -1}}", fields: fields)
    }
    #expect(error?.description.contains("optimizer.weight_decay") == true)
    #expect(throws: ExperimentError.self) { try Law("{name: a", fields: fields) }
  }

  @Test("what is not known of the critical value widens the interval of its exponent")
  func critical() throws {
    var noise = Noise(seed: 72)
    let sweep = PlantedWorld(law: .threshold, cells: 8, trials: 20, misfit: 0.05).sweep(&noise)
    let law = Law(
      name: "above", response: .delay,
      factors: [Law.Factor(fields: ["train_fraction"], claim: nil, isAboveCritical: true)])
    let fit = LawFit(law, LawData(sweep, .delay))
    let (model, profile) = (try #require(fit.model), try #require(fit.profile))
    let (given, free) = (model.interval(0), profile.interval(0))
    #expect(free.low <= given.low && given.high <= free.high)
    #expect(free.high - free.low > 1.5 * (given.high - given.low))
    #expect(free.has(-1.5), "\(free)")
    #expect(profile.criticalInterval().has(0.2), "\(profile.criticalInterval())")
    // The ends of the interval are where the p-value is one in twenty.
    #expect(abs(profile.pValue(0, hypothesis: free.low) - 0.05) < 0.01)
    #expect(abs(profile.pValue(0, hypothesis: free.high) - 0.05) < 0.01)
  }

  @Test("a special case that predicts better says nothing against the form")
  func specialCase() throws {
    var noise = Noise(seed: 73)
    var wins = 0
    for _ in 0..<10 {
      let sweep = PlantedWorld(cells: 16, trials: 20, misfit: 0.02).sweep(&noise)
      let power = try #require(Verdicts(sweep).all.first { $0.law.hasPrefix("c prod(") })
      #expect(power.finding == .compatible, "\(power.sentence)")
      wins += power.comparison?.isWorse == true ? 1 : 0
    }
    #expect(wins > 0, "the inverse law predicts better by more than the uncertainty, if by little")
  }

  @Test("what would decide is found by simulation, the same each time")
  func outlook() throws {
    var noise = Noise(seed: 74)
    let sweep = PlantedWorld(cells: 5, trials: 5, misfit: 0.1).sweep(&noise)
    let verdict = try #require(Verdicts(sweep).all.first { $0.law == Law.inverseDecay.name })
    #expect(verdict.finding == .notInformative)
    let need = try #require(verdict.outlook?.need)
    #expect(need == verdict.outlook?.need)
    #expect(need.cells.map { $0 > 0 } ?? false, "\(need)")
    #expect(verdict.sentence.contains("would decide it"))
    // That many more cells do.
    let more = PlantedWorld(cells: 5 + 2 * (need.cells ?? 0), trials: 5, misfit: 0.1)
    let decided = try (0..<20).count { _ in
      let larger = try #require(
        Verdicts(more.sweep(&noise)).all.first { $0.law == Law.inverseDecay.name })
      return larger.finding != .notInformative
    }
    #expect(decided >= 10)
  }

  @Test("bad input is a verdict or a sentence, never a trap")
  func badInput() throws {
    let head =
      "weight_decay,learning_rate,train_fraction,seed,step_budget,memorization_step,generalization_step,outcome\n"
    func row(_ decay: String, _ seed: Int, _ rest: String) -> String {
      "\(decay),0.001,0.5,\(seed),\(rest)"
    }
    let decays = ["0.25", "0.5", "1", "2", "4"]
    func file(_ rest: (Int, Int) -> String) -> String {
      head
        + decays.enumerated().flatMap { index, decay in
          (0..<4).map { row(decay, $0, rest(index, $0)) }
        }.joined(separator: "\n")
    }
    let most = Int.max
    let files = [
      file { _, _ in "1000,,,diverged" },
      file { _, _ in "1000,10,,memorized" },
      file { _, _ in "\(most),10,\(most - 1),generalized" },
      file { _, _ in "\(most),10,,memorized" },
      file { _, _ in "1000,10,500,generalized" },
      file { _, seed in
        "1000,10,\(seed == 0 ? "" : "10"),\(seed == 0 ? "memorized" : "generalized")"
      },
      file { index, _ in "1000000,10,\(10 + 4000 * (1 << (4 - index))),generalized" },
      head + row("1", 0, "1000,10,20,generalized"),
      head + (0..<6).map { row("1", $0, "1000,10,\(20 + $0),generalized") }.joined(separator: "\n"),
    ]
    for (number, text) in files.enumerated() {
      let sweep = SweepSummary(try TrialsFile(text, file: "f"))
      let report = FitReport(sweep, details: true)
      #expect(!report.text().isEmpty && !report.json.isEmpty)
      #expect(!report.text().contains("nan") && !report.json.contains("nan"), "file \(number)")
      let inverse = try #require(report.verdicts.all.first { $0.law == Law.inverseDecay.name })
      if number == 6 {
        #expect(inverse.finding == .compatible, "\(inverse.sentence)")
      } else if number == 2 || number == 4 {
        // All the same, which is an exponent of 0.
        #expect(inverse.finding == .excluded || inverse.finding == .notInformative)
      } else {
        #expect(inverse.finding == .notInformative, "file \(number): \(inverse.sentence)")
      }
      for format in TableFormat.allCases { #expect(!Table(sweep).rendered(as: format).isEmpty) }
    }
  }
}

@Suite("Rates of answers")
struct AnswerRatesTests {
  private static let line = AnswerRates.Line(
    world: 0, cells: 4, trials: 3, misfit: 0.1, censored: 0.1)

  @Test("counts of several runs are those of one, and survive their file")
  func resumed() throws {
    var once = AnswerRates()
    once.simulate(Self.line, upTo: 4)
    var twice = AnswerRates()
    twice.simulate(Self.line, upTo: 2)
    twice = try #require(AnswerRates(twice.text))
    #expect(twice.sets(Self.line) == 2)
    twice.simulate(Self.line, upTo: 4)
    let (one, two) = (try #require(once.counts[Self.line]), try #require(twice.counts[Self.line]))
    for judged in one.keys {
      #expect(one[judged]?.findings == two[judged]?.findings)
      #expect(one[judged]?.covered == two[judged]?.covered)
    }
    #expect(AnswerRates(once.text)?.text == once.text)
    #expect(AnswerRates("a,b\n1,2\n") == nil)
  }

  @Test("a promise that is broken is said")
  func broken() throws {
    func rates(_ row: String) throws -> AnswerRatesSummary {
      AnswerRatesSummary(try #require(AnswerRates(AnswerRates.header + "\n" + row + "\n")))
    }
    #expect(try rates("0,8,5,0.1,0,inverse,1000,500,20,30,450,0,1000,950,0.2").broken.isEmpty)
    #expect(try rates("0,8,5,0.1,0,inverse,1000,500,60,30,410,0,1000,950,0.2").broken.count == 1)
    #expect(try rates("1,8,5,0.1,0,inverse,1000,90,600,30,280,0,1000,950,0.2").broken.count == 1)
    #expect(try rates("0,8,5,0.1,0,inverse,1000,500,0,0,500,0,1000,890,0.2").broken.count == 1)
    #expect(try rates("0,8,5,0.1,0,inverse,1000,500,0,0,500,0,1000,999,0.2").broken.count == 1)
    #expect(try rates("0,8,5,0.1,0,ratios,6000,1,0,0,0,5999,0,0,0").broken.count == 1)
    #expect(try rates("3,8,5,0.1,0,clamp,1000,90,0,0,910,0,1000,950,0.2").broken.count == 1)
  }
}
