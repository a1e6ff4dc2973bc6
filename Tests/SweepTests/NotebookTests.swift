import Engine
import Foundation
import TestSupport
import Testing

@testable import Sweep

/// The code of one section of `docs/notebooks.md`.
private struct Section {
  var blocks: [(language: String, code: String)] = []

  /// All code of a language, in its order.
  func code(_ language: String) -> String {
    blocks.filter { $0.language == language }.map(\.code).joined(separator: "\n")
  }

  /// The sections by their titles.
  static func all(_ text: String) -> [String: Section] {
    var sections: [String: Section] = [:]
    var (title, language): (String, String?) = ("", nil)
    var code: [Substring] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") { title = String(line.dropFirst(3)) }
      if line.hasPrefix("```") {
        if let language {
          sections[title, default: Section()].blocks.append(
            (language, code.joined(separator: "\n")))
        }
        (language, code) = (language == nil ? String(line.dropFirst(3)) : nil, [])
      } else if language != nil {
        code.append(line)
      }
    }
    return sections
  }
}

/// A library, and how to write its table `results` to `results.csv` with all digits.
private struct Library: Sendable, CustomTestStringConvertible {
  let section: String
  /// What must be there.
  let needs: [String]
  let writing: String
  var language: String { section == "R" ? "r" : "python" }
  var testDescription: String { section }

  static let all = [
    Library(
      section: "sqlite3", needs: ["sqlite3"],
      writing: """
        import csv
        with open("results.csv", "w", newline="") as file:
            rows = csv.DictWriter(file, results[0].keys())
            rows.writeheader()
            rows.writerows(results)
        """),
    Library(
      section: "pandas", needs: ["pandas"],
      writing: "results.to_csv('results.csv', index=False)"),
    Library(section: "polars", needs: ["polars"], writing: "results.write_csv('results.csv')"),
    Library(section: "DuckDB", needs: ["duckdb"], writing: "results.write_csv('results.csv')"),
    Library(
      section: "lifelines", needs: ["lifelines"],
      writing: """
        results.to_csv('results.csv', index=False)
        assert weibull.lambda_ > 0 and curve.survival_function_.iloc[-1, 0] < 1
        """),
    Library(
      section: "R", needs: ["RSQLite", "survival"],
      writing: """
        stopifnot(coef(times)[["log(optimizer.weight_decay)"]] < 0, sum(curves$n) > 0)
        numbers <- sapply(results, is.numeric)
        results[numbers] <- lapply(results[numbers], function(x) sprintf("%.17g", x))
        write.csv(results, "results.csv", row.names = FALSE)
        """),
  ]

  /// Runs code in a folder.
  func run(_ code: String, in folder: String) throws -> Program.Outcome {
    try Program.run(
      language == "r" ? ["Rscript", "--vanilla", "-e", code] : ["python3", "-c", code], in: folder)
  }

  /// Whether all that is needed is installed.
  var isThere: Bool {
    let code = needs.map { language == "r" ? "library(\($0))" : "import \($0)" }
    return (try? run(code.joined(separator: "\n"), in: "/").exitCode) == 0
  }
}

