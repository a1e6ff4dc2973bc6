import ArgumentParser
import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("Reports")
struct ReportTests {
  /// The page of a store with the given trials.
  static func page(
    _ source: String = ReportFixtures.source(),
    _ trials: (Experiment) -> [TrialRecord] = ReportFixtures.all
  ) throws -> String {
    var page = ""
    try ReportFixtures.withStore(source, trials: trials) { store, _ in
      page = try Report(store).html
    }
    return page
  }

  /// The text of a section.
  static func section(_ place: String, of page: String) throws -> Substring {
    let start = try #require(page.firstRange(of: "<section id=\"\(place)\""))
    let rest = page[start.lowerBound...]
    return rest[..<(try #require(rest.firstRange(of: "</section>"))).upperBound]
  }

  @Test("the parts stand in their order, and the answer comes before the table")
  func order() throws {
    let page = try Self.page()
    let places = page.matches(of: /<section id="([a-z]+)"/).map { String($0.1) }
    #expect(
      places == [
        "answer", "trials", "cells", "figures", "hypotheses", "cost", "provenance", "methods",
      ])
    #expect(page.contains("<p class=\"question\">Does it grok?</p>"))
    #expect(page.hasPrefix("<!DOCTYPE html>\n<html lang=\"en\">"))
  }

  @Test("numbers are those of table, fit and methods")
  func numbers() throws {
    try ReportFixtures.withStore(ReportFixtures.source(), trials: ReportFixtures.all) { store, _ in
      let page = try Report(store).html
      let sweep = try SweepSummary(store)
      let cells = try Self.section("cells", of: page)
      let table = Table(sweep)
      for entry in table.lines(table.milestones).dropFirst().joined() {
        #expect(cells.contains(">\(entry.replacing(">", with: "&gt;"))</td>"))
      }
      let verdicts = Verdicts(sweep)
      let sentence = try #require(verdicts.all.first { $0.finding == .compatible }?.sentence)
      #expect(try Self.section("answer", of: page).contains(sentence))
      let methods = try Methods(store).text.trimmingCharacters(in: .newlines)
      let isThere = page.contains(
        methods.replacing("'", with: "&#39;").replacing("\"", with: "&quot;"))
      #expect(isThere)
    }
  }

  @Test("the banner counts what a reader must know, and names what is mixed")
  func banner() throws {
    let page = try Self.page(ReportFixtures.source()) { experiment in
      ReportFixtures.all(experiment).dropLast(2).enumerated().map { index, record in
        index == 1
          ? ReportFixtures.trial(experiment, cell: 0, seed: 1, ending: .diverged) : record
      }
    }
    let counts = try Self.section("trials", of: page).matches(of: /<dt>([a-z]+)<\/dt><dd>([^<]*)</)
    #expect(
      counts.map { "\($0.1) \($0.2)" } == [
        "trials 22 of 24", "generalized 18", "censored 3", "diverged 1", "abandoned 0", "missing 2",
      ])
    for words in [
      "2 trials are missing",
      "Mixed commit: trials were trained with 2 of them: abc (18), def (4).",
      "Mixed BLAS kernels: trials were trained with 2 of them: Abacus (18), Zen (4).",
    ] { #expect(page.contains(words), "\(words)") }
    #expect(!page.contains("Mixed BLAS:"))
  }

  @Test("the same store gives the same bytes, and a page asks for nothing")
  func bytes() throws {
    try ReportFixtures.withStore(ReportFixtures.source(), trials: ReportFixtures.all) {
      store, directory in
      let page = try Report(store).html
      #expect(try page == Report(ResultStore.openForReading(directory)).html)
      #expect(!page.contains(directory))
      let addresses = page.matches(of: /(?:href|src|action|url)\s*[=(]\s*["']?([^"')>\s]*)/)
        .map { String($0.1) }
      let foreign = addresses.filter { !$0.hasPrefix("#") && !$0.hasPrefix("data:text/plain;") }
      #expect(foreign.isEmpty, "\(foreign)")
      #expect(!page.contains("<script") && !page.contains("@import"))
    }
  }

  @Test("a store without trials has a page that says so")
  func empty() throws {
    let page = try Self.page(ReportFixtures.source()) { _ in [] }
    #expect(page.contains("No trial is stored yet."))
    #expect(page.contains("No law is decided by these trials."))
    #expect(try Self.section("trials", of: page).contains("0 of 24"))
  }

  @Test("measures that were taken along trials are drawn")
  func measures() throws {
    let source = ReportFixtures.source(seeds: 2, more: "measures: [ildr]")
    try withDirectory { directory in
      let experiment = try Experiment(source: source, path: "small.yaml")
      do {
        let store = try ResultStore.openForWriting(directory, experiment: experiment)
        _ = try store.append(trainedRecords(store))
      }
      let page = try Report(ResultStore.openForReading(directory)).html
      #expect(try Self.section("figures", of: page).contains("ildr"))
      #expect(HostileReportTests.faults(page).isEmpty)
    }
  }

  @Test("trials of a file have a page without what only a store knows")
  func file() throws {
    let rows = [0.5, 1, 2, 4].flatMap { decay in
      (0..<6).map { "\(decay),\($0),10000,10,\(20 + Int(1000 / decay) + $0)" }
    }
    let text = "weight_decay,seed,step_budget,memorization_step,generalization_step\n"
    let page = try Report(TrialsFile(text + rows.joined(separator: "\n"), file: "f.csv")).html
    #expect(page.contains("<h1>f.csv</h1>") && page.contains("The trials are those of f.csv."))
    #expect(!page.contains("id=\"cost\"") && !page.contains("class=\"question\""))
    #expect(page.contains("<dd>24</dd>"))
  }

  @Test("declared hypotheses stand before whatever else was found")
  func hypotheses() throws {
    let page = try Self.page(
      ReportFixtures.source(more: "contrasts: [{exponent: optimizer.weight_decay, is: -1}]"))
    let section = try Self.section("hypotheses", of: page)
    let declared = try #require(section.firstRange(of: "exponent of optimizer.weight_decay = -1"))
    let exploratory = try #require(section.firstRange(of: "Exploratory"))
    #expect(declared.lowerBound < exploratory.lowerBound)
  }

  @Test("a page of many cells shows some, says so, and stays small")
  func size() throws {
    let rows = (0..<700).flatMap { cell in
      (0..<6).map { "n\(cell),\($0),10000,10,\(20 + cell + $0)" }
    }
    let text = "name,seed,step_budget,memorization_step,generalization_step\n"
    let page = try Report(TrialsFile(text + rows.joined(separator: "\n"), file: "f.csv")).html
    #expect(page.contains("The first 500 of 700 rows are shown."))
    #expect(page.contains("n499<") && !page.contains("n500<"))
    #expect(page.utf8.count < 2_000_000)
  }

  @Test("a page stands beside its trials unless another place is named, and is about all cells")
  func command() throws {
    #expect(try ReportCommand.parse(["results/e"]).target.hasSuffix("results/e/report.html"))
    #expect(try ReportCommand.parse(["--csv", "a/t.csv"]).target == "a/t.html")
    #expect(try ReportCommand.parse(["e", "--out", "x.html"]).target == "x.html")
    #expect(throws: (any Error).self) {
      try ReportCommand.parse(["e", "--where", "train_fraction=0.5"])
    }
    #expect(throws: TextFile.Unwritable.self) {
      try TextFile.write("", to: "/no/such/folder/x.html")
    }
  }

  @Test("data is carried as long as there is room, and else its command is named")
  func enclosures() {
    var enclosures = Enclosures(room: 40)
    let small = enclosures.link("a.csv", "x\n1\n", elsewhere: "groksweep a").html
    #expect(
      small == "<a download=\"a.csv\" "
        + "href=\"data:text/plain;charset=utf-8;base64,eAoxCg==\">a.csv</a> (4 bytes)")
    let large = enclosures.link(
      "b.csv", String(repeating: "x", count: 2000), elsewhere: "groksweep b"
    ).html
    #expect(
      large == "b.csv, 2.00 kB, is too large to be carried here: <code>groksweep b</code> writes it"
    )
  }
}
