import Foundation

/// How a worker got on since its last message; both in seconds.
struct Pace: Hashable, Sendable {
  /// The longest time between two of its looks for messages: it was silent for that long.
  var silence = 0.0
  /// The longest time in which it could not have put its trial aside.
  var moment = 0.0
}

/// How long workers in training fall silent, by cell, and how long they may be.
///
/// What is usual is the second largest of the last reports, so that one pause is nothing unusual.
/// What is rare but regular, such as an evaluation, is the longest silence, which is forgotten by
/// half every ten minutes. After the accrual of Hayashibara et al. 2004 (SRDS, pp. 66–78), who
/// estimate a distribution; here its tail is what counts, and it is short.
struct Silences {
  private struct Cell {
    /// The last reports, the oldest of which is replaced next.
    var recent: [Double] = []
    var next = 0
    var longest = Fading()
    /// The last silence that made a live worker count as lost, and when it ended.
    var refuted: (seconds: Double, at: Double)?

    mutating func record(_ seconds: Double, at now: Double) {
      longest.raise(to: seconds, at: now)
      if recent.count < Silences.memory {
        recent.append(seconds)
      } else {
        recent[next] = seconds
        next = (next + 1) % Silences.memory
      }
    }

    var usual: Double? {
      var (largest, second): (Double?, Double?) = (nil, nil)
      for seconds in recent {
        if seconds > largest ?? -1 {
          (largest, second) = (seconds, largest)
        } else if seconds > second ?? -1 {
          second = seconds
        }
      }
      return second ?? largest
    }
  }

  /// A maximum that is forgotten by and by.
  private struct Fading {
    private var seconds = 0.0
    private var since = 0.0

    func value(at now: Double) -> Double {
      seconds * exp2(-(now - since) / Silences.halfLife)
    }

    mutating func raise(to other: Double, at now: Double) {
      if other >= value(at: now) { (seconds, since) = (other, now) }
    }
  }

  /// The number of reports that tell what is usual.
  private static let memory = 16
  /// The seconds in which half of the longest silence is forgotten.
  private static let halfLife = 600.0
  /// The seconds within which a second silence like a first one is no accident.
  private static let coincidence = 3600.0

  private var cells: [Int: Cell] = [:]
  private var moment = Fading()

  /// Takes in what a worker tells of its present trial.
  mutating func record(_ pace: Pace, cell: Int, at now: Double) {
    cells[cell, default: Cell()].record(pace.silence, at: now)
    moment.raise(to: pace.moment, at: now)
  }

  /// Takes in how long a worker was silent that counted as lost.
  ///
  /// The first time it is an accident, such as a stopped process. If it happens again, workers in
  /// this cell need longer.
  mutating func recordRefuted(_ seconds: Double, cell: Int, at now: Double) {
    let before = cells[cell]?.refuted
    cells[cell, default: Cell()].refuted = (seconds, now)
    if let before, now - before.at < Self.coincidence {
      cells[cell]?.longest.raise(to: min(before.seconds, seconds), at: now)
    }
  }

  /// How long a worker may be silent that trains a trial of the cell.
  func lease(cell: Int, at now: Double) -> Double {
    guard let cell = cells[cell], let usual = cell.usual else {
      return Limits.firstLease
    }
    return max(
      Limits.shortestLease, Limits.usualFactor * usual,
      Limits.longestFactor * cell.longest.value(at: now))
  }

  /// The longest ``Pace/moment`` of all cells that is still to be reckoned with.
  func longestMoment(at now: Double) -> Double { moment.value(at: now) }
}
