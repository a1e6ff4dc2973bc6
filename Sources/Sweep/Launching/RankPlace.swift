import Foundation

/// Where a rank runs: what it tells on a line of its own, and what all of them tell together.
struct RankPlace: Hashable, Sendable {
  let rank: Int
  let host: String
  /// The cores that it may use.
  let cores: Set<Int>
  /// The number of cores of its machine.
  let hostCores: Int

  init(rank: Int, host: String, cores: Set<Int>, hostCores: Int) {
    (self.rank, self.host, self.cores, self.hostCores) = (rank, host, cores, hostCores)
  }

  /// The place of this process; its cores are unknown where there is no `/proc`.
  static func ofThisProcess(rank: Int) -> RankPlace {
    let provenance = Provenance.ofThisProcess()
    return RankPlace(
      rank: rank, host: provenance.host, cores: coreList(provenance.cores) ?? [],
      hostCores: ProcessInfo.processInfo.processorCount)
  }

  /// One line: `rank 3 on node7 has cores 0,1,4 of 8`.
  var line: String {
    let list = cores.sorted().map(String.init).joined(separator: ",")
    return "rank \(rank) on \(host) has cores \(list) of \(hostCores)"
  }

  /// Reads ``line``.
  init?(line: some StringProtocol) {
    let pattern = /rank (\d+) on (\S+) has cores (\S*) of (\d+)/
    guard let match = String(line).wholeMatch(of: pattern)?.output, let rank = Int(match.1),
      let cores = coreList(String(match.3)), let hostCores = Int(match.4)
    else { return nil }
    self.init(rank: rank, host: String(match.2), cores: cores, hostCores: hostCores)
  }

  /// The ranks that have fewer cores than their number, on a machine that has enough of them.
  ///
  /// Ranks in excess of the cores of their machine share those evenly, and so they may each share
  /// theirs. By Hall's theorem it is enough to look at each set of cores that some rank is bound to:
  /// bindings are nested or apart (cores, sockets, machines).
  ///
  /// - Returns: the ranks that are worst off, or none.
  static func starved(_ places: [RankPlace]) -> [RankPlace] {
    var worst: (excess: Int, ranks: [RankPlace]) = (0, [])
    for onHost in Dictionary(grouping: places, by: \.host).values {
      for place in onHost where !place.cores.isEmpty {
        let share = (onHost.count + place.hostCores - 1) / place.hostCores
        let within = onHost.filter { $0.cores.isSubset(of: place.cores) }
        let excess = within.count - share * place.cores.count
        if excess > worst.excess { worst = (excess, within) }
      }
    }
    return worst.ranks.sorted { $0.rank < $1.rank }
  }
}

/// Reads a list of cores as Linux writes it: `0-3,8`.
func coreList(_ text: String) -> Set<Int>? {
  var cores: Set<Int> = []
  for part in text.split(separator: ",") {
    let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first <= last
    else { return nil }
    cores.formUnion(first...last)
  }
  return cores
}
