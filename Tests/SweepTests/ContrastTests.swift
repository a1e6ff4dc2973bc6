import Engine
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

private let compare = "compare: {train_fraction: 0.4, optimizer.weight_decay: 1}"

private let refusals = [
  Mistake(15, "contrasts: 3", ":15: contrasts is 3; expected a list of hypotheses"),
  Mistake(
    15, "contrasts: [{\(compare)}]", ":15: contrasts[0].with is missing"),
  Mistake(
    15, "contrasts: [{\(compare), with: {width: 8}}]",
    ":15: a contrast names width, which is no axis; axes: train_fraction, optimizer.weight_decay"),
  Mistake(
    15, "contrasts: [{\(compare), with: {train_fraction: 0.6}}]",
    ":15: train_fraction is never 0.6; values on its axis: 0.4, 0.5"),
  Mistake(
    15, "contrasts: [{\(compare), with: {train_fraction: 0.5}}]",
    ":15: contrasts[0].with names 2 cells; allowed: one, so add optimizer.weight_decay"),
  Mistake(
    15, "contrasts: [{\(compare), with: {train_fraction: 0.4, optimizer.weight_decay: 1}}]",
    ":15: a contrast compares a cell with itself"),
  Mistake(
    15, "contrasts: [{exponent: steps, is: -1}]",
    ":15: a contrast names steps, which is no axis; axes: train_fraction, optimizer.weight_decay"),
  Mistake(
    15, "contrasts: [{exponent: optimizer.weight_decay, is: fast}]",
    ":15: contrasts[0].is is fast; expected a number"),
  Mistake(
    15, "contrasts: [{exponent: optimizer.weight_decay, is: -1, response: time}]",
    ":15: contrasts[0].response is time; allowed: generalization_step, delay"),
  Mistake(
    15, "contrasts: [{exponent: optimizer.weight_decay, with: -1}]",
    ":15: contrasts[0].with is not a known key; allowed here: exponent, is, response"),
  Mistake(
    15,
    "contrasts: [{exponent: optimizer.weight_decay, is: 1}, {exponent: optimizer.weight_decay, is: 1}]",
    ":15: a contrast is declared twice"),
  Mistake(
    12, "    - 0\ncontrasts: [{exponent: optimizer.weight_decay, is: 1}]\nx:",
    ":14: x is not a known key; allowed here: base, contrasts, detectors, experiment, grid, laws, measures, question, seeds, "
      + "tables, thresholds"),
]

