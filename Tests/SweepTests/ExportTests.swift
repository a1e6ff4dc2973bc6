import ArgumentParser
import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("Export")
struct ExportTests {
  static let result = TrialResult(
    tensors: ["E", "W1"],
    trajectory: [
      Evaluation(
        step: 0, trainLoss: 4.077537443905720, trainAccuracy: 1.0 / 59, testLoss: 0.1 + 0.2,
        testAccuracy: .leastNonzeroMagnitude, tensorNorm2: [1.0 / 3, 1e22]),
      Evaluation(
        step: 7, trainLoss: .nan, trainAccuracy: 1, testLoss: .infinity, testAccuracy: 0,
        tensorNorm2: [2, 3], pruning: PruningCurve(accuracies: [1, 0.3, 0])),
    ], ending: .budget)

  static func text(
    _ content: ExportContent, _ format: RowFormat, fields: [String] = ["train_fraction"],
    tensors: [String] = []
  ) -> [String] {
    let export = Export(content, fields: fields, thresholds: Thresholds(), tensors: tensors)
    let rows = export.rows(fields.map { _ in real(0.5) }, seed: 3, Self.result)
    let text = format.header(export.columns) + rows.map { format.row(export.columns, $0) }.joined()
    return text.split(separator: "\n").map(String.init)
  }

  @Test("a trial is one row, with nothing where it is censored or not finite")
  func trials() {
    #expect(
      Self.text(.trials, .csv) == [
        "train_fraction,seed,outcome,ending,steps,memorization_step,memorization_after,"
          + "generalization_step,generalization_after,delay,event,time,"
          + "norm2_memorization,norm2_generalization,norm2_end,train_loss,train_accuracy,test_loss,"
          + "test_accuracy,compression_factor,relapses,gap_generalization",
        "0.5,3,memorized,budget,7,7,0,,7,,0,7,5.0,,5.0,,1.0,,0.0,1.6666666666666667,,",
      ])
  }

  @Test("a trial that generalized says how often it fell back, and its gap at the crossing")
  func relapses() {
    func evaluation(_ step: Int, _ train: Double, _ test: Double) -> Evaluation {
      Evaluation(
        step: step, trainLoss: 0, trainAccuracy: train, testLoss: 0, testAccuracy: test,
        tensorNorm2: [1])
    }
    let result = TrialResult(
      tensors: ["E"],
      trajectory: [
        evaluation(0, 0, 0), evaluation(1, 1, 0.5), evaluation(2, 1, 0.9375),
        evaluation(3, 1, 0.5), evaluation(4, 1, 0.95), evaluation(5, 1, 0.25),
        evaluation(6, 1, 1),
      ], ending: .budget)
    let export = Export(.trials, fields: [], thresholds: Thresholds())
    let row = export.rows([], seed: 0, result)[0]
    #expect(row.suffix(2) == [.integer(2), .number(0.0625)])
    #expect(export.columns.suffix(2) == ["relapses", "gap_generalization"])
  }

  @Test("numbers read back to the same bits")
  func roundTrip() throws {
    let row = Self.text(.evaluations, .csv, tensors: ["E", "W1"])[1]
    let fields = row.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    let first = Self.result.trajectory[0]
    #expect(
      fields == [
        0.5, 3, 0, first.trainLoss, first.trainAccuracy, first.testLoss, first.testAccuracy,
        first.norm2, first.tensorNorm2[0], first.tensorNorm2[1],
      ])
  }

  @Test(
    "every line of JSON is an object with the columns as keys", arguments: ExportContent.allCases)
  func jsonLines(content: ExportContent) throws {
    let lines = Self.text(content, .jsonLines, tensors: ["E"])
    let header = Self.text(content, .csv, tensors: ["E"])[0]
    for line in lines {
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      #expect(Set(try #require(object).keys) == Set(header.split(separator: ",").map(String.init)))
    }
  }

  @Test("a tensor that a network lacks is empty")
  func missingTensor() {
    let rows = Self.text(.evaluations, .csv, tensors: ["E", "W9"])
    #expect(rows[0].hasSuffix(",norm2,norm2_E,norm2_W9"))
    #expect(rows[2] == "0.5,3,7,,1.0,,0.0,5.0,2.0,")
  }

  @Test("a pruning curve is a row for each fraction, where it was measured")
  func pruning() {
    #expect(
      Self.text(.pruning, .csv) == [
        "train_fraction,seed,step,fraction,accuracy", "0.5,3,7,0.0,1.0", "0.5,3,7,0.5,0.3",
        "0.5,3,7,1.0,0.0",
      ])
  }

  @Test("an axis does not take another column's name")
  func nameClash() {
    let header = Self.text(.trials, .csv, fields: ["steps"])[0]
    #expect(header.hasPrefix("configuration.steps,seed,outcome,ending,steps,"))
  }

  @Test("CSV quotes what would break it, and reads back to the same values")
  func quoting() {
    let known: [(String, String)] = [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"so\"", "\"say \"\"so\"\"\""),
      ("two\nlines", "\"two\nlines\""), ("\r\n", "\"\r\n\""), ("", ""), (" edge", "\" edge\""),
    ]
    for (value, field) in known { #expect(Datum.text(value).csv == field) }
    let list = ConfigurationNode(.list([real(1), ConfigurationNode(.text("b"))]))
    #expect(Datum.value(list).csv == "\"[1,\"\"b\"\"]\"")
  }

  @Test("what is not finite is null in JSON")
  func notFinite() {
    #expect(Datum.number(.nan).json == "null")
    #expect(Datum.number(-.infinity).csv == "")
    #expect(Datum.list([.integer(1), .empty]).json == "[1, null]")
    #expect(Datum.text("\u{1}\"").json == "\"\\u0001\\\"\"")
  }

  @Test("--what is needed, and must be known", arguments: [[], ["--what", "norms"]])
  func refused(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["export", "somewhere"] + arguments)
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
