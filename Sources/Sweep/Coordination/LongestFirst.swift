/// When the trials of a sweep end if each rank takes the longest that is left.
///
/// List scheduling by Graham 1969, SIAM J. Appl. Math. 17:416, as ``TrialQueue`` does it.
struct LongestFirst: Sendable {
  /// The seconds of all trials together.
  let total: Double
  /// The seconds of the longest one.
  let longest: Double
  /// How many trials take how long, the longest first.
  private let groups: [(seconds: Double, count: Int)]

  /// Takes how many trials take how long, in seconds.
  init(_ groups: [(seconds: Double, count: Int)]) {
    self.groups = groups.filter { $0.count > 0 }.sorted { $0.seconds > $1.seconds }
    total = groups.reduce(0) { $0 + $1.seconds * Double($1.count) }
    longest = self.groups.first?.seconds ?? 0
  }

  /// The number of trials.
  var count: Int { groups.reduce(0) { $0 + $1.count } }

  /// The seconds until the last trial ends.
  ///
  /// - Precondition: there is a rank.
  /// - Complexity: O(n log r) for n trials on r ranks.
  func makespan(ranks: Int) -> Double {
    precondition(ranks >= 1, "\(ranks) ranks train nothing")
    var ends = [Double](repeating: 0, count: min(ranks, max(1, count)))
    for group in groups {
      for _ in 0..<group.count {
        ends[0] += group.seconds
        siftDown(&ends)
      }
    }
    return ends.max() ?? 0
  }

  /// What no schedule can undercut: an even share, or the longest trial.
  func lowerBound(ranks: Int) -> Double { max(total / Double(ranks), longest) }

  /// The smallest number of ranks that is through after so many seconds; `nil` if a trial alone
  /// takes longer.
  func ranks(within seconds: Double) -> Int? {
    guard longest <= seconds, seconds > 0 else { return nil }
    var (low, high) = (max(1, Int((total / seconds).rounded(.up))), max(1, count))
    while low < high {
      let middle = low + (high - low) / 2
      if makespan(ranks: middle) <= seconds { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// Restores the order of a heap whose first, smallest element has grown.
  private func siftDown(_ heap: inout [Double]) {
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { return }
      if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[parent] else { return }
      heap.swapAt(child, parent)
      parent = child
    }
  }
}
