/// A division of a task's samples into a training and a test set.
struct Split {
  var train: Samples
  let test: Samples
  /// The task's other sets.
  let probes: [String: Samples]

  /// The number of training samples: the fraction of all, rounded to the nearest whole number.
  static func trainCount(of samples: Int, fraction: Double) -> Int {
    Int((Double(samples) * fraction).rounded())
  }

  /// Draws the training set without replacement.
  ///
  /// Both sets keep the order of the whole: sorted by their tokens, they let the gather and
  /// its way back run through memory in order.
  init(_ sets: SampleSets, fraction: Double, generator: inout Generator) {
    let shuffled = generator.shuffled(sets.pool.count)
    let count = Self.trainCount(of: sets.pool.count, fraction: fraction)
    train = sets.pool.selecting(shuffled[..<count].sorted())
    test = sets.pool.selecting(shuffled[count...].sorted())
    probes = sets.probes
  }
}
