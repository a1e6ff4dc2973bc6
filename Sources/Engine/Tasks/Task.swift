/// What a network has to learn.
protocol Task: Configurable {
  /// The word that selects the task in an experiment file.
  static var kind: String { get }

  /// The table that the samples come from, if they do.
  var table: TableContent? { get }

  /// The sizes of the samples, before they are made.
  ///
  /// - Parameter table: that of ``table``, if it is at hand. Without it, a task that has one gives
  ///   the least that the table can hold.
  /// - Returns: the sizes.
  /// - Throws: ``TableError`` if the table does not hold the task's samples.
  func sizes(_ table: SampleTable?) throws(TableError) -> SampleSizes

  /// Makes the samples.
  ///
  /// - Parameters:
  ///   - generator: the stream "task", for a task that draws them.
  ///   - table: that of ``table``.
  /// - Returns: the samples.
  /// - Throws: ``TableError`` if the table does not hold them.
  func sets(_ generator: inout Generator, _ table: SampleTable?) throws(TableError) -> SampleSets
}

extension Task {
  var table: TableContent? { nil }
}

/// The samples of a task.
struct SampleSets {
  /// What is divided into a training and a test set.
  var pool: Samples
  /// Sets by name that nobody trains on: inputs that share something with the training set, say.
  var probes: [String: Samples] = [:]
}
