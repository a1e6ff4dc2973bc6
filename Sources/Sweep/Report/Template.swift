import Figures
import Mustache

/// A part of a page: a template of Mustache, whose names are the stored properties of what fills it.
///
/// Text between two braces is made harmless for elements and for quoted attributes alike; only what
/// stands between three, which another template has made, is taken as it is.
struct Template: Sendable {
  private let template: MustacheTemplate

  /// Reads a template of this program's own.
  init(_ text: String) {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    do {
      template = try MustacheTemplate(string: "{{% CONTENT_TYPE:\(PageText.name)}}" + text)
    } catch {
      preconditionFailure("a template is wrong: \(error)")
    }
  }

  /// The text with values in the place of their names.
  func filled(_ values: some Any) -> String { template.render(values) }
}

/// Text from elsewhere in a page, line by line.
///
/// The library's own escaping goes by characters, of which `<` is none where a scalar before or after
/// it makes one with it.
private struct PageText: MustacheContentType {
  static let name = "PAGE"

  func escapeText(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { PlainText(String($0)).xml }.joined(separator: "\n")
  }
}

/// What stands in a page as a whole, with a template of its own.
protocol Fragment: Sendable {
  /// The template that its stored properties fill.
  static var template: Template { get }
}

extension Fragment {
  /// The fragment as HTML.
  var html: String { Self.template.filled(self) }
}
