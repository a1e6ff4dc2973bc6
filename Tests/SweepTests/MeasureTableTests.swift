import ArgumentParser
import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("The table of a measure")
struct MeasureTableTests {
  /// Measured every 20 steps; its value is its step plus the seed, and undefined at step 200.
  static func series(_ seed: Int, upTo last: Int = 300) -> [MeasureSeries] {
    var series = MeasureSeries(
      kind: "ildr", request: measured.all[0].request, version: 1,
      columns: ["ildr", "ildr_unbiased", "inter", "intra"].map { MeasureColumn($0) })
    for step in stride(from: 0, through: last, by: 20) {
      let value = step == 200 ? .nan : Double(step + seed)
      series.append([value, 0, 0, 0], at: step)
    }
    return [series]
  }

  static let measured = MeasuredColumns([request()]) { _ in
    ["ildr", "ildr_unbiased", "inter", "intra"].map { MeasureColumn($0) }
  }

  static func request(_ text: String = "ildr") -> MeasureRequest {
    guard let node = try? YAMLTree.read(text, file: "request"),
      let request = try? MeasureRequest(node, at: "request")
    else { preconditionFailure("\(text) is no request") }
    return request
  }

  /// Three trials that memorize at 110, of which the last does not generalize, then a diverged one.
  static let sweep = plantedSweep(
    "optimizer.weight_decay",
    [
      (
        real(1),
        [
          plantedTrial(memorizedAt: 110, generalizedAt: 210, steps: 300),
          plantedTrial(memorizedAt: 110, generalizedAt: 250, steps: 300),
          plantedTrial(memorizedAt: 110, generalizedAt: nil, steps: 300),
          plantedTrial(memorizedAt: 110, generalizedAt: nil, steps: 50, ending: .diverged),
        ]
      )
    ], steps: 300)

  static func rows(_ moment: MeasureMoment) throws -> [String] {
    let table = try MeasureTable(sweep, [measured.all[0]], at: moment) { _, body in
      for seed in 0..<4 { try body(seed, series(seed, upTo: seed == 3 ? 50 : 300)) }
    }
    return table.rendered(as: .csv).split(separator: "\n").map(String.init)
  }

  @Test("a mapping and a text are read as they are, without the quotes of a file")
  func unquoted() {
    let mapping = ConfigurationNode(
      .mapping([.init(key: "kind", value: ConfigurationNode(.text("perceptron")))]))
    let table = DatumTable(
      columns: ["model", "name"], rows: [[.value(mapping), .text("a, \"b\"")]], notes: "")
    let text = table.rendered(as: .text)
    #expect(text.contains("{\"kind\":\"perceptron\"}") && text.contains("  a, \"b\""))
    #expect(!text.contains("\"\""))
  }

  @Test("reads the last measured step that is not later, and says how much earlier it is")
  func memorization() throws {
    let rows = try Self.rows(.memorization)
    #expect(
      rows[0]
        == "optimizer.weight_decay,measure,trials,n,median,mean,low,high,undefined,left_out,lag"
    )
    // 100, 101 and 102 at step 100; 1 ± 4.302652729749462 / sqrt(3).
    let fields = rows[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    #expect(Array(fields[..<6]) == ["1", "ildr.ildr", "4", "3", "101.0", "101.0"])
    let ends = try [fields[6], fields[7]].map { try #require(Double($0)) }
    #expect(abs(ends[0] - 98.515862) < 1e-6 && abs(ends[1] - 103.484138) < 1e-6)
    #expect(Array(fields[8...]) == ["0", "1 diverged", "10"])
  }

  @Test("counts what is undefined, not reached, ended or diverged, each apart")
  func counts() throws {
    // Trial 0 reads step 200, where nothing is defined, trial 1 step 240.
    #expect(try Self.rows(.generalization)[1].contains(",4,1,241.0,241.0,,,1,"))
    #expect(try Self.rows(.generalization)[1].contains("\"1 not generalized, 1 diverged\",10"))
    #expect(try Self.rows(.step(300))[1].contains(",4,3,301.0,301.0,"))
    #expect(try Self.rows(.step(301))[1].hasSuffix("4,0,,,,,0,\"3 ended before, 1 diverged\",0"))
    #expect(try Self.rows(.end)[1].contains(",4,3,301.0,301.0,"))
  }

  @Test("names are those of measures, or of columns; others are answered with what is taken")
  func names() throws {
    let twice = [Self.request(), Self.request("{kind: ildr, at: {every: 10}}")]
    let measured = MeasuredColumns(twice) { _ in [MeasureColumn("ildr"), MeasureColumn("inter")] }
    #expect(measured.all.map(\.name) == ["ildr.ildr", "ildr.inter", "ildr#2.ildr", "ildr#2.inter"])
    #expect(try measured.named("ildr").map(\.name) == ["ildr.ildr", "ildr.inter"])
    #expect(try measured.named("ildr#2.inter").map(\.name) == ["ildr#2.inter"])
    #expect(try Self.measured.named("intra").map(\.name) == ["ildr.intra"])
    let several = #expect(throws: NoSuchColumn.self) { try measured.named("inter") }
    #expect(several?.taken == ["ildr.inter", "ildr#2.inter"])
    let unknown = #expect(throws: NoSuchColumn.self) { try Self.measured.named("fsd") }
    #expect(
      unknown?.description
        == "no measure or column is fsd; taken: ildr.ildr, ildr.ildr_unbiased, ildr.inter, "
        + "ildr.intra")
    #expect("\(NoSuchColumn(name: "a", taken: []))".hasSuffix("because nothing is measured"))
  }

  @Test(
    "options that do not go together are refused",
    arguments: [
      ["d", "--at", "end"], ["d", "--measure", "ildr", "--at", "soon"],
      ["d", "--measure", "ildr", "--at", "-3"], ["d", "--measure", "ildr", "--compare"],
      ["--csv", "f", "--measure", "ildr"],
    ])
  func refused(arguments: [String]) throws {
    let error = #expect(throws: (any Error).self) {
      try Groksweep.parseAsRoot(["table"] + arguments)
    }
    #expect(Groksweep.exitCode(for: try #require(error)).rawValue == 64)
  }
}
