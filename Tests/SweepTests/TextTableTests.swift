import Engine
import Testing

@testable import Sweep

@Suite("Text tables")
struct TextTableTests {
  private func layout(_ width: Int) -> TextLayout {
    var layout = TextLayout()
    layout.width = width
    return layout
  }

  private let table = TextTable(columns: [
    TextTable.Column(heading: "law", entries: ["c / decay rate", "c"], isText: true),
    TextTable.Column(heading: "generalization step", entries: ["708", "> 10000"]),
  ])

  @Test("headings break before words do, and numbers never")
  func widths() {
    #expect(
      table.text(layout(100)) == """
        law             generalization step
        c / decay rate                  708
        c                           > 10000

        """)
    #expect(
      table.text(layout(30)) == """
                        generalization
        law                       step
        c / decay rate             708
        c                      > 10000

        """)
    #expect(
      table.text(layout(21)) == """
               generalization
        law              step
        c /               708
        decay
        rate
        c             > 10000

        """)
    #expect(table.leastWidth == 21)
    #expect(table.text(layout(1)) == table.text(layout(21)))
  }

  @Test("colour changes nothing but colour")
  func ink() {
    var coloured = layout(30)
    coloured.ink = .terminal
    let text = table.text(coloured) { coloured.ink.answer($2) }
      .replacing(/\u{1b}\[\d+m/, with: "")
    #expect(text == table.text(layout(30)))
  }

  @Test("text wraps at spaces, and a word that is too long breaks")
  func wrapping() {
    #expect(wrappedLines("one two three", width: 7) == ["one two", "three"])
    #expect(wrappedLines("abcdefgh ij", width: 3) == ["abc", "def", "gh", "ij"])
    #expect(wrappedLines("", width: 3) == [""])
    #expect(wrappedLines("a\n\nb", width: 3) == ["a", "", "b"])
  }

  @Test("only a terminal has colour, unless it is told not to")
  func layouts() {
    #expect(TextLayout(columns: nil, environment: ["TERM": "xterm"]) == TextLayout())
    #expect(TextLayout(columns: 120, environment: [:]).ink == .terminal)
    #expect(TextLayout(columns: 120, environment: ["NO_COLOR": "1"]).ink == .none)
    #expect(TextLayout(columns: 120, environment: ["TERM": "dumb"]).ink == .none)
    #expect(TextLayout(columns: 3, environment: [:]).width == 40)
  }
}

@Suite("The axes as they are read")
struct AxisColumnsTests {
  private func node(_ json: String) throws -> ConfigurationNode {
    try ConfigurationNode(json: json)
  }

  @Test("what an earlier column decides is left out, and mappings shrink to what differs")
  func zipped() throws {
    let cells = try [
      [#"{"kind": "mlp", "width": 1, "depth": 2}"#, "0.1", "0.4", "5"],
      [#"{"kind": "mlp", "width": 1, "depth": 2}"#, "0.1", "0.5", "5"],
      [#"{"kind": "mlp", "width": 3, "depth": 2}"#, "0.2", "0.4", "5"],
      [#"{"kind": "mlp", "width": 3, "depth": 2}"#, "0.2", "0.5", "5"],
      [#"{"kind": "nanda", "heads": 4}"#, "0.1", "0.4", "5"],
    ].map { try $0.map(node) }
    let axes = AxisColumns(["model", "optimizer.rate", "task.share", "other.share"], cells)
    #expect(axes.headings == ["model", "task.share"])
    #expect(
      axes.entries.map { $0[0] } == [
        "mlp width 1", "mlp width 1", "mlp width 3", "mlp width 3", "nanda",
      ])
    #expect(axes.notes == ["All cells have other.share 5.", "model also sets rate."])
    #expect(axes.labels[0] == "model mlp width 1, task.share 0.4")
  }

  @Test("one cell has no column, and no cell has all")
  func oneCell() throws {
    let axes = AxisColumns(["a", "b"], [[try node("1"), try node("2")]])
    #expect(axes.entries == [[]] && axes.labels == [""])
    #expect(axes.notes == ["All cells have a 1, b 2."])
    #expect(AxisColumns(["a"], []).headings == ["a"])
  }

  @Test("what a file says cannot leave its line")
  func hostile() throws {
    let text = ConfigurationNode(.text("a\u{1b}[2J\u{202e}\nb"))
    let axes = AxisColumns(["x\u{1b}y", "z"], [[text, text], [try node("1"), text]])
    let all = axes.headings + axes.entries.joined() + axes.notes + axes.labels
    #expect(
      all.allSatisfy { !$0.contains("\u{1b}") && !$0.contains("\n") && !$0.contains("\u{202e}") })
  }
}
