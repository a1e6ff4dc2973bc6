/// A trial that a worker has begun and not handed in, as far as the store was told.
struct TrialInTraining: Hashable, Sendable {
  /// The position of its cell in the grid.
  var cell: Int
  /// Its seed.
  var seed: Int
  /// When it was begun or taken up, in seconds since 1970.
  var since: Double
  /// At which step.
  var step: Int
}