@Suite("Contrasts")
struct ContrastTests {
  @Test("a contrast that no trial could decide is refused before any trains")
  func refused() {
    for mistake in refusals {
      let error = #expect(throws: ExperimentError.self) {
        try Experiment(source: mistake.source, path: "small.yaml")
      }
      #expect(error.map { "\($0)" } == "small.yaml\(mistake.message)")
    }
  }

  @Test("contrasts name cells by their values, and survive in the order of the file")
  func read() throws {
    let text = """
      contrasts:
        - compare: {train_fraction: 0.5, optimizer.weight_decay: 3}
          with: {train_fraction: 0.4, optimizer.weight_decay: 3}
        - {exponent: optimizer.weight_decay, is: -1, response: delay}
      """
    let experiment = try Experiment(source: Mistake(15, text, "").source, path: "small.yaml")
    #expect(
      experiment.contrasts == [
        Contrast(claim: .difference(first: 3, second: 1), response: .generalizationStep),
        Contrast(claim: .exponent(field: "optimizer.weight_decay", value: -1), response: .delay),
      ])
  }

  /// Twelve trials at each of four weight decays, with delays of `2000 / decay` and 30 % noise, of
  /// which those above 6000 steps are censored.
  static func sweep(_ contrasts: [Contrast], seed: Int = 5) -> SweepSummary {
    let field = "optimizer.weight_decay"
    let decays = [3.0, 1, 0.3, 3]
    var sweep = SweepSummary(
      fields: [field, "train_fraction"],
      cells: decays.enumerated().map { index, decay in
        plantedCell(index, [(field, real(decay)), ("train_fraction", real(index < 3 ? 0.5 : 0.6))])
      },
      thresholds: Thresholds(), expected: 48, contrasts: contrasts)
    var noise = Noise(seed: seed)
    for (cell, decay) in decays.enumerated() {
      for seed in 0..<12 {
        let step = Int(2000 / decay * exp(0.3 * noise.normal()))
        sweep.add(
          TrialSummary(
            cell: cell, seed: seed,
            milestones: Milestones(
              memorization: .reached(10),
              generalization: step < 6000 ? .reached(10 + step) : .censored(after: 6010),
              steps: 6010)))
      }
    }
    return sweep
  }

  @Test("planted exponents and differences are found")
  func planted() throws {
    let exponent = { Contrast(claim: .exponent(field: $0, value: $1), response: .delay) }
    let results = ContrastResult.all(
      Self.sweep([
        exponent("optimizer.weight_decay", -1), exponent("optimizer.weight_decay", -2),
        Contrast(claim: .difference(first: 0, second: 1), response: .delay),
        Contrast(claim: .difference(first: 0, second: 3), response: .delay),
      ]))
    let effects = try results.map { try #require($0.effect) }
    #expect(abs(effects[0] + 1) < 0.1)
    #expect(effects[0] == effects[1], "the hypothesis does not change the estimate")
    #expect(abs(effects[2] - 1.0 / 3) < 0.1)
    let p = try results.map { try #require($0.pValue) }
    #expect(p[0] > 0.05 && p[1] < 0.05 && p[2] < 1e-3, "\(p)")
    // A fourth cell differs in the fraction, and is in no group in which the decay varies.
    #expect(results[0].count == 36)
    #expect(results[0].omitted == [.notVaried: 12], "every stored trial is used or counted")
    #expect(results[0].censored > 2)
    #expect(results[0].interval.map { $0.low < -1 && -1 < $0.high } == true)
    let corrected = ContrastResult.corrected(results).compactMap(\.self)
    #expect(corrected == Holm.corrected(p))
  }

  @Test("hypotheses that are true are rejected in about one of twenty sweeps")
  func falsePositives() {
    let contrasts = [
      Contrast(
        claim: .exponent(field: "optimizer.weight_decay", value: -1), response: .delay),
      Contrast(claim: .difference(first: 0, second: 3), response: .delay),
    ]
    var rejected = [0.0, 0]
    for seed in 0..<200 {
      for (index, result) in ContrastResult.all(Self.sweep(contrasts, seed: seed)).enumerated()
      where (result.pValue ?? 0) < 0.05 { rejected[index] += 1 / 200 }
    }
    // Three standard errors of a share of 200 around 5 %; three cells are seldom enough for an exponent.
    #expect(rejected.allSatisfy { $0 < 0.097 } && rejected[1] > 0.005, "\(rejected)")
  }

  @Test("tables show the declared hypotheses and call the rest exploratory; a selection has none")
  func table() throws {
    let sweep = Self.sweep([
      Contrast(
        claim: .exponent(field: "optimizer.weight_decay", value: -1), response: .delay),
      Contrast(claim: .difference(first: 0, second: 3), response: .delay),
    ])
    let text = Table(sweep).text(wideLayout)
    #expect(text.contains("exponent of optimizer.weight_decay = -1"))
    #expect(text.contains("train_fraction 0.5 / train_fraction 0.6"))
    #expect(text.contains("whatever else is printed is exploratory"))
    #expect(FitReport(sweep, details: true).text().contains("exploratory"))
    let condition = try #require(CellCondition("train_fraction=0.5"))
    #expect(try sweep.selecting([condition]).contrasts.isEmpty)
    #expect(!Table(Self.sweep([])).text(wideLayout).contains("exploratory"))
    let csv = ContrastTable(sweep).rendered(as: .csv).split(separator: "\n")
    #expect(csv.count == 3)
    #expect(csv[0].hasPrefix("hypothesis,response,effect,low,high,p,p_corrected,trials,censored"))
  }

  @Test("a hypothesis that the trials do not decide has no numbers, and stays in the family")
  func undecided() throws {
    let results = ContrastResult.all(
      Self.sweep([
        Contrast(claim: .exponent(field: "task.modulus", value: 1), response: .delay),
        Contrast(claim: .difference(first: 0, second: 3), response: .delay),
      ]))
    #expect(results[0].effect == nil && results[0].pValue == nil && results[0].count == 0)
    #expect(results[0].omitted == [.notVaried: 48])
    let p = try #require(results[1].pValue)
    #expect(ContrastResult.corrected(results) == [nil, 2 * p])
  }
}
