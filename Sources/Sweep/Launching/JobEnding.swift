import Foundation

/// How a job is brought to its end, by signals to its launcher.
///
/// A launcher waits for every process that it has started, and so for ever if a machine is gone.
/// Once rank 0 has said goodbye, or nothing is heard of it any more, nobody needs the launcher. Two
/// SIGTERM within five seconds make mpirun of Open MPI 4 end at once, which one alone does not;
/// SIGKILL ends any.
///
/// Pure: it reads no clock and sends nothing. Legal transitions: `running → drained → ending →
/// killed`, each of which may be left out.
struct JobEnding {
  /// Seconds that a launcher has to end once rank 0 has said goodbye.
  static let farewell = 10.0
  /// Seconds after which a job is given up of which rank 0 has not said anything: mpirun waits for
  /// ever for a machine that is lost while it starts the ranks.
  static let longestStart = 600.0
  /// Seconds without a sign of life of rank 0 after which it is given up; its workers end after 60.
  static let longestSilence = 180.0
  /// Seconds between two SIGTERM, and from the first of them to SIGKILL.
  static let repetition = 1.0
  static let patience = 10.0
  /// Seconds after which a job that has not said anything has surely begun, and may be signalled.
  private static let start = 5.0

  private enum Phase {
    case running
    case drained
    case ending(since: Double, terms: Int)
    case killed
  }

  private var phase = Phase.running
  private let begin: Double
  private var state = RankZeroNote.State.nothing
  private var stateSince: Double

  /// Begins with the start of the launcher.
  init(at now: Double) {
    (begin, stateSince) = (now, now)
  }

  /// Whether the launcher is ended because it did not end by itself.
  var isForced: Bool {
    switch phase {
    case .running, .drained: false
    case .ending, .killed: true
    }
  }

  /// The signals to send now.
  ///
  /// - Parameters:
  ///   - requests: how often it was asked for: once to put aside what is in training, twice to
  ///     end the job at once, three times to kill it.
  ///   - note: what rank 0 says.
  ///   - now: the time in seconds.
  /// - Returns: none, or one.
  mutating func signals(
    requests: Int, note: RankZeroNote.State, at now: Double
  ) -> [Int32] {
    if note != state { (state, stateSince) = (note, now) }
    switch phase {
    case .killed: return []
    case _ where requests > 2:
      phase = .killed
      return [SIGKILL]
    case .ending(let since, _) where now - since >= Self.patience:
      phase = .killed
      return [SIGKILL]
    case .ending(let since, let terms):
      guard terms < 2, now - since >= Double(terms) * Self.repetition else { return [] }
      phase = .ending(since: since, terms: terms + 1)
      return [SIGTERM]
    case .running, .drained:
      if requests > 1 || isOver(at: now) {
        phase = .ending(since: now, terms: 1)
        return [SIGTERM]
      }
    }
    // A process that does not handle signals yet would die of one.
    guard case .running = phase, requests > 0, state != .nothing || now - begin > Self.start else {
      return []
    }
    phase = .drained
    return [SIGUSR1]
  }

  /// Whether the launcher has nothing left to wait for.
  private func isOver(at now: Double) -> Bool {
    switch state {
    case .nothing: now - begin >= Self.longestStart
    case .alive: now - stateSince >= Self.longestSilence
    case .ended: now - stateSince >= Self.farewell
    }
  }
}