/// A store with every kind of axis and every outcome.
private func makeStore(_ directory: String) throws -> Experiment {
  let experiment = try Experiment(
    source: experimentSource(
      grid: """
        optimizer.weight_decay: [1, 0.30000000000000004, 0],
        label_noise: [0, 0.25], steps: [100, 200], optimizer.decay_biases: [true, false],
        task.operation: [add, multiply], stop: [none, {test_accuracy: 0.99}],
        model.depth: [1, 2], radial_penalty: [none, 0.5]
        """, seeds: "2"), path: "small.yaml")
  let store = try ResultStore.openForWriting(directory, experiment: experiment)
  var noise = Noise(seed: 7)
  var records: [TrialRecord] = []
  for cell in 0..<experiment.cellCount {
    for seed in experiment.seeds {
      let decay = experiment.cell(cell).configuration.node[path: ["optimizer", "weight_decay"]]
      let late = (40 + 50 * noise.unit()) / max(0.3, decay?.number ?? 0)
      let memorized = 10 * Int(5 * noise.unit())
      var result = plantedTrial(
        memorizedAt: seed == 1 && cell % 9 == 0 ? nil : memorized,
        generalizedAt: Int(late / 10) * 10, steps: 200,
        ending: cell % 17 == 0 ? .diverged : .budget,
        pruning: cell % 2 == 0 ? PruningCurve(accuracies: [1, 0.3, 0]) : nil)
      for index in result.trajectory.indices {
        result.trajectory[index].trainLoss = noise.unit()
      }
      if cell % 5 == 0 { result.trajectory[20].testLoss = .nan }
      records.append(record(experiment, cell: cell, seed: seed, result))
    }
  }
  _ = try store.append(records)
  return experiment
}

/// The rows of a CSV file by axes and seed, their fields in one spelling.
private func rows(_ text: String, _ fields: [String]) throws -> [String: [String: String]] {
  let all = try CSVText(text).rows
  var rows: [String: [String: String]] = [:]
  for row in all.dropFirst() {
    var values: [String: String] = [:]
    for (name, text) in zip(all[0].fields, row.fields) {
      // `stop` is a mapping, which an export has as it stands in the file.
      values[name] = name == "stop" ? "" : spelled(text)
    }
    let isStopped = zip(all[0].fields, row.fields).contains { $0 == "stop" && $1.hasPrefix("{") }
    let key = (fields + ["seed"]).map { values[$0] ?? "?" } + ["\(isStopped)"]
    rows[key.joined(separator: " ")] = values
  }
  return rows
}

/// A field by its value: numbers by their bits, truth as a number, nothing as nothing.
private func spelled(_ text: String) -> String {
  switch text {
  case "", "NA", "none", "NaN": ""
  case "true", "True", "TRUE": "1.0"
  case "false", "False", "FALSE": "0.0"
  default: Double(text).map { "\($0)" } ?? text
  }
}

@Suite("The page about notebooks")
struct NotebookTests {
  @Test("its lines run, and give the numbers of the export", arguments: Library.all)
  private func sameNumbers(_ library: Library) throws {
    guard library.isThere else {
      return print("\(library.section) is skipped: \(library.needs) is not installed")
    }
    try withDirectory { directory in
      let experiment = try makeStore(directory + "/results/quickstart")
      let fields = experiment.fields.map { axisName($0, beside: TrialColumn.names) }
      let section = try #require(
        try Section.all(Program.document("docs/notebooks.md"))[library.section])
      let shell = try Program.run(["bash", "-ec", section.code("sh")], in: directory)
      #expect(shell.exitCode == 0, "\(shell.errors)")
      let code = section.code(library.language) + "\n" + library.writing
      let outcome = try library.run(code, in: directory)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")

      let export = try Program.run(
        ["groksweep", "export", "results/quickstart", "--what", "trials"], in: directory)
      let expected = try rows(export.output, fields)
      let found = try rows(
        String(contentsOfFile: directory + "/results.csv", encoding: .utf8), fields)
      #expect(expected.count == experiment.trialCount)
      #expect(found.count == expected.count)
      var differences: [String] = []
      for (key, row) in expected where found[key] != row {
        let columns = row.keys.filter { found[key]?[$0] != row[$0] }.sorted()
        differences += columns.map { "\(key): \($0) \(row[$0] ?? "") \(found[key]?[$0] ?? "-")" }
      }
      #expect(differences.prefix(3) == [])
    }
  }

  @Test("every library has a section, and every section with code a library")
  func sections() throws {
    let sections = try Section.all(Program.document("docs/notebooks.md"))
    #expect(Set(sections.keys) == Set(Library.all.map(\.section)))
  }
}
