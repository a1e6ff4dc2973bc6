import Testing

@testable import Figures

@Suite("Figures in a page")
struct InlinedTests {
  @Test("have no title, caption or style of their own, and names that begin with theirs")
  func bare() {
    for figure in Gallery.all {
      let (svg, caption) = figure.inlined(id: "one")
      #expect(!svg.contains("<style>"))
      #expect(caption.hasPrefix(figure.caption))
      let drawn = svg.split(separator: "</desc>").last ?? ""
      #expect(!drawn.contains("class=\"t\""))
      for id in svg.matches(of: /id="([^"]+)"/) { #expect(id.1.hasPrefix("one-")) }
      for id in svg.matches(of: /url\(#([^)]+)\)/) { #expect(id.1.hasPrefix("one-")) }
    }
  }

  @Test("share no name with another of the same page")
  func distinct() {
    let names = ["a", "b"].map { id in
      Set(Gallery.phases.inlined(id: id).svg.matches(of: /id="([^"]+)"/).map { String($0.1) })
    }
    #expect(names[0].count == names[1].count && names[0].isDisjoint(with: names[1]))
  }

  @Test("the page's style is about figures alone")
  func stylesheet() {
    let rules = Figure.stylesheet.matches(of: /([^{}]+)\{/).map { $0.1 }
    #expect(rules.count > 30)
    for rule in rules {
      let selectors = rule.split(separator: ",").map { $0.trimmed }
      let isOwn = selectors.allSatisfy { $0.hasPrefix(".fig ") || $0 == ".fig" }
      #expect(isOwn || rule.contains("@media screen"), "\(rule)")
    }
  }

  @Test("what must be said of a drawing is in the caption")
  func notes() {
    let figure = Figure(
      "n", title: "t", caption: "c.", x: Axis("x", .logarithmic), y: Axis("y"),
      panels: [Panel(layers: [Layer(.lines(Lines([Point(1, 1), Point(0, 2), Point(3, 3)])))])])
    #expect(
      figure.inlined(id: "n").caption
        == "c. 1 value is undefined or has no place on an axis: not drawn.")
  }

  @Test("a hatched cell has a key, with the hatching of its own drawing")
  func hatching() {
    var figure = Gallery.phases
    let without = figure.inlined(id: "h").svg.matches(of: /url\(#h-hatching\)/).count
    figure.panels[0].layers[0].label = "censored"
    #expect(figure.inlined(id: "h").svg.matches(of: /url\(#h-hatching\)/).count == without + 1)
    #expect(figure.inlined(id: "h").svg.contains(">censored</text>"))
  }

  @Test("each panel has its table, and none covers the panel below")
  func tables() {
    var figure = Gallery.survival
    figure.panels += figure.panels + figure.panels
    figure.columns = 2
    let layout = Layout(figure)
    let boxes = layout.panels.map(\.frame.box)
    for (panel, box) in zip(layout.panels, boxes) {
      #expect(panel.tablePlace.y > box.bottom)
    }
    // Title and three rows of twelve pixels.
    #expect(boxes[2].y > layout.panels[0].tablePlace.y + 4 * 12)
    #expect(layout.bottom > layout.panels[2].tablePlace.y + 4 * 12)
    let rows = figure.csv.split(separator: "\n").filter { $0.contains(",table,") }
    #expect(Set(rows.map { $0.prefix(2) }) == ["0,", "1,", "2,"])
  }

  @Test("arrows have room up to the edge")
  func room() {
    let figure = Figure(
      "a", title: "t", caption: "", x: Axis("x"), y: Axis("y", .logarithmic),
      panels: [Panel(layers: [Layer(.arrows(Arrows([Point(1, 10), Point(2, 1000)])))])])
    let frame = Layout(figure).panels[0].frame
    let top = frame.place(Point(2, 1000))?.y ?? 0
    #expect(top - Arrows.length >= frame.box.y)
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    drop(while: \.isWhitespace)
  }
}
