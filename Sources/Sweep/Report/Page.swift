import Engine
import Foundation

/// The whole page.
struct Page: Fragment {
  let name: String
  let question: String?
  let style: String
  /// What a browser knows the style sheet by.
  let styleDigest: String
  let sections: [Section]
  let bodies: [String]

  /// A page of sections.
  init(name: String, question: String?, style: String, sections: [Section]) {
    (self.name, self.question, self.style) = (name, question, style)
    styleDigest = Self.base64(hexadecimal: SHA256.digest(Array(style.utf8)))
    self.sections = sections
    bodies = sections.map(\.html)
  }

  private static func base64(hexadecimal digest: String) -> String {
    let digits = digest.compactMap { $0.hexDigitValue.map(UInt8.init) }
    let bytes = stride(from: 0, to: digits.count - 1, by: 2).map {
      digits[$0] << 4 | digits[$0 + 1]
    }
    return Data(bytes).base64EncodedString()
  }

  // The policy allows nothing to be fetched or run and no other style, whatever a text from elsewhere
  // may contain.
  static let template = Template(
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-{{styleDigest}}'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{name}}: report of a sweep</title>
    <style>{{{style}}}</style>
    </head>
    <body>
    <header>
    <h1>{{name}}</h1>
    {{#question}}<p class="question">{{question}}</p>{{/question}}
    <nav aria-label="Sections">{{#sections}}<a href="#{{place}}">{{title}}</a> {{/sections}}</nav>
    </header>
    <main>
    {{#bodies}}{{{.}}}{{/bodies}}
    </main>
    <footer>Written by groksweep from the results alone; nothing is fetched or run to show it.</footer>
    </body>
    </html>

    """)
}
