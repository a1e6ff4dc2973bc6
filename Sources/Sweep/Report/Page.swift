/// The whole page.
struct Page: Fragment {
  let name: String
  let question: String?
  let style: String
  let sections: [Section]
  let bodies: [String]

  /// A page of sections.
  init(name: String, question: String?, style: String, sections: [Section]) {
    (self.name, self.question, self.style) = (name, question, style)
    self.sections = sections
    bodies = sections.map(\.html)
  }

  // The policy allows nothing to be fetched or run, whatever a text from elsewhere may contain.
  static let template = Template(
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>{{name}}: report of a sweep</title>
    <style>
    {{{style}}}
    </style>
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
