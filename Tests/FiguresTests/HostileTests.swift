import Foundation
import Testing

@testable import Figures

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite("Hostile figures")
struct HostileTests {
  private static let label =
    "\"'<&>]]>--> \u{0}\u{1B}[31m\u{202E}\u{200F}\u{2066} $x^2$ \\n \"\"\" '''\r\n\t,; 😀 ×"

  /// A figure with the same text wherever a text can be.
  private static func figure(_ text: String) -> Figure {
    let style = Style.series(1)
    let points = [Point(0, 0), Point(1, 1)]
    var figure = Figure(
      text, title: text, caption: text, x: Axis(text, unit: text, .categories([text, text])),
      y: Axis(text, unit: text), color: Axis(text, unit: text),
      panels: [
        Panel(
          text, y: Axis(text),
          layers: [
            Layer(.lines(Lines(points)), style, label: text),
            Layer(.texts(Texts([Texts.Text(text, at: Point(0, 0))])), style, label: text),
            Layer(
              .cells(Cells([Cells.Cell(column: 0, row: 0, value: 1, label: text)])), label: text),
          ]), Panel(text, layers: []),
      ])
    figure.panels[0].table = Table(text, [Table.Row(label: text, style, steps: points)])
    return figure
  }

  @Test("SVG is well-formed XML, whatever the texts")
  func xml() {
    for text in [Self.label, "", " ", String(repeating: "w", count: 5000), "\u{FFFF}"] {
      for naming in [Figure.Naming.legend, .direct] {
        var figure = Self.figure(text)
        figure.naming = naming
        let parser = XMLParser(data: Data(figure.svg.utf8))
        #expect(parser.parse(), "\(parser.parserError.debugDescription)")
      }
    }
  }

  @Test("no character sets a direction or controls a terminal")
  func characters() {
    let figure = Self.figure(Self.label)
    for text in [figure.svg, figure.csv, figure.script] {
      let hostile = text.unicodeScalars.filter {
        $0 != "\n" && $0.value < 0x20 || "\u{202E}\u{200F}\u{2066}\u{0}".unicodeScalars.contains($0)
      }
      #expect(hostile.isEmpty)
    }
    #expect(!figure.svg.contains("]]>"))
    #expect(figure.fileName.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
  }

  @Test("every row of data has as many fields as the header, quoted where needed")
  func csv() {
    let rows = Self.figure("a,\"b\"").csv.split(separator: "\n")
    #expect(rows.contains { $0.contains("\"a,\"\"b\"\"\"") })
    let plain = Gallery.all.flatMap { $0.csv.split(separator: "\n") }
    let unquoted = plain.filter { !$0.contains("\"") }
    #expect(unquoted.allSatisfy { row in row.count { $0 == "," } == 12 })
  }

  /// Values that have no place, alone and among others.
  private static let values: [[Double]] = [
    [], [1], [.nan], [.infinity, 1], [0, 0], [-1, 2], [.nan, 1, .nan, 2, 3, .nan], [-1, -2],
    [1e300, -1e300], [.greatestFiniteMagnitude, -.greatestFiniteMagnitude],
    [.leastNonzeroMagnitude, 1],
  ]

  @Test("undefined values are left out and counted, by every mark on every axis")
  func undefined() {
    let kinds: [ScaleKind] = [.linear, .logarithmic, .categories(["a", "b"]), .categories([])]
    for index in Self.values.indices.flatMap({ [($0, $0), ($0, 1 + $0 * 3), (4 + $0 * 5, $0)] }) {
      let (x, y) = (Self.values[index.0 % 11], Self.values[index.1 % 11])
      let points = zip(x, y).map { Point($0, $1) }
      for kind in kinds {
        for mark in Self.marks(points) {
          let figure = Figure(
            "undefined", title: "t", caption: "", x: Axis("x", kind), y: Axis("y", kind),
            color: Axis("c", kind == .logarithmic ? kind : .linear),
            panels: [Panel(layers: [Layer(mark, label: "l")])])
          let svg = figure.svg
          let body = svg.split(separator: "</style>").last ?? ""
          #expect(!body.contains("nan") && !body.contains("inf"), "\(figure)")
          #expect(!figure.script.contains("nan,") && !figure.csv.contains("nan"))
        }
      }
    }
  }

  private static func marks(_ points: [Point]) -> [Mark] {
    let intervals = points.map { point in
      let ends = [point.x, point.y].filter { !$0.isNaN }.sorted()
      let interval = ends.first.flatMap { low in ends.last.map { low...$0 } }
      return Estimates.Estimate(point, x: interval, y: interval)
    }
    return [
      .lines(Lines(points)), .band(Band(low: points, high: points).stepped),
      .estimates(Estimates(intervals)), .steps(Steps(points, ticks: points)),
      .arrows(Arrows(points, .rightward)),
      .cells(Cells(points.map { Cells.Cell(column: 0, row: 1, value: $0.x, isCensored: true) })),
      .texts(Texts(points.map { Texts.Text("here", at: $0) })), .reference(Reference(.identity)),
      .reference(Reference(.horizontal(points.first?.y ?? .nan))),
    ]
  }

  @Test("the caption says how many values were left out")
  func counted() {
    let points = [Point(1, 1), Point(0, 2), Point(3, .nan), Point(4, 4)]
    let figure = Figure(
      "counted", title: "t", caption: "c", x: Axis("x", .logarithmic), y: Axis("y"),
      panels: [Panel(layers: [Layer(.lines(Lines(points)))])])
    #expect(figure.svg.contains("2 values are undefined or have no place on an axis: not drawn."))
  }

  @Test("a figure without panels is one")
  func empty() {
    let figure = Figure("e", title: "", caption: "", x: Axis(""), y: Axis(""), panels: [])
    #expect(figure.svg.hasSuffix("</svg>\n") && !figure.script.isEmpty)
  }
}
