import ArgumentParser
import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

@Suite("Files of trials")
struct TrialsFileTests {
  static let header = "weight_decay,seed,step_budget,memorization_step,generalization_step"

  static func read(_ rows: String..., header: String = header) throws -> TrialsFile {
    try TrialsFile(([header] + rows).joined(separator: "\n") + "\n", file: "f.csv")
  }

  @Test("axes are the columns that vary, cells in the order of the file")
  func axes() throws {
    let file = try Self.read(
      "59,0.3,0,100,10,50", "59,1,0,100,10,20", "59,0.3,1,100,12,",
      header: "modulus," + Self.header)
    #expect(file.axes == ["weight_decay"])
    #expect(file.cells.map { $0.values.map(\.canonicalJSON) } == [["0.3"], ["1"]])
    #expect(file.cells[0].number("optimizer.weight_decay") == 0.3)
    #expect(file.cells[0].number("task.modulus") == 59)
    #expect(file.cells[0].budget == 100)
    #expect(file.trials.map { $0.map(\.seed) } == [[0, 1], [0]])
    #expect(
      file.trials[0].map(\.milestones.generalization) == [.reached(50), .censored(after: 100)])
    #expect(file.trials[0].map(\.milestones.outcome) == [.generalized, .memorized])
  }

  @Test("without a budget a censored trial is bounded by the last step known of its cell")
  func unknownBound() throws {
    let header = "weight_decay,seed,memorization_step,generalization_step"
    let file = try Self.read("1,0,10,50", "1,1,12,", "2,0,,", header: header)
    #expect(file.trials[0][1].milestones.generalization == .censored(after: 50))
    #expect(file.trials[1][0].milestones.memorization == .censored(after: 0))
    #expect(file.unknownBounds == 2)
    let table = Table(SweepSummary(file)).text(wideLayout)
    #expect(table.contains("2 censored trials have no step budget"))
    let given = try TrialsFile(
      "seed,memorization_step,generalization_step\n0,,\n", file: "f", budget: 70)
    #expect(given.trials[0][0].milestones.memorization == .censored(after: 70))
    #expect(given.unknownBounds == 0)
  }

  @Test(
    "a column that is called like a mapping stands beside its fields, wherever it is in the file",
    arguments: ["optimizer,learning_rate,weight_decay", "learning_rate,weight_decay,optimizer"])
  func mappingNames(columns: String) throws {
    let named = columns.hasPrefix("optimizer")
    let rows = [1.0, 2, 4].map { decay in
      (named ? "adamw,0.001,\(decay)" : "0.001,\(decay),adamw")
        + ",0,9000,10,\(10 + Int(1000 / decay))"
    }
    let file = try TrialsFile(
      ([columns + ",seed,step_budget,memorization_step,generalization_step"] + rows)
        .joined(separator: "\n"), file: "f.csv")
    #expect(file.cells[2].number("optimizer.weight_decay") == 4)
    #expect(file.cells[2].number("optimizer.learning_rate") == 0.001)
    let fit = DelayFit(.power(fields: ["optimizer.weight_decay"]), SweepSummary(file))
    #expect(abs((fit.regression?.slope ?? 0) + 1) < 1e-12)
  }

  @Test("cells of other tasks are other groups, with or without a modulus")
  func taskColumn() throws {
    for header in ["task,modulus", "modulus,task", "task"] {
      let rows = [("add", 59), ("mul", 59), ("add", 97), ("mul", 97)].map { task, modulus in
        (header == "task"
          ? "\(task)" : header == "task,modulus" ? "\(task),\(modulus)" : "\(modulus),\(task)")
          + ",\(modulus),100,10,50"
      }
      let file = try TrialsFile(
        ([header + ",seed,step_budget,memorization_step,generalization_step"] + rows)
          .joined(separator: "\n"), file: "f.csv")
      let groups = Set(file.cells.map { $0.group(without: ["task.modulus"]) })
      #expect(groups.count == 2, "\(header)")
    }
  }

  @Test("steps at the end of the whole numbers are read, tabled and fitted")
  func largeSteps() throws {
    let most = Int.max
    for rows in [
      ["1,0,\(most),5,", "2,0,\(most),5,", "1,1,\(most),,", "2,1,\(most),7,"],
      ["1,0,\(most),5,\(most)", "2,0,\(most),5,\(most)", "1,1,\(most),\(most),\(most)"],
      ["1,0,\(most),\(most),0", "2,0,\(most),5,7", "4,0,\(most),5,6"],
      ["9223372036854775807,0,\(most),5,7", "9.2e18,0,\(most),5,9", "1,0,\(most),5,1000"],
    ] {
      let sweep = SweepSummary(
        try TrialsFile(([Self.header] + rows).joined(separator: "\n"), file: "f.csv"))
      for format in TableFormat.allCases { #expect(!Table(sweep).rendered(as: format).isEmpty) }
      for format in ReportFormat.allCases {
        #expect(!FitReport(sweep).rendered(as: format).isEmpty)
      }
      #expect(!CellComparisons(sweep, by: .delay).rendered(as: .text).isEmpty)
    }
  }

  @Test("a trial that generalized without having memorized is counted, and no delay")
  func unmemorized() throws {
    let rows = (0..<7).map { "1,\($0),9000,10,\(110 + $0)" } + (7..<15).map { "1,\($0),9000,,500" }
    let sweep = SweepSummary(
      try TrialsFile(([Self.header] + rows).joined(separator: "\n"), file: "f.csv"))
    let row = sweep.cellSummaries[0]
    #expect(row.generalized == 15 && row.unmemorized == 8)
    #expect(row.delay.count == 7)
    #expect(row.delay.median == .known(103), "and not later than every number")
    #expect(row.survival.delay.median == .known(103))
    #expect(
      Table(sweep).text(wideLayout).contains(
        "8 trials generalized without having memorized: counted as generalized, and left out of"))
  }

  @Test(
    "a bad file is refused with line and column",
    arguments: [
      ("1,0,100,-5,", "f.csv:2: column memorization_step: is -5"),
      ("1,0,100,5,ten", "f.csv:2: column generalization_step: is ten"),
      ("1,0,100,5,10.5", "f.csv:2: column generalization_step: is 10.5"),
      ("1,0,100,5,nan", "f.csv:2: column generalization_step: is nan"),
      ("1,0,100,5,-1", "f.csv:2: column generalization_step: is -1"),
      ("1,0,100,5,101", "f.csv:2: column generalization_step: is 101, which is after the step"),
      ("1,0,0,5,", "f.csv:2: column step_budget: is 0"),
      ("x,0,100,5,", "f.csv:2: column weight_decay: is x"),
      ("-1,0,100,5,", "f.csv:2: column weight_decay: is -1"),
      (",0,100,5,", "f.csv:2: column weight_decay: is empty"),
      ("1,,100,5,", "f.csv:2: column seed: is empty"),
      ("1,0.5,100,5,", "f.csv:2: column seed: is 0.5"),
      ("1,0,100,5", "f.csv:2: column generalization_step: the row has 4 fields"),
      ("1,0,100,5,6,7", "f.csv:2: column 6: the row has 6 fields"),
      ("1,0,100,5,6\n\n1.0,0,100,5,7", "f.csv:4: column seed: repeats the seed and all axes of li"),
      ("1,0,100,\"5,6", "f.csv:2: column 4: a quoted field is not closed"),
      ("1,0,100,\"5\"x,6", "f.csv:2: column 4: text follows a closing quote"),
    ])
  func refused(rows: String, message: String) throws {
    let error = try #require(throws: TrialsFileError.self) { try Self.read(rows) }
    #expect(error.description.hasPrefix(message), "\(error)")
  }

  @Test("a bad header is refused")
  func refusedHeader() throws {
    for (header, message) in [
      (
        "seed,memorization_step", "f.csv:1: column generalization_step: is missing; columns: seed, "
      ),
      ("seed,seed", "f.csv:1: column seed: is given twice"),
      ("norm2_end,norm2_final", "f.csv:1: column norm2_final: says the same as column norm2_end"),
      ("seed,", "f.csv:1: column 2: has no name"),
    ] {
      let error = try #require(throws: TrialsFileError.self) {
        try Self.read("1,2", header: header)
      }
      #expect(error.description.hasPrefix(message), "\(error)")
    }
    let error = try #require(throws: TrialsFileError.self) { try Self.read() }
    #expect(error.problem == .noTrials)
    #expect(throws: TrialsFileError.self) { try TrialsFile(reading: "/nowhere/f.csv") }
  }

  @Test(
    "a column of words is an axis; one number among words is a word, one word among numbers not")
  func words() throws {
    let header = "optimizer,seed,memorization_step,generalization_step"
    let file = try Self.read("sgd,0,1,2", "adamw,0,1,2", "3,0,1,2", header: header)
    #expect(file.cells.map { $0.values[0].summary } == ["sgd", "adamw", "3"])
    #expect(throws: TrialsFileError.self) {
      try Self.read("3,0,1,2", "adamw,0,1,2", header: header)
    }
  }

  @Test("quotes, carriage returns, blanks and a byte order mark are read as RFC 4180 has them")
  func format() throws {
    let rows = try CSVText("\u{FEFF}a , \"b \"\"c\"\"\n,d\"\r\n\r\n1,\r\n").rows
    #expect(rows.map(\.fields) == [["a", "b \"c\"\n,d"], ["1", ""]])
    #expect(rows.map(\.line) == [1, 4])
    #expect(try CSVText("a,b").rows.map(\.fields) == [["a", "b"]])
  }

  @Test("what export writes of a sweep gives the same table")
  func roundTrip() throws {
    let sweep = TableTests.sweep
    let export = Export(.trials, fields: sweep.fields, thresholds: sweep.thresholds)
    var text = RowFormat.csv.header(export.columns)
    let trials: [(Double, Int, TrialResult)] =
      (0..<4).map {
        (
          1, $0,
          plantedTrial(
            memorizedAt: 100, generalizedAt: 500 + 10 * $0, steps: 1000, ending: .stopped)
        )
      } + [
        (0.3, 0, plantedTrial(memorizedAt: 100, generalizedAt: 700, steps: 1000)),
        (0.3, 1, plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000)),
        (
          0.3, 2, plantedTrial(memorizedAt: 100, generalizedAt: 200, steps: 1000, ending: .diverged)
        ),
      ]
    for (decay, seed, result) in trials {
      for row in export.rows([real(decay)], seed: seed, result) {
        text += RowFormat.csv.row(export.columns, row)
      }
    }
    let own = plantedSweep(
      "optimizer.weight_decay",
      [1, 0.3].map { decay in (real(decay), trials.filter { $0.0 == decay }.map(\.2)) })
    #expect(Table(SweepSummary(try TrialsFile(text, file: "f"))).csv == Table(own).csv)
  }

  @Test("conditions select cells")
  func conditions() throws {
    let sweep = SweepSummary(
      try Self.read("0.3,0,100,10,50", "1,0,100,10,20", "3,0,100,12,"))
    func kept(_ conditions: String...) throws -> [String] {
      try sweep.selecting(conditions.compactMap(CellCondition.init)).cells
        .map { $0.values[0].canonicalJSON }
    }
    #expect(try kept("weight_decay>=1") == ["1", "3"])
    #expect(try kept("weight_decay>=1", "optimizer.weight_decay < 3") == ["1"])
    #expect(try kept("weight_decay = 1.0") == ["1"])
    #expect(try kept("weight_decay!=1") == ["0.3", "3"])
    #expect(throws: SelectionError.self) { try kept("width=1") }
    #expect(throws: SelectionError.self) { try kept("weight_decay>7") }
    for text in ["weight_decay", "=1", "a>b", "a="] { #expect(CellCondition(text) == nil) }
  }

  @Test(
    "a directory and --csv exclude each other, and one of them is needed",
    arguments: [
      ["table", "dir", "--csv", "f"], ["fit"], ["fit", "dir", "--step-budget", "5"],
      ["fit", "--csv", "f", "--step-budget", "0"],
      ["table", "--csv", "f", "--generalization", "1"],
      ["table", "dir", "--where", "x"], ["table", "dir", "--within", "1"],
      ["table", "dir", "--within", "0.1", "--memorization", "0.9"],
    ])
  func usage(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) { try Groksweep.parseAsRoot(arguments) }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
