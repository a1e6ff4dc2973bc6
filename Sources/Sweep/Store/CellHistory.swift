/// How long the trials of a cell have taken.
struct CellHistory: Hashable, Sendable {
  /// The number of trials that have ended.
  private(set) var ended = 0
  /// What they took together.
  private(set) var steps = 0.0
  private(set) var seconds = 0.0
  /// Steps after which a trial still went on.
  var atLeast = 0.0

  /// Nothing is known.
  init() {}

  /// Takes what several trials took together.
  init(ended: Int, steps: Double, seconds: Double) {
    (self.ended, self.steps, self.seconds) = (ended, steps, seconds)
  }

  /// Takes in another trial.
  mutating func add(steps: Int, seconds: Double) {
    ended += 1
    self.steps += Double(steps)
    self.seconds += seconds
  }

  /// The mean steps, or `nil` before the first trial has ended.
  var meanSteps: Double? { ended > 0 ? steps / Double(ended) : nil }
  /// The mean time, or `nil` before the first trial has ended.
  var meanSeconds: Double? { ended > 0 ? seconds / Double(ended) : nil }
}
