/// How far a run is, in one line.
struct Progress: Hashable {
  /// Trials that have ended, those of earlier runs included.
  var done: Int
  /// All trials of the experiment.
  var total: Int
  /// Trials that ended in this run.
  var doneHere: Int
  /// Workers that train.
  var running: Int
  /// Seconds since this run began.
  var elapsed: Double

  /// In words, such as `12/40 trials, 2 running, 1m05s elapsed, about 2m31s left`.
  ///
  /// The rest is estimated from the mean pace of this run, once each worker has ended a trial or
  /// two: before that, the pace is that of the quick ones only.
  var line: String {
    var line = "\(done)/\(total) trials, \(running) running, \(duration(elapsed)) elapsed"
    let left = total - done
    if left > 0, doneHere >= max(3, 2 * running) {
      line += ", about \(duration(elapsed / Double(doneHere) * Double(left))) left"
    }
    return line
  }
}

/// Seconds in words: `7s`, `1m05s`, `3h02m`, `2d04h`.
func duration(_ seconds: Double) -> String {
  let seconds = Int(min(seconds, 1e9))
  func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
  return switch seconds {
  case ..<60: "\(seconds)s"
  case ..<3600: "\(seconds / 60)m\(twoDigits(seconds % 60))s"
  case ..<86400: "\(seconds / 3600)h\(twoDigits(seconds / 60 % 60))m"
  default: "\(seconds / 86400)d\(twoDigits(seconds / 3600 % 24))h"
  }
}

/// Shows progress: in place on a terminal, otherwise a line now and then.
struct ProgressLine {
  /// Whether the line is overwritten in place.
  let isTerminal: Bool
  /// Writes to standard error.
  let write: (String) -> Void

  private var lastShown: Double?
  private var shownInPlace = false

  init(isTerminal: Bool, write: @escaping (String) -> Void) {
    self.isTerminal = isTerminal
    self.write = write
  }

  /// Seconds between two lines: often enough to watch, seldom enough for a job's log file.
  private var interval: Double { isTerminal ? 0.2 : 10 }

  /// Whether the last line was long enough ago for another one.
  func isDue(now: Double) -> Bool { lastShown.map { now - $0 >= interval } ?? true }

  /// Shows progress if it is due; at first only on a terminal.
  mutating func update(_ progress: Progress, now: Double) {
    guard isDue(now: now) else { return }
    if isTerminal || lastShown != nil { show(progress.line) }
    lastShown = now
  }

  /// Shows the last progress and ends the line.
  mutating func finish(_ progress: Progress) {
    show(progress.line)
    end()
  }

  /// Ends the line, so that others can follow it.
  mutating func end() {
    if shownInPlace { write("\n") }
    shownInPlace = false
  }

  /// Prints a line that stays.
  mutating func note(_ line: String) {
    write((shownInPlace ? "\r\u{1b}[K" : "") + "groksweep: \(line)\n")
    shownInPlace = false
  }

  private mutating func show(_ line: String) {
    // ESC [ K clears what a longer line left behind.
    write(isTerminal ? "\r\u{1b}[Kgroksweep: \(line)" : "groksweep: \(line)\n")
    shownInPlace = isTerminal
  }
}
