import Engine
import TestSupport
import Testing

@testable import Sweep

@Suite("What fit and table say first")
struct LeadTests {
  private static let planted: FitReport = {
    var noise = Noise(seed: 7)
    return FitReport(PlantedWorld(cells: 16, trials: 20).sweep(&noise))
  }()

  @Test("the answer fits a screen, and has a sentence to quote", arguments: [80, 100, 200])
  func screen(width: Int) {
    var layout = TextLayout()
    layout.width = width
    let lines = Self.planted.text(layout).split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count <= 40)
    #expect(lines.allSatisfy { $0.count <= width })
    let text = Self.planted.text(wideLayout)
    let headline = Self.planted.verdicts.all.first { text.contains($0.sentence) }
    #expect(headline?.finding == .compatible)
    #expect(lines[0...1].joined().contains("exponent"))
  }

  @Test("details have every verdict, line, model and note")
  func details() {
    let report = FitReport(Self.planted.sweep, details: true)
    let text = report.text()
    #expect(text.contains(report.verdicts.text) && text.contains(report.verdicts.details))
    for part in report.fits.map(\.text) + report.survival.map(\.text) {
      #expect(text.contains(part))
    }
    #expect(report.json == Self.planted.json)
  }

  @Test("nothing to judge is said, and no table is drawn")
  func nothing() {
    let text = FitReport(plantedSweep("optimizer.weight_decay", [(real(1), [])])).text()
    #expect(text.hasPrefix("No law can be judged by these trials"))
  }

  private static let sweep = plantedSweep(
    "optimizer.weight_decay",
    [3, 1].map { decay in
      let trials = (0..<6).map {
        plantedTrial(
          memorizedAt: 100, generalizedAt: Int(900 / decay) + 10 * $0, steps: 5000,
          pruning: PruningCurve(accuracies: [1, 0.5, 0]))
      }
      return (real(decay), trials)
    }, steps: 5000)

  @Test("a table of 100 columns is this, to the byte")
  func table() {
    #expect(
      Table(Self.sweep).text() == """
                  weight_                 memorization  generalization
        cell        decay  generalized            step            step           delay    compression factor
           1            3          6/6  100 [100, 100]  325 [303, 347]  225 [203, 247]  2.000 [2.000, 2.000]
           2            1          6/6  100 [100, 100]  925 [903, 947]  825 [803, 847]  2.000 [2.000, 2.000]

        Steps are medians with 95 % intervals (from 6 trials); > where censored or diverged trials decide.
        Memorization: first evaluated step with train accuracy ≥ 0.99. Generalization: the same with test
        accuracy ≥ 0.9. Delay: their difference.
        12 of 12 trials stored, 0 missing. 12 generalized, 0 censored, 0 diverged.
        --survival adds shares, Kaplan-Meier medians, quartiles; docs/statistics.md has the methods.

        """)
  }

  @Test("what has no room goes to the second table, in bands that have", arguments: [60, 80, 100])
  func narrow(width: Int) {
    var layout = TextLayout()
    layout.width = width
    let table = Table(Self.sweep)
    let first = table.text(layout).split(separator: "\n")
    #expect(first.allSatisfy { $0.count <= width })
    let all = table.text(layout, survival: true).split(separator: "\n")
    #expect(all.allSatisfy { $0.count <= width })
    for heading in ["compression", "restricted", "quartiles", "relapses"] {
      #expect(all.contains { $0.contains(heading) })
    }
  }
}
