import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

@Suite("The difference of two sweeps")
struct SweepDifferenceTests {
  /// A sweep over weight decay whose trials take so many steps, or never generalize.
  private func sweep(_ cells: [(Double, [Int?])]) -> SweepSummary {
    plantedSweep(
      "optimizer.weight_decay",
      cells.map { decay, steps in
        (real(decay), steps.map { plantedTrial(memorizedAt: 10, generalizedAt: $0, steps: 1000) })
      }, steps: 1000)
  }

  private let eight = (0..<8).map { 100 + 10 * $0 }

  @Test("cells are found by their values, and those of one sweep alone are counted")
  func cells() {
    let difference = SweepDifference(
      sweep([(1, [100]), (0.3, [200])]), sweep([(0.1, [300]), (1, [100])]),
      by: .generalizationStep)
    #expect(
      difference.cells.map { $0.trials.map { $0?.count } } == [[1, 1], [1, nil], [nil, 1]])
    #expect(difference.cells.map(\.equal) == [1, 0, 0])
    #expect(difference.cells.map(\.test) == [.logRank, nil, nil])
  }

  @Test("eight seeds that are all later have the sign test's p, corrected over two cells")
  func paired() throws {
    let later = eight.map { Optional($0 + 50) }
    let same = eight.map(Optional.init)
    let difference = SweepDifference(
      sweep([(1, same), (0.3, same)]), sweep([(1, later), (0.3, same)]), by: .generalizationStep)
    let (changed, unchanged) = (difference.cells[0], difference.cells[1])
    #expect(changed.test == .paired && changed.pairs == 8 && changed.equal == 0)
    #expect(abs((changed.pValue ?? 0) - 2 * pow(0.5, 8)) < 1e-12)
    #expect(abs((changed.corrected ?? 0) - 4 * pow(0.5, 8)) < 1e-12)
    #expect(unchanged.pValue == 1 && unchanged.equal == 8)
    #expect(difference.overall == SignTest(positive: 8, negative: 0))
  }

  @Test("a censored trial is later than an event before its bound, and no more is known of it")
  func censored() {
    let first = sweep([(1, [100, nil, nil, 500, 600, 700])])
    let second = sweep([(1, [nil, nil, 200, 500, 500, 500])])
    let difference = SweepDifference(first, second, by: .generalizationStep)
    #expect(difference.overall == SignTest(positive: 1, negative: 3))
  }

  @Test("few pairs are compared by the log-rank test")
  func logRank() throws {
    let (first, second) = (sweep([(1, [100, 120, 130])]), sweep([(1, [300, nil])]))
    let cell = SweepDifference(first, second, by: .delay).cells[0]
    let times = [first, second].map {
      $0.trials[0].compactMap { Response.delay.time($0.milestones) }
    }
    #expect(cell.test == .logRank)
    #expect(cell.pValue == LogRank(times)?.pValue)
  }

  @Test("the report says what the files differ in, and programs get a row a cell")
  func report() throws {
    let difference = SweepDifference(
      sweep([(1, [100, 200, 300])]), sweep([(1, [200, 400, 600]), (3, [nil])]),
      by: .generalizationStep)
    let report = DifferenceReport(
      difference, names: ["a\u{1b}", "b"],
      sources: ["# old\nx: 1\ny: 2\n", "# new\nx: 1\n\ny: 3\u{202e}\n"])
    let text = report.rendered(as: .text)
    #expect(text.contains("The files differ in:\n- y: 2\n+ y: 3 \n"))
    #expect(text.contains("1 cell in both, 0 cells in a alone, 1 cell in b alone."))
    #expect(!text.contains("\u{1b}") && !text.contains("\u{202e}"))
    let csv = report.rendered(as: .csv).split(separator: "\n").map(String.init)
    #expect(
      csv[0] == "optimizer.weight_decay,in,trials_a,trials_b,median_a,median_b,ratio,pairs,equal,"
        + "test,p,p_corrected")
    #expect(csv[1].hasPrefix("1,both,3,3,200,400,2.0,3,0,log-rank,0.134"))
    #expect(csv[2] == "3,b,,1,,,,0,0,,,")
  }
}
