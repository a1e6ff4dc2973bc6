/// When a worker counts as lost, and how much it is given at once; all in seconds.
enum Limits {
  /// The shortest silence after which a worker is suspected: five of its signs of life.
  static let shortestLease = 5.0
  /// The silence allowed in a cell of which it is not known how often its trials report.
  static let firstLease = 60.0
  /// The silence allowed, as a multiple of what is usual in the cell.
  static let usualFactor = 10.0
  /// The silence allowed, as a multiple of the longest one remembered of the cell.
  static let longestFactor = 3.0
  /// The silence allowed to a thread of this process, which cannot end alone: only a step that
  /// never ends, or a file system that never answers, can hold it for so long.
  static let threadLease = 600.0
  /// How long a worker is suspected before it counts as lost: two more signs of life.
  static let suspicion = 2.0
  /// The same if most workers are suspected together: what they share may come back.
  static let commonSuspicion = 30.0
  /// How long a run waits for a worker to come back when all are lost.
  static let desertion = 60.0
  /// How much work goes out in one message, if trials are shorter than that.
  static let batch = 0.05
  /// The most trials in one message.
  static let batchCount = 256
  /// The next trial is sent ahead if the cell's trials are shorter than that.
  ///
  /// A worker that waits for one loses a hundredth of a second; one sent ahead too early might
  /// wait for long while other workers have nothing to do.
  static let sentAhead = 1.0
  /// Cells are sorted anew once one result in so many is new, or after so many seconds.
  static let resortedShare = 20
  static let resortInterval = 60.0
}
