import ArgumentParser
import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

@Suite("Table")
struct TableTests {
  /// Three cells: one that generalizes, one that is half censored, one of which nothing is stored.
  static let sweep = plantedSweep(
    "optimizer.weight_decay",
    [
      (
        real(1),
        (0..<6).map {
          plantedTrial(
            memorizedAt: 100 + 10 * $0, generalizedAt: 500 + 10 * $0, steps: 1000, ending: .stopped,
            pruning: PruningCurve(accuracies: [1, 0.5, 0]))
        }
      ),
      (
        real(0.3),
        [
          plantedTrial(memorizedAt: 100, generalizedAt: 700, steps: 1000),
          plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000),
        ]
      ),
      (real(0.1), []),
    ], expected: 12, outsideGrid: 2, steps: 1000)

  @Test("the CSV is this, to the byte")
  func csv() {
    let expected = """
      optimizer.weight_decay,trials,memorized,generalized,censored,diverged,\
      memorization_step_median,generalization_step_median,delay_median,compression_factor_mean,\
      abandoned
      1,6,6,6,0,0,125,525,400,2.0,0
      0.3,2,2,1,1,0,100,,,,0
      0.1,0,0,0,0,0,,,,,0

      """
    #expect(Table(Self.sweep).csv == expected)
  }

  @Test("abandoned trials are counted in every format, and are no row of their own")
  func abandoned() throws {
    var sweep = Self.sweep
    sweep.abandoned = [0, 3, 0]
    let table = Table(sweep)
    #expect(table.csv.contains("\n0.3,2,2,1,1,0,100,,,,3\n"))
    #expect(table.json.contains("\"abandoned\": 3"))
    for text in [table.text(wideLayout), table.markdown] {
      #expect(text.contains("8 of 12 trials stored, 4 missing, 3 of them abandoned. 2 stored"))
    }
    let kept = try sweep.selecting([try #require(CellCondition("optimizer.weight_decay=0.3"))])
    #expect(kept.abandoned == [3])
  }

  @Test("there is a row for each cell, empty ones included")
  func rowsAreCells() {
    #expect(Table(Self.sweep).rows.count == Self.sweep.cells.count)
  }

  @Test("every trial is exactly one of generalized, censored and diverged")
  func partition() {
    let trials = [
      plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 100),
      plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 100, ending: .diverged),
      plantedTrial(memorizedAt: 10, generalizedAt: nil, steps: 100),
      plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 100),
      plantedTrial(memorizedAt: nil, generalizedAt: 20, steps: 100),
    ]
    let sweep = plantedSweep("optimizer.weight_decay", [(real(1), trials)])
    let row = Table(sweep).rows[0]
    let counts = [row.trials, row.generalized, row.censored, row.diverged]
    #expect(counts == [5, 2, 2, 1])
    #expect(row.memorized == 2)
    #expect(row.memorizationStep.median == .later(than: 100))
    #expect(row.delay.median == .later(than: 90))
  }

  @Test("diverged trials count as later than every number in every median")
  func divergedAreLate() {
    let grokked = plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 100, ending: .stopped)
    let diverged = plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 100, ending: .diverged)
    let mixed = [grokked, diverged, diverged]
    let row = Table(plantedSweep("optimizer.weight_decay", [(real(1), mixed)])).rows[0]
    for median in [row.memorizationStep, row.generalizationStep, row.delay] {
      #expect(median.count == 3)
      #expect(median.median == .later(than: nil))
    }
  }

  @Test("text shows > budget where the median is censored, and what is missing")
  func text() {
    let text = Table(Self.sweep).text(wideLayout)
    #expect(text.contains("525 [503, 547]"))
    #expect(text.contains("2.000 [2.000, 2.000]"))
    #expect(text.contains("> 1000"))
    #expect(text.contains("> 900"), "a censored delay is bounded by budget less memorization")
    #expect(text.contains("8 of 12 trials stored, 4 missing. 2 stored trials lie outside"))
    #expect(text.contains("train accuracy ≥ 0.99"))
  }

  @Test("a cell in which everything diverged shows no number")
  func diverged() {
    let trial = plantedTrial(memorizedAt: nil, generalizedAt: nil, steps: 10, ending: .diverged)
    let table = Table(plantedSweep("optimizer.weight_decay", [(real(1), [trial, trial])]))
    #expect(table.csv.hasSuffix("\n1,2,0,0,0,2,,,,,0\n"))
    #expect(table.text(wideLayout).contains("> 60000"))
    #expect(table.text(wideLayout).contains("undefined"))
    let eight = Table(
      plantedSweep("optimizer.weight_decay", [(real(1), Array(repeating: trial, count: 8))]))
    #expect(!eight.text(wideLayout).contains("[undefined"), "an interval of nothing says nothing")
  }

  @Test("JSON carries the intervals, with null for an open end")
  func json() throws {
    let trials =
      (0..<4).map { plantedTrial(memorizedAt: 100, generalizedAt: 200 + 10 * $0, steps: 1000) }
      + (0..<3).map { _ in plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000) }
    let table = Table(plantedSweep("optimizer.weight_decay", [(real(1), trials)]))
    let parsed = try JSONSerialization.jsonObject(with: Data(table.json.utf8))
    let row = try #require((parsed as? [[String: Any]])?.first)
    #expect(row["optimizer.weight_decay"] as? Double == 1)
    #expect(row["generalization_step_median"] as? Int == 230)
    let interval = try #require(row["generalization_step_interval"] as? [Any])
    #expect((interval.first as? Double).map { 200 < $0 && $0 < 210 } == true)
    #expect(interval.last is NSNull)
    #expect(row["compression_factor_mean"] is NSNull)
    #expect(row["compression_factor_interval"] is NSNull)
  }

  @Test("an empty grid is an empty table in every format", arguments: TableFormat.allCases)
  func emptyGrid(format: TableFormat) throws {
    let table = Table(plantedSweep("optimizer.weight_decay", []))
    #expect(!table.rendered(as: format).isEmpty)
    if format == .json { #expect(table.json == "[]\n") }
  }

  @Test("markdown has as many bars in every line and escapes those of a value")
  func markdown() {
    let table = Table(plantedSweep("base.note", []))
    #expect(table.markdown.hasPrefix("| note | trials |"))
    let lines = Table(Self.sweep).markdown.split(separator: "\n").prefix(5)
    #expect(Set(lines.map { line in line.count { $0 == "|" } }) == [11])
  }

  @Test("a value of several lines stays in its row")
  func severalLines() {
    let value = ConfigurationNode(.text("one\ntwo"))
    var sweep = SweepSummary(
      fields: ["note"],
      cells: [Cell(index: 0, values: [value], configuration: TrialConfiguration())],
      thresholds: Thresholds(), expected: 1)
    sweep.add(
      plantedTrial(memorizedAt: 0, generalizedAt: 0, steps: 10), cell: 0, seed: 0)
    #expect(Table(sweep).text(wideLayout).contains("\nAll cells have note one two.\n"))
    #expect(Table(sweep).csv.contains("\"one\ntwo\",1,"))
  }

  @Test("other thresholds change the milestones without another run")
  func overrides() {
    let overrides = ThresholdOverrides(generalization: 0.4, sustained: 2)
    let thresholds = overrides.applied(to: Thresholds())
    #expect(thresholds == Thresholds(memorization: 0.99, generalization: 0.4, sustained: 2))
    let trial = plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000)
    let table = Table(
      plantedSweep("optimizer.weight_decay", [(real(1), [trial])], thresholds: thresholds))
    #expect(table.rows[0].generalizationStep.median == .known(0))
    #expect(table.rows[0].delay.median == .known(-100))
    #expect(table.text(wideLayout).contains("sustained for 2 evaluations"))
  }

  @Test(
    "thresholds out of range are refused",
    arguments: [
      ["--memorization", "0"], ["--generalization", "1.01"], ["--generalization", "nan"],
      ["--sustained", "0"], ["--format", "yaml"],
    ])
  func refused(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["table", "somewhere"] + arguments)
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }

  @Test("numbers for reading have four digits")
  func fourDigits() {
    let known: [(Double, String)] = [
      (5.21345, "5.213"), (0.0123456, "0.01235"), (12345.6, "12346"), (-0.879, "-0.8790"),
      (0, "0.0"), (1.5e-9, "1.500e-09"),
    ]
    for (value, text) in known { #expect(Sweep.fourDigits(value) == text) }
  }
}
