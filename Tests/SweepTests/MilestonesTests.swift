import Engine
import Testing

@testable import Sweep

@Suite("Milestones")
struct MilestonesTests {
  static let thresholds = Thresholds()

  @Test("the first crossing counts if one evaluation is enough")
  func firstCrossing() {
    let noisy = trajectory([0, 0.95, 0.2, 0.95, 0.95, 0.95])
    #expect(
      Milestone(noisy, \.testAccuracy, atLeast: 0.9, sustained: 1) == .reached(1))
  }

  @Test("a sustained milestone is the first step of its run")
  func sustained() {
    let noisy = trajectory([0, 0.95, 0.2, 0.95, 0.95, 0.95])
    #expect(Milestone(noisy, \.testAccuracy, atLeast: 0.9, sustained: 3) == .reached(3))
  }

  @Test("a run cut short by the end establishes nothing, and might have been the one")
  func cutShort() {
    let cut = trajectory([0, 0.95, 0.2, 0.95, 0.95])
    #expect(Milestone(cut, \.testAccuracy, atLeast: 0.9, sustained: 3) == .censored(after: 2))
  }

  @Test("what was never reached is censored after the last evaluation")
  func neverReached() {
    let low = trajectory([0, 0.1, .nan, 0.1])
    #expect(Milestone(low, \.testAccuracy, atLeast: 0.9, sustained: 1) == .censored(after: 3))
    #expect(Milestone([], \.testAccuracy, atLeast: 0.9, sustained: 1) == .censored(after: 0))
  }

  @Test("an accuracy at its threshold reaches it")
  func atThreshold() {
    #expect(
      Milestone(trajectory([0.5, 0.9]), \.testAccuracy, atLeast: 0.9, sustained: 1) == .reached(1))
  }

  @Test("a longer run never comes earlier, and a higher threshold neither")
  func monotone() {
    var stream = Generator(seed: 1, stream: "test")
    for _ in 0..<200 {
      let path = trajectory((0..<30).map { _ in stream.unit() })
      func key(_ threshold: Double, _ sustained: Int) -> Int {
        Milestone(path, \.testAccuracy, atLeast: threshold, sustained: sustained).step ?? .max
      }
      #expect(key(0.5, 1) <= key(0.5, 2))
      #expect(key(0.5, 2) <= key(0.6, 2))
    }
  }

  @Test("outcome and delay of a trial that grokked")
  func grokked() {
    let milestones = Milestones(
      plantedTrial(memorizedAt: 100, generalizedAt: 700, steps: 1000), thresholds: Self.thresholds)
    #expect(milestones.outcome == .generalized)
    #expect(milestones.delay == .reached(600))
    #expect(milestones.norm2AtMemorization == 990)
    #expect(milestones.norm2AtGeneralization == 930)
    #expect(milestones.norm2AtEnd == 900)
  }

  @Test("a trial that only memorized has a censored delay, never a number")
  func memorizedOnly() {
    let milestones = Milestones(
      plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000), thresholds: Self.thresholds)
    #expect(milestones.outcome == .memorized)
    #expect(milestones.generalization == .censored(after: 1000))
    #expect(milestones.delay == .censored(after: 900))
    #expect(milestones.norm2AtGeneralization == nil)
  }

  @Test("generalization before memorization is a negative delay")
  func negativeDelay() {
    let milestones = Milestones(
      plantedTrial(memorizedAt: 500, generalizedAt: 480, steps: 1000), thresholds: Self.thresholds)
    #expect(milestones.delay == .reached(-20))
    #expect(milestones.outcome == .generalized)
  }

  @Test("without memorization there is no delay, generalized or not")
  func undefinedDelay() {
    for generalizedAt in [nil, 300] {
      let milestones = Milestones(
        plantedTrial(memorizedAt: nil, generalizedAt: generalizedAt, steps: 1000),
        thresholds: Self.thresholds)
      #expect(milestones.delay == nil)
      #expect(milestones.outcome == (generalizedAt == nil ? .untrained : .generalized))
    }
  }

  @Test("a diverged trial is diverged whatever it had reached, and has no compression factor")
  func diverged() {
    let milestones = Milestones(
      plantedTrial(
        memorizedAt: 100, generalizedAt: 300, steps: 1000, ending: .diverged,
        pruning: PruningCurve(accuracies: [1, 0])),
      thresholds: Self.thresholds)
    #expect(milestones.outcome == .diverged)
    #expect(milestones.compressionFactor == nil)
  }

  @Test("an accuracy that falls linearly with pruning compresses by 2")
  func compression() {
    let milestones = Milestones(
      plantedTrial(
        memorizedAt: 0, generalizedAt: 0, steps: 10, pruning: PruningCurve(accuracies: [1, 0.5, 0])),
      thresholds: Self.thresholds)
    #expect(milestones.compressionFactor == 2)
    let perfect = plantedTrial(
      memorizedAt: 0, generalizedAt: 0, steps: 10, pruning: PruningCurve(accuracies: [1, 1]))
    #expect(
      Milestones(perfect, thresholds: Self.thresholds).compressionFactor == nil,
      "1/0 is no factor")
  }

  @Test("do not move with what is evaluated for its pruning curve alone")
  func measuredMore() {
    func evaluation(_ step: Int, _ accuracy: Double) -> Evaluation {
      Evaluation(
        step: step, trainLoss: 0, trainAccuracy: accuracy, testLoss: 0, testAccuracy: accuracy,
        tensorNorm2: [1])
    }
    var trial = TrialConfiguration()
    trial.evaluation.every = 10
    trial.pruning.steps = [20, 23, 26]
    let result = TrialResult(
      tensors: ["w"],
      trajectory: [
        evaluation(0, 0), evaluation(10, 0.5), evaluation(20, 0.6), evaluation(23, 1),
        evaluation(26, 1), evaluation(30, 1), evaluation(40, 1), evaluation(50, 1),
      ], ending: .budget)
    let thresholds = Thresholds(memorization: 0.99, generalization: 0.9, sustained: 3)
    #expect(Milestones(result, of: trial, thresholds: thresholds).generalization == .reached(30))
    #expect(Milestones(result, thresholds: thresholds).generalization == .reached(23))
  }
}
