import Statistics

/// How far a sweep is, as it is shown to whoever watches it.
struct SweepProgress: Hashable, Sendable {
  /// What the trials of one cell have come to.
  struct Cell: Hashable, Sendable {
    /// What the cell is called.
    var label: String
    /// How many trials it has, as far as they are called for.
    var trials: Int
    /// How many generalized.
    var generalized = 0
    /// How many ended memorized, but did not generalize.
    var memorized = 0
    /// How many others ended: those that did neither, and those that diverged.
    var others = 0

    /// How many have ended.
    var ended: Int { generalized + memorized + others }
  }

  /// The experiment.
  var name: String
  /// Trials that have ended, those of earlier runs included.
  var done: Int
  /// All trials that are called for.
  var total: Int
  /// Workers that train.
  var running: Int
  /// Seconds since the run began, if it is known.
  var elapsed: Double?
  /// The share of the work that is done, what trials in training have done included; `nil` before
  /// anything is known of it.
  var share: Double?
  /// Seconds until the end, as an interval; `nil` before anything is known of it.
  var left: Interval?
  /// The cells that are shown, those in training first.
  var cells: [Cell] = []
  /// How many others there are.
  var hiddenCells = 0

  /// In one line, such as `12/40 trials, 34 %, 2 running, 1m05s elapsed, 2m31s to 4m02s left`.
  var line: String { ([counts] + times).joined(separator: ", ") }

  fileprivate var counts: String { "\(done)/\(total) trials" }

  fileprivate var times: [String] {
    var times = share.map { ["\(Int(100 * min(1, max(0, $0)))) %"] } ?? []
    times.append("\(running) running")
    if let elapsed { times.append("\(duration(elapsed)) elapsed") }
    if let left, done < total {
      let (low, high) = (duration(left.low), duration(left.high))
      times.append(low == high ? "about \(low) left" : "\(low) to \(high) left")
    }
    return times
  }
}

extension SweepProgress {
  /// The most lines that are shown.
  static let mostLines = 8
  /// The most cells that are shown.
  static let mostCells = mostLines - 2
  /// The widest that it is shown.
  private static let widest = 80
  private static let widestBar = 30

  /// The lines for a terminal, of which 80 columns are used at most: how far it is, then a bar for each of
  /// some cells, and what the bars mean.
  func lines(width: Int, ink: Ink) -> [String] {
    let width = min(width, Self.widest)
    let head = cut("\(singleLine(name, limit: width)): \(line)", width)
    let shown = cells.prefix(Self.mostCells)
    guard !shown.isEmpty else { return [ink.bold(head)] }
    let hidden = hiddenCells + cells.count - shown.count
    let legend =
      (hidden > 0 ? "\(hidden) more \(hidden == 1 ? "cell" : "cells")  " : "")
      + "█ generalized  ▒ memorized only  · neither"
    return [ink.bold(head)] + rows(shown, width, ink) + [ink.faint(cut(legend, width))]
  }

  private func rows(_ cells: ArraySlice<Cell>, _ width: Int, _ ink: Ink) -> [String] {
    let bar = min(Self.widestBar, max(10, width / 3), max(1, cells.map(\.trials).max() ?? 1))
    let counts = cells.map { "\($0.ended)/\($0.trials)" }
    let longest = counts.map(\.count).max() ?? 0
    let room = max(1, width - bar - longest - 4)
    let label = min(room, cells.map(\.label.count).max() ?? 0)
    return zip(cells, counts).map { cell, count in
      let name = cut(singleLine(cell.label), label)
      let padding = String(repeating: " ", count: label - name.count)
      let space = String(repeating: " ", count: longest - count.count)
      return "\(name)\(padding)  \(ink.answer(cell.bar(bar)))  \(space)\(count)"
    }
  }
}

extension SweepProgress.Cell {
  /// A bar of so many columns: a trial has one, or a part of one where there are more trials.
  func bar(_ width: Int) -> String {
    let parts: [(Int, Character)] = [(generalized, "█"), (memorized, "▒"), (others, "·")]
    let scale = trials > width ? Double(width) / Double(trials) : 1
    var (bar, sum) = ("", 0)
    for (count, mark) in parts {
      sum += count
      // Whatever has happened to any trial is seen.
      let least = bar.count + (count > 0 && bar.count < width ? 1 : 0)
      let end = max(least, Int((Double(sum) * scale).rounded(.down)))
      bar += String(repeating: mark, count: min(width, end) - bar.count)
    }
    return bar + String(repeating: " ", count: max(0, width - bar.count))
  }
}
