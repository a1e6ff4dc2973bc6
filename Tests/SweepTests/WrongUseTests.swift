import ArgumentParser
import Engine
import Testing

@testable import Sweep

@Suite("Wrong use")
struct WrongUseTests {
  private func refusal(_ words: String...) -> String? {
    UnknownCommand.refusal(words, commands: Groksweep.configuration.subcommands)
  }

  @Test("an unknown command is named with its nearest ones and all that there are")
  func unknownCommand() {
    let line = refusal("tabel", "results")
    #expect(
      line?.hasPrefix("there is no command 'tabel'; did you mean table? The commands are run, ")
        == true)
    #expect(refusal("help", "tabel") == line)
    #expect(
      refusal("results")?.hasPrefix("there is no command 'results'. The commands are") == true)
    #expect(refusal("end-launchr")?.contains("end-launcher") == false)
    for words in [
      ["table", "tabel"], ["help"], ["help", "fit"], ["--version"], ["end-launcher"], [],
    ] {
      #expect(
        UnknownCommand.refusal(words, commands: Groksweep.configuration.subcommands) == nil)
    }
  }

  @Test("near names differ by a third of the letters, or begin alike, the nearest first")
  func nearest() {
    let names = ["table", "status", "stable", "fit", "weight_decay"]
    #expect(nearestNames("tabel", among: names) == ["table"])
    #expect(nearestNames("tables", among: names) == ["table", "stable"])
    #expect(nearestNames("stat", among: names) == ["status"])
    #expect(nearestNames("weight_deacy", among: names) == ["weight_decay"])
    #expect(nearestNames("export", among: names).isEmpty)
    #expect(nearestNames("", among: names).isEmpty)
  }

  @Test("without --store the folder is beside the experiment file and named after it")
  func folder() throws {
    for (file, folder) in [
      ("sweeps/a.yaml", "sweeps/a"), ("a.b.yml", "a.b"), ("a", "a.results"),
      ("a.txt", "a.txt.results"),
    ] {
      #expect(try StoreOptions.parse([]).folder(for: file) == folder)
      #expect(try StoreOptions.parse(["--store", "x"]).folder(for: file) == "x")
    }
    let launch = try LaunchCommand.parse(["a.yaml", "--print"])
    #expect(launch.runArguments == ["a.yaml", "--store", "a"])
  }
}

@Suite("Fields in conditions")
struct ConditionFieldTests {
  private func selection(_ text: String) throws -> CellSelection {
    let condition = try #require(CellCondition(text))
    let experiment = try experiment(
      grid: "optimizer.weight_decay: [0, 1], seed.split: [1, 2], label_noise: [0, 0.5]")
    let cells = (0..<experiment.cellCount).map { CellLabel(experiment.cell($0)) }
    return try CellSelection([condition], of: cells, axes: experiment.fields)
  }

  @Test("a short name is taken for the field it ends, and that is said")
  func shortNames() throws {
    #expect(try selection("weight_decay=1").kept == [4, 5, 6, 7])
    #expect(
      try selection("weight_decay=1").notes == ["weight_decay is taken for optimizer.weight_decay"])
    #expect(try selection("split==2").notes == ["split is taken for seed.split"])
    #expect(try selection("width=8").kept.count == 8)
    #expect(try selection("width=8").notes == ["width is taken for model.width"])
    #expect(try selection("optimizer.weight_decay=1").notes == [])
    #expect(try selection("label_noise=0").kept == [0, 2, 4, 6])
  }

  @Test("one that several fields end with is refused with all of them")
  func ambiguous() {
    #expect(
      throws: SelectionError.ambiguous(
        "kind", ["loss.kind", "model.kind", "optimizer.kind", "task.kind"])
    ) { _ = try selection("kind=adamw") }
  }

  @Test("an unknown one is answered with those that are near, a missing value with those there are")
  func missing() {
    #expect(
      throws: SelectionError.noField(
        "weight_deacy", axes: ["optimizer.weight_decay", "seed.split", "label_noise"],
        near: ["weight_decay"])
    ) { _ = try selection("weight_deacy=1") }
    #expect(
      throws: SelectionError.noCell(
        ["weight_decay=3"], there: ["optimizer.weight_decay is 0, 1"])
    ) { _ = try selection("weight_decay=3") }
  }
}
