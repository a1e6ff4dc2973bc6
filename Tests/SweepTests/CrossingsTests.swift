import Engine
import Testing

@testable import Sweep

@Suite("Crossings")
struct CrossingsTests {
  /// A trial with an evaluation every 10 steps.
  static func trial(_ accuracies: [(train: Double, test: Double)]) -> TrialResult {
    TrialResult(
      tensors: ["W"],
      trajectory: accuracies.enumerated().map { index, accuracy in
        Evaluation(
          step: 10 * index, trainLoss: 0, trainAccuracy: accuracy.train, testLoss: 0,
          testAccuracy: accuracy.test, tensorNorm2: [[4, 9, 7, 3, 2, 1][index % 6]])
      }, ending: .budget)
  }

  @Test("a milestone lies between the evaluation before it and its own")
  func resolution() throws {
    let trial = Self.trial([(0, 0), (1, 0), (1, 0.5), (1, 0.95), (1, 1)])
    let milestones = Milestones(trial, thresholds: Thresholds())
    let crossings = try #require(milestones.crossings)
    #expect(crossings.beforeMemorization == 0)
    #expect(crossings.beforeGeneralization == 20)
    #expect(abs(try #require(crossings.gapAtMemorization) - 1) < 1e-12)
    #expect(abs(try #require(crossings.gapAtGeneralization) - 0.05) < 1e-12)
    #expect(crossings.relapses == 0)
    #expect(!crossings.isUnstable, "train accuracy stayed")
    #expect(milestones.norm2AtStart == 4)
    #expect(milestones.norm2Peak == 9)
  }

  @Test("what is there from the first evaluation on has no evaluation before it")
  func fromTheStart() throws {
    let crossings = try #require(
      Milestones(Self.trial([(1, 1)]), thresholds: Thresholds()).crossings)
    #expect(crossings.beforeMemorization == nil)
    #expect(crossings.beforeGeneralization == nil)
  }

  @Test("a trial whose train and test accuracy move together at the crossing is unstable")
  func unstable() throws {
    let noisy = Self.trial([(0.5, 0.4), (0.99, 0.8), (0.8, 0.78), (0.92, 0.9), (0.7, 0.7)])
    #expect(try #require(Milestones(noisy, thresholds: Thresholds()).crossings).isUnstable)
    let relapsing = Self.trial([(0.5, 0), (0.99, 0), (0.97, 0.9), (0.7, 0.7)])
    #expect(
      try !#require(Milestones(relapsing, thresholds: Thresholds()).crossings).isUnstable,
      "a gap of 0.07 at the crossing is no single curve")
    let early = Self.trial([(0.92, 0.9), (1, 1)])
    #expect(try !#require(Milestones(early, thresholds: Thresholds()).crossings).isUnstable)
  }

  @Test("a slow trial whose train accuracy collapses on its way is unstable, a spike is not")
  func collapsing() throws {
    let slow = Self.trial([(0.5, 0.4), (0.99, 0.7), (0.3, 0.3), (0.95, 0.85), (1, 0.95)])
    #expect(try #require(Milestones(slow, thresholds: Thresholds()).crossings).isUnstable)
    let steady = Self.trial([(0.5, 0.4), (0.99, 0.7), (1, 0.8), (1, 0.95)])
    #expect(
      try !#require(Milestones(steady, thresholds: Thresholds()).crossings).isUnstable,
      "a small gap alone is a small delay")
    let spike = Self.trial([(0.5, 0.1), (0.99, 0.1), (0.3, 0.1), (1, 0.4), (1, 0.95)])
    #expect(
      try !#require(Milestones(spike, thresholds: Thresholds()).crossings).isUnstable,
      "memorized long before test accuracy rose")
  }

  @Test("relapses count how often test accuracy falls back below its threshold")
  func relapses() throws {
    let trial = Self.trial([(1, 0.95), (1, 0.5), (1, 0.4), (1, 0.9), (1, .nan), (1, 1)])
    #expect(try #require(Milestones(trial, thresholds: Thresholds()).crossings).relapses == 2)
  }

  @Test("relative thresholds are fractions of the trial's own maximum")
  func relative() {
    let trial = Self.trial([(0.1, 0), (0.55, 0.3), (0.6, 0.37), (0.6, 0.39), (0.6, 0.4)])
    let five = Milestones(trial, thresholds: Thresholds(), tolerance: 0.05)
    #expect(five.memorization == .reached(20))
    #expect(five.generalization == .reached(30))
    let ten = Milestones(trial, thresholds: Thresholds(), tolerance: 0.1)
    #expect(ten.memorization == .reached(10))
    #expect(ten.generalization == .reached(20))
    #expect(
      Milestones(trial, thresholds: Thresholds()).memorization == .censored(after: 40),
      "0.6 is far from an absolute 0.99")
  }

  @Test("an export applies relative thresholds, too")
  func export() throws {
    let trial = Self.trial([(0.1, 0), (0.55, 0.3), (0.6, 0.37), (0.6, 0.39), (0.6, 0.4)])
    let export = Export(.trials, fields: [], thresholds: Thresholds(), tolerance: 0.05)
    let row = try #require(export.rows([], seed: 0, trial).first)
    let column = try #require(export.columns.firstIndex(of: "generalization_step"))
    #expect(row[column] == .integer(30))
  }
}
