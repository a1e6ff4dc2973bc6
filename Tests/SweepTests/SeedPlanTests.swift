import Engine
import Foundation
import Statistics
import TestSupport
import Testing

@testable import Sweep

@Suite("Seeds where they matter")
struct SeedPlanTests {
  static let seeds = AdaptiveSeeds(least: 5, most: 40, target: SeedTarget(relativeInterval: 0.15))

  /// A time of each seed of each cell, whose spread differs by cell.
  static func time(_ trial: SeedPlan.Trial, _ spread: [Double]) -> SurvivalTime {
    var noise = Noise(seed: 1000 * trial.cell + trial.seed)
    return SurvivalTime(1000 * exp(spread[trial.cell] * noise.normal()), isEvent: true)
  }

  /// Trains a plan with a number of workers that finish in random order.
  static func train(_ spread: [Double], workers: Int, shuffle: Int) -> [SeedPlan.Trial] {
    var stream = Generator(seed: shuffle, stream: "test")
    var plan = SeedPlan(Self.seeds, cellCount: spread.count)
    var (waiting, running, trained) = (plan.next(), [SeedPlan.Trial](), [SeedPlan.Trial]())
    while !waiting.isEmpty || !running.isEmpty {
      while running.count < workers, !waiting.isEmpty { running.append(waiting.removeFirst()) }
      let trial = running.remove(at: stream.integer(below: running.count))
      trained.append(trial)
      plan.record(trial, time(trial, spread))
      waiting += plan.next()
    }
    return trained
  }

  static func counts(_ trials: [SeedPlan.Trial], cells: Int) -> [Int] {
    (0..<cells).map { cell in trials.count { $0.cell == cell } }
  }

  @Test("every cell has its first seeds before any gets more, and the widest goes first")
  func widestFirst() {
    let spread = [0.02, 0.4, 2.0]
    var plan = SeedPlan(Self.seeds, cellCount: 3)
    let first = plan.next()
    #expect(first.map(\.seed) == [0, 1, 2, 3, 4, 0, 1, 2, 3, 4, 0, 1, 2, 3, 4])
    #expect(plan.next().isEmpty, "a trial is handed out once")
    for trial in first { plan.record(trial, Self.time(trial, spread)) }
    #expect(plan.next().map(\.cell) == [2, 1, 0])
  }

  @Test("seeds go where the spread is, up to the limit")
  func counts() {
    let counts = Self.counts(Self.train([0.02, 0.3, 2], workers: 1, shuffle: 1), cells: 3)
    #expect(counts[0] == 6, "an interval needs six trials")
    #expect(counts[1] > 8 && counts[1] < 40)
    #expect(counts[2] == 40)
  }

  @Test("what is trained depends neither on the number of workers nor on who finishes first")
  func anyOrder() {
    let spread = [0.1, 0.2, 0.3, 0.5, 1]
    let alone = Set(Self.train(spread, workers: 1, shuffle: 1))
    for shuffle in 0..<20 {
      let trained = Self.train(spread, workers: 1 + shuffle, shuffle: shuffle)
      let isSame = Set(trained) == alone
      #expect(isSame, "shuffle \(shuffle)")
      #expect(trained.count == alone.count, "no trial twice, shuffle \(shuffle)")
    }
  }

  @Test("a plan that is taken up again asks for what is missing alone")
  func resumed() {
    let spread = [0.3, 0.5]
    let whole = Self.train(spread, workers: 1, shuffle: 3)
    for kept in [0, 1, 7, 13, whole.count] {
      var plan = SeedPlan(Self.seeds, cellCount: 2)
      for trial in whole.prefix(kept) { plan.record(trial, Self.time(trial, spread)) }
      var rest: [SeedPlan.Trial] = []
      while case let wave = plan.next(), !wave.isEmpty {
        for trial in wave { plan.record(trial, Self.time(trial, spread)) }
        rest += wave
      }
      #expect(Set(rest) == Set(whole.dropFirst(kept)), "\(kept) kept")
      #expect(rest.count == whole.count - kept)
    }
  }

  @Test("a cell that never generalizes is closed after six trials")
  func beyond() {
    var plan = SeedPlan(Self.seeds, cellCount: 1)
    var trained = 0
    while case let wave = plan.next(), !wave.isEmpty {
      for trial in wave { plan.record(trial, SurvivalTime(100, isEvent: false)) }
      trained += wave.count
    }
    #expect(trained == 6)
  }

  @Test("a width is that of the log-normal interval; censored trials count, diverged ones do not")
  func width() throws {
    // numpy: t(4).ppf(.975) * std / sqrt(6) of ln x, then sinh of it
    let times = [90.0, 100, 110, 120, 95, 105].map { SurvivalTime($0, isEvent: true) }
    #expect(abs(SeedPlan.relativeWidth(times) - Self.knownWidth) < 1e-9)
    let diverged = times + [SurvivalTime(nil)]
    #expect(SeedPlan.relativeWidth(diverged) == SeedPlan.relativeWidth(times))
    let censored = times + [SurvivalTime(130, isEvent: false)]
    #expect(SeedPlan.relativeWidth(censored) > SeedPlan.relativeWidth(times))
    #expect(SeedPlan.relativeWidth([]) == .infinity)
    let equal = Array(repeating: SurvivalTime(7, isEvent: true), count: 5)
    #expect(SeedPlan.relativeWidth(equal) == 0)
  }

  static let knownWidth = 0.10737143678699884

  @Test("an experiment lists the largest number of seeds, and reads the target")
  func read() throws {
    let experiment = try experiment(seeds: "{min: 5, max: 8, until: {relative_interval: 0.2}}")
    #expect(experiment.seeds == Array(0..<8))
    #expect(experiment.adaptiveSeeds?.least == 5)
    #expect(experiment.adaptiveSeeds?.target.relativeInterval == 0.2)
    #expect(
      try Sweep.Experiment(source: Mistake(14, "seeds: 3", "").source, path: "small.yaml")
        .adaptiveSeeds == nil)
  }

  @Test(
    "a target that cannot be met is refused with its line",
    arguments: [
      ("{max: 8, until: {relative_interval: 0.2}}", "seeds.min is missing"),
      (
        "{min: 4, max: 8, until: {relative_interval: 0.2}}",
        "seeds.min is 4; allowed: a whole number from 5"
      ),
      (
        "{min: 9, max: 8, until: {relative_interval: 0.2}}",
        "seeds.max is 8; allowed: a whole number from min, 9"
      ),
      ("{min: 5, max: 8}", "seeds.until is missing"),
      (
        "{min: 5, max: 8, until: {relative_interval: 15}}",
        "seeds.until.relative_interval is 15; allowed: above 0 and below 1"
      ),
      (
        "{min: 5, max: 8, until: {interval: 0.2}}",
        "seeds.until.interval is not a known key; allowed here: relative_interval"
      ),
    ])
  func refused(seeds: String, message: String) {
    let mistake = Mistake(14, "seeds: \(seeds)", "")
    let error = #expect(throws: ExperimentError.self) {
      try Experiment(source: mistake.source, path: "small.yaml")
    }
    #expect(error.map { "\($0)" } == "small.yaml:14: \(message)")
  }
}
