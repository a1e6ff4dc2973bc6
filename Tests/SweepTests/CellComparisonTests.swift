import Statistics
import Testing

@testable import Sweep

@Suite("Comparisons of cells")
struct CellComparisonTests {
  @Test("neighbouring cells are compared along each axis, and all tests corrected together")
  func comparisons() throws {
    let text =
      "weight_decay,train_fraction,seed,step_budget,memorization_step,generalization_step\n"
    let rows = [(1.0, 0.3, 50), (0.1, 0.3, 80), (0.3, 0.3, 60), (1, 0.5, 20), (0.1, 0.5, 25)]
      .flatMap { decay, fraction, step in
        (0..<6).map { "\(decay),\(fraction),\($0),100,5,\($0 == 5 ? "" : "\(step + $0)")" }
      }
    let sweep = SweepSummary(try TrialsFile(text + rows.joined(separator: "\n"), file: "f"))
    let comparisons = CellComparisons(sweep)
    let pairs = comparisons.all.map { [$0.cells.first, $0.cells.second] }
    // Cells in the order of the rows: decay .1 .3 1 at fraction .3, then .1 1 at .5, then fractions.
    #expect(pairs == [[1, 2], [2, 0], [4, 3], [0, 3], [1, 4]])
    #expect(comparisons.all.allSatisfy { $0.corrected >= $0.test.pValue })
    #expect(comparisons.all[0].test.excess[0] < 0, "decay .1 is slower than .3")
    for format in TableFormat.allCases {
      #expect(comparisons.rendered(as: format).contains(/p\\?_corrected/))
    }
  }

  @Test("a pair that no event tells apart stays in the family")
  func undecided() throws {
    let text =
      "weight_decay,seed,step_budget,memorization_step,generalization_step\n"
    let rows = [(1.0, 50), (0.3, 80), (0.1, nil), (0.03, nil)].flatMap { decay, step in
      (0..<6).map { "\(decay),\($0),100,5,\(step.map { "\($0)" } ?? "")" }
    }
    let comparisons = CellComparisons(
      SweepSummary(try TrialsFile(text + rows.joined(separator: "\n"), file: "f")))
    #expect(comparisons.undecided == 1 && comparisons.all.count == 2)
    let least = try #require(comparisons.all.map(\.test.pValue).min())
    let corrected = try #require(comparisons.all.map(\.corrected).min())
    #expect(corrected == min(1, 3 * least))
  }
}
