import Engine
import Foundation
import TestSupport
import Testing

@testable import Sweep

@Suite("The pages about columns and exit codes")
struct DocumentColumnsTests {
  /// The columns of an export of a sweep without axes.
  private func columns(_ content: ExportContent, wide: Bool = false) -> Set<String> {
    Set(
      Export(
        content, fields: [], thresholds: Thresholds(), tensors: ["TENSOR"],
        measures: MeasureRows(MeasuredColumns([]) { _ in [] }, isWide: wide)
      ).columns)
  }

  @Test("has the columns of every export, and no other")
  func exports() throws {
    let page = Markdown(try Program.document("docs/notebooks.md"))
    for content in ExportContent.allCases {
      let title = content == .trials ? "Results in notebooks" : content.rawValue
      let table = try #require(page.tables(title).first { $0.header[0] == "column" })
      #expect(table.codes(0) == columns(content), "\(content)")
    }
  }

  @Test("has the columns of a table as CSV")
  func table() throws {
    let page = Markdown(try Program.document("docs/statistics.md"))
    let table = try #require(page.tables("table").first { $0.header[0] == "column" })
    let sweep = plantedSweep("train_fraction", [(real(0.5), [])])
    #expect(table.codes(0) == Set(Table(sweep).columns.dropFirst()))
  }

  @Test("has every exit code of the sources, and no other")
  func exitCodes() throws {
    let page = Markdown(try Program.document("docs/architecture.md"))
    let table = try #require(page.tables("Exit codes").first)
    let documented = Set(table.rows.compactMap { Int($0[0]) })
    let names = [
      "EX_USAGE": 64, "EX_DATAERR": 65, "EX_UNAVAILABLE": 69, "EX_SOFTWARE": 70, "EX_OSERR": 71,
      "EX_TEMPFAIL": 75,
    ]
    var used: Set<Int> = [0]
    for path in try Program.files(in: "Sources/Sweep", ".swift") {
      let code = try Program.document(path).split(separator: "\n").filter {
        !$0.trimmed.hasPrefix("//")
      }
      .joined(separator: "\n")
      for match in code.matches(of: /EX_[A-Z]+/) {
        used.insert(try #require(names[String(match.0)], "\(match.0)"))
      }
      for match in code.matches(of: /ExitCode\(([0-9]+)\)/) { used.insert(Int(match.1) ?? -1) }
    }
    #expect(used == documented)
  }
}

extension Substring {
  fileprivate var trimmed: String { trimmingCharacters(in: .whitespaces) }
}
