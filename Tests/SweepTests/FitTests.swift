import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

@Suite("Fits")
struct FitTests {
  /// A trial that memorizes at 100 and generalizes `delay` later, or never if that is `nil`.
  ///
  /// Its squared norm is 1000 at memorization and `normAtEnd` at the end.
  static func trial(delay: Int?, normAtEnd: Double = 500, ending: Ending = .stopped) -> TrialResult
  {
    let end = 100 + (delay ?? 900)
    var rows = [(0, 0.5, 0.5, 1000.0)]
    if end < 100 { rows.append((end, 0.5, 1, 1000)) }
    if end >= 100 { rows.append((99, 0.5, 0.5, 1000)) }
    rows.append((100, 1, delay.map { $0 <= 0 } == true ? 1 : 0.5, 1000))
    if end > 102 { rows.append((end - 1, 1, 0.5, 1000)) }
    rows.append((max(end, 110), 1, delay == nil ? 0.5 : 1, normAtEnd))
    let trajectory = rows.map { step, train, test, norm2 in
      Evaluation(
        step: step, trainLoss: 0, trainAccuracy: train, testLoss: 0, testAccuracy: test,
        tensorNorm2: [norm2])
    }
    return TrialResult(tensors: ["W"], trajectory: trajectory, ending: ending)
  }

  static func sweep(
    _ fields: [String], _ cells: [([Double], [TrialResult])]
  ) -> SweepSummary {
    var sweep = SweepSummary(
      fields: fields,
      cells: cells.enumerated().map { index, cell in
        plantedCell(index, Array(zip(fields, cell.0.map(real))))
      },
      thresholds: Thresholds(), expected: 0)
    for (cell, (_, trials)) in cells.enumerated() {
      for (seed, result) in trials.enumerated() { sweep.add(result, cell: cell, seed: seed) }
    }
    return sweep
  }

  static func powerFit(_ sweep: SweepSummary, _ fields: String...) -> DelayFit {
    DelayFit(.power(fields: fields), sweep)
  }

  @Test("a planted exponent is recovered")
  func plantedExponent() throws {
    let fit = Self.powerFit(
      Self.sweep(
        ["optimizer.weight_decay"],
        [0.25, 0.5, 1, 2].map {
          ([$0], Array(repeating: Self.trial(delay: Int(1000 / $0)), count: 3))
        }
      ), "optimizer.weight_decay")
    let line = try #require(fit.regression)
    #expect(abs(line.slope + 1) < 1e-12)
    #expect(abs(try #require(line.intercept) - log(1000.0)) < 1e-12)
    #expect(abs(try #require(line.rSquared) - 1) < 1e-12)
    #expect(line.count == 12)
    #expect(line.groups == 1)
    let interval = try #require(fit.interval)
    #expect(abs(interval.low + 1) < 1e-12 && abs(interval.high + 1) < 1e-12)
  }

  @Test("groups with other constants share the exponent, whichever axis makes them")
  func fixedEffects() throws {
    var cells: [([Double], [TrialResult])] = []
    // The constants are confounded with the decay on purpose: a plain fit would be wrong.
    for (fraction, decays, scale) in [(0.3, [1, 2, 4], 80_000.0), (0.6, [0.25, 0.5, 1], 1000.0)] {
      for decay in decays {
        cells.append(([fraction, decay], [Self.trial(delay: Int(scale / decay))]))
      }
    }
    let fit = Self.powerFit(
      Self.sweep(["train_fraction", "optimizer.weight_decay"], cells), "optimizer.weight_decay")
    let line = try #require(fit.regression)
    #expect(abs(line.slope + 1) < 1e-12)
    #expect(line.groups == 2)
    #expect(line.intercept == nil)
    #expect(fit.interval == nil, "one trial a cell cannot be resampled")
  }

