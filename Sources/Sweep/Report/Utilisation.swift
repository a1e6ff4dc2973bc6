import Figures

/// How busy the workers of a sweep were, by when each trial's last attempt began and how long it took.
///
/// Attempts that were lost left no time behind and are not in it.
struct Utilisation: Sendable {
  /// One worker: a rank of a host.
  private struct Worker: Hashable {
    let host: String
    let rank: Int
  }

  private var workers: Set<Worker> = []
  private var starts: [Double] = []
  private var ends: [Double] = []

  /// Takes in the attempt of a trial that is stored.
  mutating func add(_ attempt: Attempt) {
    let end = attempt.startedAt + max(0, attempt.wallSeconds)
    guard end.isFinite else { return }
    workers.insert(Worker(host: attempt.provenance.host, rank: attempt.rank))
    starts.append(attempt.startedAt)
    ends.append(end)
  }

  /// What follows from all attempts; `nil` if nothing took any time.
  var times: Times? { Times(starts.sorted(), ends.sorted(), workers: workers.count) }

  /// When trials were in training.
  struct Times: Sendable {
    /// How many ranks of hosts have trained.
    let workers: Int
    /// When the first trial began, in seconds since 1970.
    let first: Double
    /// From the first beginning to the last end, in seconds.
    let span: Double
    /// The time of all trials together, in seconds.
    let busy: Double
    /// How long at least one trial was in training, in seconds.
    let active: Double
    /// How many were in training at once, at most.
    let most: Int
    /// How many were in training on average from each time, in seconds since the first beginning, up to
    /// the next.
    let curve: [Point]
    /// How many trials there are.
    let trials: Int

    /// How many were in training on average, while any was.
    var average: Double { busy / active }

    fileprivate init?(_ starts: [Double], _ ends: [Double], workers: Int) {
      guard let first = starts.first, let last = ends.last, last > first else { return nil }
      (self.workers, self.first, span) = (workers, first, last - first)
      var (running, most, active, since) = (0, 0, 0.0, first)
      var end = ends.makeIterator()
      var next = end.next()
      for start in starts {
        while let time = next, time <= start {
          running -= 1
          if running == 0 { active += time - since }
          next = end.next()
        }
        if running == 0 { since = start }
        running += 1
        most = max(most, running)
      }
      (self.most, self.active) = (most, active + last - since)
      // Summed from the first beginning: seconds since 1970 would take the digits.
      busy = zip(starts, ends).reduce(0) { $0 + ($1.1 - first) - ($1.0 - first) }
      trials = starts.count
      curve = Self.curve(starts.map { $0 - first }, ends.map { $0 - first }, span: last - first)
    }

    private static func curve(_ starts: [Double], _ ends: [Double], span: Double) -> [Point] {
      let edges = (0...bins).map { span * Double($0) / Double(bins) }
      // The time that trials have taken up to an edge.
      let taken = zip(elapsed(starts, at: edges), elapsed(ends, at: edges)).map { $0 - $1 }
      let means = zip(taken, taken.dropFirst()).map { max(0, $1 - $0) / (span / Double(bins)) }
      return zip(edges, means + means.suffix(1)).map { Point($0, $1) }
    }

    /// The sum over the times before each edge of the time since then.
    private static func elapsed(_ times: [Double], at edges: [Double]) -> [Double] {
      var (count, sum) = (0, 0.0)
      return edges.map { edge in
        while count < times.count, times[count] < edge {
          sum += times[count]
          count += 1
        }
        return Double(count) * edge - sum
      }
    }

    private static let bins = 120
  }
}
