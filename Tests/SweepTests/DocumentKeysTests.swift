import Engine
import Foundation
import TestSupport
import Testing

@testable import Sweep

/// What an experiment file is refused for.
private func problem(_ source: String) -> ConfigurationError.Problem? {
  do throws(ExperimentError) {
    _ = try Experiment(source: source, path: "a.yaml")
    return nil
  } catch {
    if case .invalid(let error) = error.problem { return error.problem }
    return nil
  }
}

/// The keys that may stand where `nokey` does.
private func keys(_ source: String) -> Set<String> {
  guard case .unknownKey(let allowed) = problem(source) else {
    Issue.record("not refused for an unknown key: \(source)")
    return []
  }
  return Set(allowed)
}

private let start = "experiment: a\nseeds: 1\n"

/// The kinds that a field of the base may have.
private func kinds(_ field: String) -> Set<String> {
  let list = field == "interventions"
  guard
    case .notAllowed(_, let allowed) = problem(
      start + "base: {\(field): \(list ? "[{kind: nokind}]" : "{kind: nokind}")}")
  else {
    Issue.record("\(field) has any kind")
    return []
  }
  return Set(allowed.split(separator: ", ").map(String.init))
}

/// The words in code of a text, without what is in parentheses.
private func words(_ text: String) -> Set<String> {
  Set(Markdown.codes(text.replacing(/\([^)]*\)/, with: "")))
}

@Suite("The page about the experiment file")
struct DocumentKeysTests {
  private let page: Markdown

  init() throws { page = Markdown(try Program.document("docs/experiment-file.md")) }

  /// The keys of the tables of a section; of `until.relative_interval` the first part.
  private func documented(_ section: String, kind: String? = nil) -> Set<String> {
    let tables = page.tables(section).filter { $0.header[0] == "key" && $0.kind == kind }
    let keys = tables.flatMap { $0.codes(0) }
    return Set(keys.map { String($0.prefix { $0 != "." }) })
  }

  @Test("has the keys of the top level and of the base")
  func top() {
    #expect(documented("Top level") == keys("nokey: 1"))
    #expect(documented("base") == keys(start + "base: {nokey: 1}"))
  }

  @Test(
    "has the keys of every kind", arguments: ["task", "model", "optimizer", "loss"])
  func kindsAndKeys(field: String) {
    let known = kinds(field)
    #expect(page.kinds[field, default: []].subtracting(known) == [])
    for kind in known {
      var expected = keys(start + "base: {\(field): {kind: \(kind), nokey: 1}}")
      expected.remove("kind")
      if page.kinds[field, default: []].contains(kind) {
        #expect(documented(field, kind: kind) == expected, "\(field) \(kind)")
      } else {
        let named = page.tables(field).filter { $0.header[0] != "key" }.flatMap { $0.codes(0) }
        #expect(named.contains(kind), "\(field) \(kind)")
      }
    }
  }

  @Test(
    "has the keys of every mapping",
    arguments: ["initialization", "schedule", "stop", "evaluation", "pruning", "seed"])
  func mappings(field: String) {
    var expected = keys(start + "base: {\(field): {nokey: 1}}")
    if field == "seed" { expected.remove("trial") }  // `seeds` sets it
    #expect(documented(field) == expected)
  }

  @Test("has the kinds and keys of batches and interventions")
  func batchesAndInterventions() throws {
    let batches = try #require(page.tables("batch").first { $0.header[0] == "kind" })
    #expect(batches.codes(0) == kinds("batch").subtracting(["full"]))
    for kind in batches.codes(0) {
      #expect(
        documented("batch").union(["kind"])
          == keys(start + "base: {batch: {kind: \(kind), nokey: 1}}"))
    }
    let table = try #require(page.tables("interventions").first)
    #expect(table.codes(0) == kinds("interventions"))
    for row in table.rows {
      let kind = Markdown.codes(row[0])[0]
      let known = keys(start + "base: {interventions: [{kind: \(kind), nokey: 1}]}")
      #expect(words(row[2]).union(["kind"]) == known, "\(kind)")
    }
  }

  @Test("has the keys of everything beside the base")
  func others() {
    let whole = experimentSource(grid: "steps: [10, 20]") + "\n"
    #expect(documented("seeds") == keys(experimentSource(seeds: "{nokey: 1}")))
    #expect(documented("thresholds") == keys(whole + "thresholds: {nokey: 1}"))
    #expect(
      documented("contrasts")
        == keys(whole + "contrasts: [{nokey: 1}]")
        .union(keys(whole + "contrasts: [{exponent: steps, nokey: 1}]")))
    #expect(documented("laws") == keys(whole + "laws: [{nokey: 1}]"))
    #expect(documented("detectors") == keys(whole + "detectors: [{nokey: 1}]"))
  }

  @Test("has on the page about measures the keys of each")
  func measures() throws {
    let page = Markdown(try Program.document("docs/measures.md"))
    let table = try #require(page.tables("What there is").first)
    let whole = experimentSource() + "\n"
    guard case .notAllowed(_, let known) = problem(whole + "measures: [{kind: nokind}]") else {
      Issue.record("any measure is allowed")
      return
    }
    #expect(table.codes(0) == Set(known.split(separator: ", ").map(String.init)))
    for row in table.rows {
      let kind = Markdown.codes(row[0])[0]
      let known = keys(whole + "measures: [{kind: \(kind), nokey: 1}]")
      #expect(words(row[1]).union(["kind"]) == known, "\(kind)")
    }
  }
}
