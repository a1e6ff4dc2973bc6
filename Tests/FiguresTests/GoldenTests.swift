import Foundation
import Testing

@testable import Figures

@Suite("Golden figures")
struct GoldenTests {
  /// After a change that is meant, `GOLDEN_FIGURES=FOLDER` writes what is new.
  @Test(
    "figures have the bytes that they had",
    arguments: [Gallery.survival, Gallery.delays, Gallery.phases, Gallery.measure])
  func golden(figure: Figure) throws {
    if let folder = ProcessInfo.processInfo.environment["GOLDEN_FIGURES"] {
      try figure.svg.write(
        toFile: "\(folder)/\(figure.fileName).svg", atomically: true, encoding: .utf8)
    }
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/\(figure.fileName)", withExtension: "svg"))
    let golden = try String(contentsOf: url, encoding: .utf8)
    #expect(figure.svg == golden)
  }

  @Test("the same figure has the same bytes")
  func twice() {
    for (first, second) in zip(Gallery.all, Gallery.all) {
      #expect(first.svg == second.svg && first.csv == second.csv && first.script == second.script)
    }
  }

  @Test("figures have few bytes, a title, a description and no colour alone")
  func parts() {
    for figure in Gallery.all {
      let svg = figure.svg
      #expect(svg.utf8.count < 60_000)
      #expect(svg.contains("<title id=\"\(figure.fileName)-title\">"))
      #expect(svg.contains("<desc id=\"\(figure.fileName)-desc\">"))
      #expect(svg.contains("@media screen and (prefers-color-scheme:dark)"))
    }
    var page = Gallery.predicted
    page.width = .page
    #expect(page.svg.contains("viewBox=\"0 0 663 "))
    let styles = (0..<30).map { Style.series($0) }
    #expect(Set(styles.map { [$0.hue.rawValue, $0.dash.rawValue] }).count == 30)
    for (first, second) in zip(styles, styles.dropFirst()) {
      #expect(first.hue != second.hue && first.dash != second.dash)
      #expect(first.marker != second.marker)
    }
  }

  @Test("numbers below a tick are those just before it")
  func table() {
    let row = Table.Row(
      label: "", Style(), steps: [Point(0, 10), Point(100, 9), Point(200, 7)])
    #expect([0, 50, 100, 101, 200, 300].map(row.text) == ["10", "10", "10", "9", "9", "7"])
  }
}
