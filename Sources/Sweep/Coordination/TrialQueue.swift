/// The trials of a run that wait for a worker, those of the cell that takes longest first.
///
/// Longest first (Graham 1969, SIAM J. Appl. Math. 17:416) ends within 4/3 of the shortest possible
/// time, because what is left for the end is short. The trials of a cell are neighbours, so that
/// memory grows with the number of cells and not of trials.
struct TrialQueue {
  private let partition: Partition
  /// The trials of each cell that nobody has had yet.
  private var untried: [Range<Int>]
  /// The cells with untried trials, the next one last.
  private var order: [Int]
  /// Trials that came back, which go out before all others.
  private var returned = WaitingLine<TrialID>()
  /// The number of trials that nobody has had yet.
  private(set) var untriedCount: Int

  /// Takes the trials of each cell, numbered in that order, and how many of each go out by now.
  ///
  /// - Precondition: no cell has fewer.
  init(sizes: [Int], released: [Int]) {
    partition = Partition(sizes: sizes)
    untried = zip(partition.ranges, released).map { range, count in
      precondition(count <= range.count, "a cell of \(range.count) trials has no \(count)")
      return range.prefix(count)
    }
    order = untried.indices.filter { released[$0] > 0 }.reversed()
    untriedCount = released.reduce(0, +)
  }

  /// Lets the next trials of a cell go out.
  ///
  /// - Precondition: the cell has so many that were not released before.
  mutating func release(_ count: Int, of cell: Int) {
    guard count > 0 else { return }
    let (start, end) = (untried[cell].lowerBound, untried[cell].upperBound + count)
    precondition(end <= partition.ranges[cell].upperBound, "cell \(cell) has no \(count) more")
    if untried[cell].isEmpty { order.insert(cell, at: 0) }
    untried[cell] = start..<end
    untriedCount += count
  }

  /// Whether any trial waits.
  var hasTrials: Bool { !returned.isEmpty || !order.isEmpty }

  /// The position of a trial's cell among those of the run.
  func cell(of trial: TrialID) -> Int { partition.place(of: trial.rawValue).part }

  /// The cell whose untried trials go out next.
  var next: Int? { order.last }

  /// Takes up to `count` untried trials, all of the cell ``next``.
  mutating func take(_ count: Int) -> [TrialID] {
    guard let cell = order.last else { return [] }
    let taken = untried[cell].prefix(count)
    untried[cell].removeFirst(taken.count)
    untriedCount -= taken.count
    if untried[cell].isEmpty { order.removeLast() }
    return taken.map(TrialID.init)
  }

  /// Takes the trial that has been back for longest.
  mutating func takeReturned() -> TrialID? { returned.takeFirst() }

  /// Takes a trial back.
  mutating func put(back trial: TrialID) { returned.append(trial) }

  /// Forgets a trial that came back, as somebody has trained it after all.
  mutating func remove(_ trial: TrialID) { returned.remove(trial) }

  /// Sorts the cells anew.
  mutating func sort(by seconds: (Int) -> Double) {
    let keys = order.map { (cell: $0, seconds: seconds($0)) }
    // Cells that take equally long keep the order of the grid.
    order = keys.sorted { ($0.seconds, $1.cell) < ($1.seconds, $0.cell) }.map(\.cell)
  }
}
