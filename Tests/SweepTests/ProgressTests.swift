import ArgumentParser
import Statistics
import Testing

@testable import Sweep

/// A sweep on its way: four cells of five trials.
private let halfway = SweepProgress(
  name: "quickstart", done: 11, total: 20, running: 2, elapsed: 65, share: 0.344,
  left: Interval(low: 151, high: 242),
  cells: [
    SweepProgress.Cell(label: "weight_decay 3", trials: 5, generalized: 5),
    SweepProgress.Cell(label: "weight_decay 1", trials: 5, generalized: 2, memorized: 1),
    SweepProgress.Cell(label: "weight_decay 0.3", trials: 5, generalized: 1, others: 2),
    SweepProgress.Cell(label: "weight_decay 0", trials: 5),
  ])

/// What a display has written.
private final class Written {  // a class, because a closure adds to it
  var text = ""
  var lines: Int { text.count { $0 == "\n" } }
}

/// Shows the same progress every fifth of a second in virtual time.
private func written(
  _ place: ProgressPlace, seconds: Double, _ progress: SweepProgress = halfway
) -> Written {
  let written = Written()
  var display = ProgressDisplay(place) { written.text += $0 }
  for tick in 0...Int(seconds * 5) {
    let now = 1000 + Double(tick) / 5
    if display.isDue(now: now) { display.update(progress, now: now) }
  }
  return written
}

@Suite("Progress")
struct ProgressTests {
  private let plain = [
    "quickstart: 11/20 trials, 34 %, 2 running, 1m05s elapsed, 2m31s to 4m02s left",
    "weight_decay 3    █████  5/5", "weight_decay 1    ██▒    3/5",
    "weight_decay 0.3  █··    3/5", "weight_decay 0           0/5",
    "█ generalized  ▒ memorized only  · neither",
  ]

  @Test("a terminal without colour shows this, to the byte")
  func terminalWithoutColour() {
    let text = plain.map { $0 + "\n" }.joined()
    let written = written(.terminal(columns: 80, ink: .none), seconds: 0.2)
    #expect(written.text == text + "\u{1b}[6F\u{1b}[J" + text)
  }

  @Test("a terminal shows the same in colour")
  func terminal() {
    let lines =
      ["\u{1b}[1m\(plain[0])\u{1b}[0m"]
      + plain[1...4].map { line in
        let (label, bar, count) = (
          line.prefix(18), line.dropFirst(18).prefix(5), line.dropFirst(23)
        )
        return "\(label)\u{1b}[36m\(bar)\u{1b}[0m\(count)"
      } + ["\u{1b}[2m\(plain[5])\u{1b}[0m"]
    #expect(
      written(.terminal(columns: 80, ink: .terminal), seconds: 0).text
        == lines.map { $0 + "\n" }.joined())
  }

  @Test("a pipe gets whole lines without any control character")
  func log() {
    let line =
      "groksweep: 11/20 trials, 34 %, 2 running, 1m05s elapsed, 2m31s to 4m02s left\n"
    #expect(written(.log, seconds: 9.8).text == "")
    #expect(written(.log, seconds: 10).text == line)
    #expect(written(.log, seconds: 299).text == line + line + line)
    #expect(written(.log, seconds: 600).text == String(repeating: line, count: 5))
  }

  @Test("a day's log has fewer than 400 lines")
  func day() {
    let count = written(.log, seconds: 86_400).lines
    #expect(count == 3 + 288)
  }

  @Test("--quiet shows nothing but what happens")
  func quiet() {
    let written = written(.quiet, seconds: 1000)
    var display = ProgressDisplay(.quiet) { written.text += $0 }
    display.finish(halfway)
    #expect(written.text == "")
    display.note("rank 1 is lost")
    #expect(written.text == "groksweep: rank 1 is lost\n")
  }

  @Test("what happens stands above the picture, which is drawn anew")
  func notes() {
    let written = Written()
    var display = ProgressDisplay(.terminal(columns: 80, ink: .none)) { written.text += $0 }
    let progress = SweepProgress(name: "e", done: 0, total: 1, running: 1)
    var due = [display.isDue(now: 0)]
    display.update(progress, now: 0)
    due.append(display.isDue(now: 0.1))
    #expect(due == [true, false])
    display.note("note")
    display.finish(progress)
    let line = "e: 0/1 trials, 1 running\n"
    #expect(written.text == line + "\u{1b}[1F\u{1b}[Jgroksweep: note\n" + line)
  }

  @Test("where a process writes decides how", arguments: [nil, 80])
  func places(columns: Int?) {
    func place(_ environment: [String: String]) -> ProgressPlace {
      ProgressPlace(columns: columns, environment: environment)
    }
    guard let columns else {
      #expect(place(["TERM": "xterm"]) == .log)
      return
    }
    #expect(place(["TERM": "xterm"]) == .terminal(columns: columns, ink: .terminal))
    #expect(
      place(["TERM": "xterm", "NO_COLOR": ""]) == .terminal(columns: columns, ink: .terminal))
    #expect(place(["TERM": "xterm", "NO_COLOR": "1"]) == .terminal(columns: columns, ink: .none))
    #expect(place(["TERM": "dumb"]) == .log)
  }

  @Test(
    "`launch` tells rank 0 of its terminals, and none is assumed", arguments: [nil, 80], [nil, 90])
  func told(error: Int?, output: Int?) throws {
    let here = OutputTerminals(
      errorColumns: error, outputColumns: output, isPlain: error == nil)
    let there = try LaunchedOutput.parse(here.options).terminals
    #expect(there == here)
    #expect(there.place == (error.map { .terminal(columns: $0, ink: .terminal) } ?? .log))
    #expect(there.layout.width == output ?? 100)
    #expect(there.layout.ink == (error != nil && output != nil ? .terminal : .none))
  }

  @Test(
    "at most eight lines and 80 columns, whatever the cells are called", arguments: [40, 80, 200])
  func bounds(columns: Int) {
    var progress = halfway
    progress.name = String(repeating: "name\n\u{202e}", count: 40)
    progress.cells = (0..<50).map { index in
      SweepProgress.Cell(
        label: String(repeating: "label\u{1b}[31m ", count: index), trials: 10 * index,
        generalized: index)
    }
    let lines = progress.lines(width: columns, ink: .none)
    #expect(lines.count == 8)
    #expect(lines.allSatisfy { $0.count <= min(columns, 80) })
    #expect(lines.allSatisfy { !$0.contains("\u{1b}") && !$0.contains("\u{202e}") })
    #expect(lines.last?.contains("44 more cells") == true)
  }

  @Test("a bar has its width, and every kind of trial is seen in it")
  func bars() {
    for trials in [1, 5, 30, 31, 1000] {
      let cell = SweepProgress.Cell(
        label: "", trials: trials, generalized: trials / 2, memorized: trials > 4 ? 1 : 0,
        others: trials > 4 ? 1 : 0)
      let bar = cell.bar(30)
      #expect(bar.count == 30)
      #expect(bar.contains("▒") == (trials > 4) && bar.contains("·") == (trials > 4))
    }
    let full = SweepProgress.Cell(label: "", trials: 200, generalized: 200)
    #expect(full.bar(10) == "██████████")
  }

  @Test("seconds in words")
  func durations() {
    let known = [(0.0, "0s"), (59.9, "59s"), (65, "1m05s"), (10_920, "3h02m"), (187_200, "2d04h")]
    for (seconds, words) in known { #expect(duration(seconds) == words) }
  }
}
