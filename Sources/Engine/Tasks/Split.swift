/// A division of a task's samples into a training and a test set.
struct Split {
  var train: Samples
  let test: Samples

  /// The number of training samples: the fraction of all, rounded to the nearest whole number.
  static func trainCount(of samples: Int, fraction: Double) -> Int {
    Int((Double(samples) * fraction).rounded())
  }

  /// Draws the training set without replacement.
  ///
  /// Both sets keep the order of the whole: sorted by their tokens, they let the gather and
  /// scatter of the token layer run through memory in order.
  init(_ samples: Samples, fraction: Double, generator: inout Generator) {
    let shuffled = generator.shuffled(samples.count)
    let count = Self.trainCount(of: samples.count, fraction: fraction)
    train = samples.selecting(shuffled[..<count].sorted())
    test = samples.selecting(shuffled[count...].sorted())
  }
}
