/// How long a trial of each cell takes, as far as a run can tell.
///
/// A cell of which trials have ended takes their mean. Any other is expected to take as long for
/// each unit of its work as the cells that are known do, by the median.
struct CostModel {
  /// What a trial of each cell may cost at most, in any unit: its steps times their operations.
  private let work: [Double]
  private var seconds: [Double]
  private var ended: [Int]
  private var secondsPerWork: Double?
  /// Whether an expectation may have changed since ``update()``.
  private(set) var isStale = true

  /// Takes the work of each cell, and how long trials of it have taken before this run.
  init(work: [Double], known: [(ended: Int, seconds: Double)] = []) {
    self.work = work
    seconds = work.indices.map { $0 < known.count ? known[$0].seconds : 0 }
    ended = work.indices.map { $0 < known.count ? known[$0].ended : 0 }
    update()
  }

  /// Learns from a trial that has ended.
  mutating func record(cell: Int, seconds: Double) {
    self.seconds[cell] += seconds
    ended[cell] += 1
    isStale = true
  }

  /// Fits anew what the cells without ended trials are expected to take.
  mutating func update() {
    let rates = work.indices.filter { ended[$0] > 0 && work[$0] > 0 }
      .map { seconds[$0] / Double(ended[$0]) / work[$0] }.sorted()
    secondsPerWork = rates.isEmpty ? nil : rates[rates.count / 2]
    isStale = false
  }

  /// The mean of the cell's trials that have ended, in seconds, or `nil` before the first.
  func measuredSeconds(_ cell: Int) -> Double? {
    ended[cell] > 0 ? seconds[cell] / Double(ended[cell]) : nil
  }

  /// What a trial of the cell is expected to take: seconds, or work as long as none has ended.
  func expectation(_ cell: Int) -> Double {
    measuredSeconds(cell) ?? work[cell] * (secondsPerWork ?? 1)
  }
}
