import Engine
import Testing

@testable import Sweep

@Suite("Curves in the terminal")
struct PictureTests {
  @Test("dots are set by the bits of Unicode's Braille block")
  func braille() {
    var canvas = BrailleCanvas(columns: 2, rows: 1)
    for y in 0..<4 { canvas.plot(0, y) }
    canvas.plot(3, 0)
    canvas.plot(9, 9)
    #expect(canvas.lines == ["⡇⠈"])
    canvas = BrailleCanvas(columns: 2, rows: 1)
    canvas.line(from: (0, 3), to: (3, 0))
    #expect(canvas.lines == ["⡠⠊"])
  }

  @Test("steps lie on a logarithmic axis")
  func axis() {
    let axis = LogAxis(last: 1000, columns: 31)
    #expect([0, 1, 10, 100, 1000, 5000].map(axis.column) == [0, 0, 10, 20, 30, 30])
    #expect(axis.decades.map(\.step) == [1, 10, 100, 1000])
    #expect(LogAxis(last: 0, columns: 5).column(7) == 0)
    let sampled = LogAxis(last: 100, columns: 5).sampled([(1, 0), (10, 0.5)])
    #expect(sampled[..<3].map { $0.isNaN ? -1 : $0 } == [0, 0, 0.5])
    #expect(sampled[3].isNaN && sampled[4].isNaN)
    #expect(sparkline([0, 0.5, 1, .nan, -1, 2]) == "▁▅█ ▁█")
  }

  @Test("words that would cover each other are left out")
  func placing() {
    #expect(placed([(0, "1"), (10, "100"), (11, "x")], width: 12) == "1        100")
  }

  private func trial(_ result: TrialResult) -> StoredTrial {
    StoredTrial(
      cell: 0, seed: 4, configuration: TrialConfiguration(), result: result,
      attempt: Attempt(number: 1, rank: 2, provenance: node7, startedAt: 0, wallSeconds: 65))
  }

  @Test("a trial's picture has its curves, its milestones and its facts")
  func trialPicture() {
    let trial = trial(plantedTrial(memorizedAt: 100, generalizedAt: 500, steps: 1000))
    var layout = TextLayout()
    layout.width = 80
    let text = TrialPicture(trial, name: "cell 1, seed 4", thresholds: Thresholds(), layout: layout)
      .text
    #expect(text.hasPrefix("cell 1, seed 4\ngeneralized at step 500\n\ntrain  1 ┤"))
    #expect(text.contains("M memorized at step 100; G generalized at step 500; delay 400 steps."))
    #expect(text.contains("on rank 2 of node7, 1m05s."))
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    #expect(text.unicodeScalars.contains { (0x2801...0x28ff).contains($0.value) })
  }

  @Test("a trial whose losses are no numbers is drawn as far as there is anything")
  func diverged() {
    var result = plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 0, ending: .diverged)
    result.trajectory[0].testAccuracy = .nan
    let text = TrialPicture(
      trial(result), name: "n", thresholds: Thresholds(), layout: TextLayout()
    ).text
    #expect(text.contains("diverged at step 0"))
  }

  @Test("a cell has a line a trial")
  func cellPicture() {
    let trials = [500, nil].map {
      trial(plantedTrial(memorizedAt: 100, generalizedAt: $0, steps: 1000))
    }
    let text = CellPicture(trials, name: "cell 1", thresholds: Thresholds(), layout: TextLayout())
      .text
    let lines = text.split(separator: "\n")
    #expect(lines.count == 4 && lines.allSatisfy { $0.count <= 100 })
    #expect(lines[2].contains("generalized        100          500    400"))
    #expect(lines[3].contains("memorized          100       > 1000  > 900"))
    let none = CellPicture([], name: "cell 1", thresholds: Thresholds(), layout: TextLayout()).text
    #expect(none == "cell 1\nnothing of it is stored yet\n")
  }
}
