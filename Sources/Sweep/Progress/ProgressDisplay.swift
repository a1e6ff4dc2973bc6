/// Where progress is shown.
enum ProgressPlace: Hashable, Sendable {
  /// In place, on a terminal of so many columns.
  case terminal(columns: Int, ink: Ink)
  /// A line now and then, in a file or a pipe.
  case log
  /// Nowhere: only what happens is told.
  case quiet

  /// What an output is.
  ///
  /// - Parameters:
  ///   - columns: those of the terminal, or `nil` if there is none.
  ///   - environment: the variables of the process; a dumb terminal is written to as a log.
  init(columns: Int?, environment: [String: String]) {
    guard let columns, environment["TERM"] != "dumb" else {
      self = .log
      return
    }
    self = .terminal(
      columns: columns, ink: TextLayout(columns: columns, environment: environment).ink)
  }
}

/// Shows progress, and what happens, as text for its place.
///
/// It reads no clock: who uses it says the time, in seconds since any moment.
struct ProgressDisplay {
  /// Seconds between two pictures on a terminal.
  private static let terminalInterval = 0.2
  /// When lines come in a log, in seconds, and then every so many: a day has 291.
  private static let firstLines = [10.0, 30, 60]
  private static let logInterval = 300.0

  /// Where it is shown.
  let place: ProgressPlace
  /// Writes to standard error.
  let write: (String) -> Void

  private var start: Double?
  private var nextShown = 0.0
  private var linesInPlace = 0

  init(_ place: ProgressPlace, write: @escaping (String) -> Void) {
    (self.place, self.write) = (place, write)
  }

  /// Whether it is time to show progress.
  mutating func isDue(now: Double) -> Bool {
    guard let start else {
      start = now
      if case .log = place { nextShown = now + Self.firstLines[0] } else { nextShown = now }
      return isDue(now: now)
    }
    _ = start
    return place != .quiet && now >= nextShown
  }

  /// Shows progress, which is due.
  mutating func update(_ progress: SweepProgress, now: Double) {
    let start = start ?? now
    switch place {
    case .terminal: nextShown = now + Self.terminalInterval
    case .log:
      let passed = now - start
      nextShown =
        start
        + (Self.firstLines.first { $0 > passed }
          ?? Self.logInterval * (passed / Self.logInterval + 1e-9).rounded(.down) + Self.logInterval)
    case .quiet: return
    }
    show(progress)
  }

  /// Shows the last progress, which stays.
  mutating func finish(_ progress: SweepProgress) {
    show(progress)
    end()
  }

  /// Leaves what is shown where it is.
  mutating func end() { linesInPlace = 0 }

  /// Tells what has happened, in a line that stays.
  mutating func note(_ line: String) {
    write(erasing + "groksweep: \(line)\n")
    linesInPlace = 0
  }

  private mutating func show(_ progress: SweepProgress) {
    switch place {
    case .terminal(let columns, let ink):
      // One column is left free: some terminals go on to the next line after the last one.
      let lines = progress.lines(width: columns - 1, ink: ink)
      write(erasing + lines.map { $0 + "\n" }.joined())
      linesInPlace = lines.count
    case .log: write("groksweep: \(progress.line)\n")
    case .quiet: break
    }
  }

  /// Goes back to where the picture began, and clears what is below (ECMA-48 CPL and ED).
  private var erasing: String { linesInPlace > 0 ? "\u{1b}[\(linesInPlace)F\u{1b}[J" : "" }
}