  @Test("cells may differ in their budget and still share a constant")
  func budgetsDiffer() throws {
    let sweep = Self.sweep(
      ["train_fraction", "steps"],
      [
        ([0.25, 5000], [Self.trial(delay: 6400)]), ([0.5, 2000], [Self.trial(delay: 800)]),
      ])
    let fit = Self.powerFit(sweep, "train_fraction")
    #expect(abs(try #require(fit.regression).slope + 3) < 1e-12)
  }

  @Test("a product of fields is a predictor of its own")
  func product() throws {
    var cells: [([Double], [TrialResult])] = []
    for rate in [0.001, 0.002] {
      for decay in [1.0, 2] {
        cells.append(([rate, decay], [Self.trial(delay: Int((4 / (rate * decay)).rounded()))]))
      }
    }
    let sweep = Self.sweep(["optimizer.learning_rate", "optimizer.weight_decay"], cells)
    let fit = Self.powerFit(sweep, "optimizer.learning_rate", "optimizer.weight_decay")
    #expect(abs(try #require(fit.regression).slope + 1) < 1e-12)
    #expect(DelayFit.all(sweep).map(\.law.predictor).contains(fit.law.predictor))
  }

  @Test("no trial is lost: each is a point or counted with a reason")
  func nothingDropped() {
    let trials = [
      Self.trial(delay: 500), Self.trial(delay: 600), Self.trial(delay: nil),
      Self.trial(delay: 300, ending: .diverged), Self.trial(delay: 0), Self.trial(delay: -50),
      plantedTrial(memorizedAt: nil, generalizedAt: 50, steps: 100),
      plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 100),
    ]
    let sweep = Self.sweep(
      ["optimizer.weight_decay", "train_fraction"],
      [([1, 0.3], trials), ([2, 0.3], trials), ([0, 0.3], trials), ([1, 0.5], trials)])
    let fit = Self.powerFit(sweep, "optimizer.weight_decay")
    #expect(fit.count == 4)
    #expect(fit.censored == 6)
    #expect(
      fit.omitted == [
        .censored: 6, .diverged: 3, .undefinedDelay: 3, .nonPositiveDelay: 4,
        .undefinedPredictor: 4, .notVaried: 8,
      ])
    #expect(fit.count + fit.omitted.values.reduce(0, +) == sweep.stored)
    let linear = DelayFit(.normSeparation, sweep)
    #expect(linear.count + linear.omitted.values.reduce(0, +) == sweep.stored)
  }

  @Test("censored trials never become numbers")
  func censoredIsNoNumber() {
    let decays = [1.0, 2]
    func sweep(extra: [TrialResult]) -> SweepSummary {
      Self.sweep(
        ["optimizer.weight_decay"],
        decays.map { ([$0], [Self.trial(delay: Int(800 / $0))] + extra) })
    }
    let without = Self.powerFit(sweep(extra: []), "optimizer.weight_decay")
    let with = Self.powerFit(sweep(extra: [Self.trial(delay: nil)]), "optimizer.weight_decay")
    #expect(without.regression == with.regression)
    #expect(with.censored == 2)
    let report = FitReport(sweep(extra: [Self.trial(delay: nil)]), details: true).text()
    #expect(report.contains("left out: 2 censored"))
    #expect(report.contains("Leaving censored trials out biases a line"))
  }

  @Test("the norm-separation law is recovered")
  func normSeparation() throws {
    var cells: [([Double], [TrialResult])] = []
    for (decay, ratio) in [(1.0, 2.0), (2, 4), (0.5, 8)] {
      let x = log(ratio) / (1e-3 * decay)
      let trial = Self.trial(delay: Int((0.5 * x).rounded()) + 70, normAtEnd: 1000 / ratio)
      cells.append(([decay], [trial, trial]))
    }
    let fit = DelayFit(.normSeparation, Self.sweep(["optimizer.weight_decay"], cells))
    let line = try #require(fit.regression)
    // The steps are rounded to whole ones.
    #expect(abs(line.slope - 0.5) < 1e-3)
    #expect(abs(try #require(line.intercept) - 70) < 1)
  }

  @Test("a fit that cannot be made says why")
  func undefined() {
    let one = Self.sweep(["optimizer.weight_decay"], [([0], [Self.trial(delay: 100)])])
    let fits = DelayFit.all(one)
    #expect(fits.map(\.law) == [.normSeparation], "nothing varies")
    #expect(fits[0].undefined == .noDecay)

    let censored = Self.sweep(
      ["optimizer.weight_decay"],
      [([1], [Self.trial(delay: 100)]), ([2], [Self.trial(delay: nil)])])
    let fit = Self.powerFit(censored, "optimizer.weight_decay")
    #expect(fit.regression == nil)
    #expect(fit.undefined == .onePredictor)
    #expect(fit.count + fit.omitted.values.reduce(0, +) == 2)

    let zipped = Self.sweep(
      ["optimizer.weight_decay", "train_fraction"],
      [([1, 0.3], [Self.trial(delay: 100)]), ([2, 0.5], [Self.trial(delay: 50)])])
    #expect(Self.powerFit(zipped, "optimizer.weight_decay").undefined == .notVaried)
    #expect(
      FitReport(zipped, details: true).text().contains(
        "undefined: no two cells differ in the predictor alone"))
    #expect(FitReport(one, details: true).text().contains("undefined: no cell has weight decay"))
    #expect(
      FitReport(censored, details: true).text().contains(
        "undefined: fewer than two different predictors among the trials that have a delay"))
  }

  @Test("JSON names the law, its numbers and what was left out")
  func json() throws {
    let sweep = Self.sweep(
      ["optimizer.weight_decay"],
      [1.0, 2, 4].map { decay in
        (
          [decay],
          (0..<4).map { Self.trial(delay: Int(1000 / decay) + 10 * $0) }
            + [Self.trial(delay: nil)]
        )
      })
    let parsed = try JSONSerialization.jsonObject(with: Data(FitReport(sweep).json.utf8))
    let fits = try #require((parsed as? [String: Any])?["fits"] as? [[String: Any]])
    #expect(
      fits.map { $0["law"] as? String } == [
        "power law", "inverse law", "norm separation", "power law", "inverse law",
      ])
    #expect(fits[3]["response"] as? String == "generalization_step")
    let models = try #require((parsed as? [String: Any])?["survival"] as? [[String: Any]])
    #expect(models.map { $0["n"] as? Int } == [15, 15, 15, 15], "censored trials are used")
    #expect(models.map { $0["censored"] as? Int } == [3, 3, 3, 3])
    let power = fits[0]
    #expect(power["predictor"] as? String == "optimizer.weight_decay")
    #expect(power["response"] as? String == "delay")
    #expect(power["n"] as? Int == 12)
    #expect(power["censored"] as? Int == 3)
    let exponent = try #require(power["exponent"] as? Double)
    let interval = try #require(power["interval"] as? [Double])
    #expect(interval[0] < exponent && exponent < interval[1])
    #expect((power["r_squared"] as? Double).map { $0 > 0.9 && $0 < 1 } == true)
    #expect(power["undefined"] is NSNull)
  }

  @Test("the same trials give the same interval")
  func deterministic() throws {
    var stream = Generator(seed: 9, stream: "test")
    let sweep = Self.sweep(
      ["optimizer.weight_decay"],
      [1.0, 2, 4].map { decay in
        (
          [decay],
          (0..<6).map { _ in Self.trial(delay: Int(1000 / decay * (0.8 + 0.4 * stream.unit()))) }
        )
      })
    let fit = Self.powerFit(sweep, "optimizer.weight_decay")
    #expect(fit.interval == Self.powerFit(sweep, "optimizer.weight_decay").interval)
    #expect(try #require(fit.interval).low < -1)
  }

  /// Trials of cells over weight decay: milestones, `nil` if they are censored at 900.
  static func milestones(_ cells: [(Double, [(Int?, Int?)])]) throws -> SweepSummary {
    let header = "weight_decay,learning_rate,seed,step_budget,memorization_step,generalization_step"
    func field(_ step: Int?) -> String { step.map { "\($0)" } ?? "" }
    var rows: [String] = []
    for (decay, trials) in cells {
      for (seed, trial) in trials.enumerated() {
        rows.append("\(decay),0.001,\(seed),9000,\(field(trial.0)),\(field(trial.1))")
      }
    }
    return SweepSummary(
      try TrialsFile(([header] + rows).joined(separator: "\n"), file: "f"))
  }

  @Test("an inverse law is recovered, by default on the product of what varies")
  func inverse() throws {
    var cells: [(Double, [(Int?, Int?)])] = []
    for (decay, step) in [(0.25, 1700), (0.5, 900), (1.0, 500), (2, 300)] {
      cells.append((decay, [(10, step), (20, step + 10)]))
    }
    let sweep = try Self.milestones(cells)
    let fits = DelayFit.all(sweep, responses: [.generalizationStep])
    #expect(fits.map(\.law.name) == ["power law", "inverse law"])
    let line = try #require(fits[1].regression)
    #expect(abs(line.slope - 400) < 1e-9)
    #expect(abs(try #require(line.intercept) - 105) < 1e-9)
    #expect(fits[1].cellLine?.interval != nil)
    // The mean is 5 steps above the first trial of each cell.
    let means = try #require(fits[0].onCellMeans)
    let points = [(0.25, 1705.0), (0.5, 905), (1.0, 505), (2, 305)].map {
      Observation(group: 0, x: log($0.0), y: log($0.1))
    }
    let exact = try #require(Regression(points, groupCount: 1))
    #expect(abs(means.slope - exact.slope) < 1e-12)
  }

  @Test("unstable cells are left out, counted, and shown beside")
  func unstable() throws {
    typealias Cells = [(Double, [(Int?, Int?)])]
    let good: Cells = [
      (0.25, [(10, 1610), (10, 1610)]), (0.5, [(10, 810), (10, 810)]), (1, [(10, 410), (10, 410)]),
    ]
    let bad: Cells = [(2, [(500, 8000), (600, nil), (nil, nil)])]
    let sweep = try Self.milestones(good + bad)
    let fit = Self.powerFit(sweep, "optimizer.weight_decay")
    #expect(abs(try #require(fit.regression).slope + 1) < 1e-12)
    #expect(fit.omitted == [.unstable: 3])
    #expect(try #require(fit.withUnstable).slope > 0)
    let text = FitReport(sweep, details: true).text()
    #expect(text.contains("UNSTABLE (seeds disagree): weight_decay 2, 1 of 3 trials generalized"))
    #expect(text.contains("unstable cells included"))
    for model in SurvivalFit.all(sweep) {
      #expect((model.regression?.count ?? 0) + model.omitted.values.reduce(0, +) == sweep.stored)
    }
  }

  @Test("models use censored trials: a planted exponent survives where least squares is biased")
  func censoredModel() throws {
    var stream = Generator(seed: 41, stream: "test")
    var cells: [(Double, [(Int?, Int?)])] = []
    for decay in [0.1, 0.3, 1, 3] {
      var trials: [(Int?, Int?)] = []
      for _ in 0..<200 {
        var noise = -6.0
        for _ in 0..<12 { noise += stream.unit() }
        let delay: Double = 1500 / decay * exp(0.7 * noise)
        trials.append((10, delay < 8990 ? 10 + Int(delay) : nil))
      }
      cells.append((decay, trials))
    }
    let sweep = try Self.milestones(cells)
    let model = SurvivalFit(.delay, .logNormal, sweep)
    let exponent = try #require(model.exponent(0))
    #expect(model.censored > 150)
    #expect(abs(exponent + 1) < 0.07, "\(exponent)")
    let line = try #require(Self.powerFit(sweep, "optimizer.weight_decay").regression)
    #expect(line.slope > -0.9, "the slow ones are missing: \(line.slope)")
  }
}
