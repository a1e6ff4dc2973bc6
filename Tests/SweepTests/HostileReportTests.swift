import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("Hostile reports")
struct HostileReportTests {
  /// The elements and attributes that templates and figures have.
  private static let elements: Set<String> = [
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "nav", "a",
    "main",
    "section", "p", "span", "strong", "code", "pre", "details", "summary", "div", "table",
    "caption",
    "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "ul", "li", "figure", "figcaption",
    "footer",
    "svg", "desc", "defs", "pattern", "path", "g", "rect", "text", "clipPath", "br",
  ]

  /// What is wrong with a page: elements and attributes that no template has, and characters that
  /// control or turn what follows.
  static func faults(_ page: String) -> [String] {
    var faults: [String] = []
    let body = page.replacing(/<style>.*?<\/style>/.dotMatchesNewlines(), with: "")
    // Scalar by scalar, as a browser reads: a mark before `<` makes one character with it.
    var tag: String?
    for scalar in body.unicodeScalars {
      if scalar == "<" {
        if tag != nil { faults.append("< within <\(tag ?? "")") }
        tag = ""
      } else if scalar == ">" {
        guard let text = tag else {
          faults.append("> outside a tag")
          continue
        }
        let name = text.drop { $0 == "/" || $0 == "!" }.prefix { $0.isLetter || $0.isNumber }
        if !elements.contains(String(name)), name != "DOCTYPE" { faults.append("<\(text)>") }
        if text.contains(/\son[a-z]*\s*=/) { faults.append("<\(text)>") }
        tag = nil
      } else {
        tag?.unicodeScalars.append(scalar)
      }
      let isControl = scalar.value < 0x20 && scalar != "\n"
      if isControl || "\u{202E}\u{2066}\u{200F}\u{FFFE}".unicodeScalars.contains(scalar) {
        faults.append("U+\(String(scalar.value, radix: 16))")
      }
    }
    return faults
  }

  @Test("no text of an experiment makes an element, an attribute or a direction")
  func store() throws {
    let long = hostileText + String(repeating: "w", count: 10_000)
    let source = ReportFixtures.source(
      name: "<script>alert(1)</script>\"'&", question: long,
      more: "# \(hostileText.filter { $0.isASCII && !$0.isNewline && $0 != "\u{7}" })")
    try ReportFixtures.withStore(
      source,
      trials: { experiment in
        ReportFixtures.all(experiment).map { record in
          var record = record
          record.attempt.provenance = Provenance(
            host: long, processor: hostileText, blas: hostileText, blasKernel: hostileText,
            mpi: long, compiler: hostileText, commit: hostileText)
          return record
        }
      }
    ) { store, _ in
      let page = try Report(store).html
      let faults = Self.faults(page)
      #expect(faults.isEmpty, "\(faults.prefix(5))")
      #expect(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      #expect(page.contains("{{question}}"))
    }
  }

  @Test("no text of a file of trials does either")
  func file() throws {
    let text = hostileText.replacing("\"", with: "\"\"").replacing("\u{7}", with: "")
    let rows = (0..<3).flatMap { cell in
      (0..<6).map { "\"\(text) \(cell)\",\($0),10000,10,\(50 * (cell + 1) + $0)" }
    }
    let header = "\"\(text)\",seed,step_budget,memorization_step,generalization_step\n"
    let page = try Report(
      TrialsFile(header + rows.joined(separator: "\n"), file: hostileText)
    ).html
    let faults = Self.faults(page)
    #expect(faults.isEmpty, "\(faults.prefix(5))")
  }

  @Test("a template takes text between two braces as text, wherever it stands")
  func template() {
    struct Values { let text: String }
    let template = Template("<a title=\"{{text}}\">{{text}}</a>")
    #expect(
      template.filled(Values(text: "\u{600}<b>\"\u{301}'"))
        == "<a title=\"\u{600}&lt;b&gt;&quot;\u{301}&#39;\">"
        + "\u{600}&lt;b&gt;&quot;\u{301}&#39;</a>")
  }
}
