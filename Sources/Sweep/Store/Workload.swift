import Engine

/// A trial's position in the list of trials that a run has to train.
struct TrialID: RawRepresentable, Hashable, Sendable {
  let rawValue: Int
}

/// The trials that a run has to train, by cell.
///
/// No configuration of a trial is kept: it is its cell's with another seed.
struct Workload: Sendable {
  /// The missing trials of one cell.
  struct Share: Sendable {
    /// The position of the cell in the grid.
    var position: Int
    /// The cell's configuration.
    var cell: TrialConfiguration
    /// The seeds of the trials.
    var seeds: [Int]
  }

  let shares: [Share]
  private let partition: Partition

  init(_ shares: [Share]) {
    self.shares = shares
    partition = Partition(sizes: shares.map(\.seeds.count))
  }

  /// All trials of an experiment.
  init(_ experiment: Experiment) {
    self.init(
      (0..<experiment.cellCount).map {
        Share(position: $0, cell: experiment.cell($0).configuration, seeds: experiment.seeds)
      })
  }

  /// The number of trials.
  var count: Int { partition.count }

  /// Whether there is such a trial.
  func contains(_ trial: TrialID) -> Bool { (0..<count).contains(trial.rawValue) }

  /// The share of a trial, and its seed.
  func place(of trial: TrialID) -> (share: Int, seed: Int) {
    let (share, position) = partition.place(of: trial.rawValue)
    return (share, shares[share].seeds[position])
  }

  /// The configurations of all trials, made when asked for.
  var configurations: LazyMapSequence<Range<Int>, TrialConfiguration> {
    (0..<count).lazy.map { configuration(TrialID(rawValue: $0)) }
  }

  /// The configuration of a trial, seed included.
  func configuration(_ trial: TrialID) -> TrialConfiguration {
    let (share, seed) = place(of: trial)
    var configuration = shares[share].cell
    configuration.seed.trial = seed
    return configuration
  }
}
