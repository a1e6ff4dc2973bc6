/// Plain paragraphs.
struct Paragraphs: Fragment {
  let lines: [String]

  /// Some paragraphs.
  init(_ lines: String...) { self.lines = lines }

  static let template = Template("{{#lines}}<p>{{.}}</p>\n{{/lines}}")
}
