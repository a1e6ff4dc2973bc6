/// One row of a trajectory: the state of a trial after a number of steps.
public struct Evaluation: Hashable, Sendable {
  /// The number of optimizer steps taken.
  public var step: Int
  /// The mean loss over the training samples, in nats.
  public var trainLoss: Double
  /// The share of training samples whose own logit is strictly the largest, or whose values are
  /// within the task's tolerance.
  public var trainAccuracy: Double
  /// The mean loss over the test samples, in nats.
  public var testLoss: Double
  /// The share of test samples that are right in the same sense.
  public var testAccuracy: Double
  /// `‖θ‖²` of each tensor, in the order of ``TrialResult/tensors``.
  public var tensorNorm2: [Double]
  /// Test accuracy under pruning, where it was measured.
  public var pruning: PruningCurve?

  /// `‖θ‖²` of all parameters.
  public var norm2: Double { tensorNorm2.reduce(0, +) }

  /// Collects what was measured at a step.
  public init(
    step: Int, trainLoss: Double, trainAccuracy: Double, testLoss: Double, testAccuracy: Double,
    tensorNorm2: [Double], pruning: PruningCurve? = nil
  ) {
    self.step = step
    self.trainLoss = trainLoss
    self.trainAccuracy = trainAccuracy
    self.testLoss = testLoss
    self.testAccuracy = testAccuracy
    self.tensorNorm2 = tensorNorm2
    self.pruning = pruning
  }
}

/// How far a trial has come.
public enum TrainingProgress: Hashable, Sendable {
  /// So many steps are taken, and none of them was to be evaluated.
  case trained(step: Int)
  /// A step was evaluated.
  case evaluated(Evaluation)
  /// No step is left to take or evaluate.
  case ended
}

/// Why a trial took no further step.
public enum Ending: String, Hashable, Sendable, CaseIterable {
  /// The stop rule was met.
  case stopped
  /// All steps of the budget were taken.
  case budget
  /// The loss was no finite number.
  case diverged
}

/// What a finished trial leaves behind.
public struct TrialResult: Hashable, Sendable {
  /// The names of the network's tensors.
  public var tensors: [String]
  /// All evaluations, by ascending step.
  public var trajectory: [Evaluation]
  /// Why it ended.
  public var ending: Ending
  /// The BLAS kernels that it was trained on, in their order: one, unless it went on from a state on
  /// another processor, and then no processor alone has the same bits.
  public var kernels: [KernelUse]
  /// What was measured besides evaluations.
  public var measures: [MeasureSeries]

  /// The steps that were taken.
  public var steps: Int { trajectory.last?.step ?? 0 }

  /// Collects what a trial leaves behind.
  public init(
    tensors: [String], trajectory: [Evaluation], ending: Ending, kernels: [KernelUse] = [],
    measures: [MeasureSeries] = []
  ) {
    self.tensors = tensors
    self.trajectory = trajectory
    self.ending = ending
    self.kernels = kernels
    self.measures = measures
  }
}
