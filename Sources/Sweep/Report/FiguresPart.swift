/// The field's figures, and those that these trials cannot have.
struct FiguresPart: Fragment {
  let figures: [String]
  let omitted: [String]
  let omittedCount: String?

  /// The figures of a sweep.
  init(_ figures: FieldFigures, _ enclosures: inout Enclosures) {
    self.figures = figures.all.map { FigurePart($0, &enclosures).html }
    omitted = figures.omitted.map { "\($0.name): \($0.reason)" }
    omittedCount = omitted.isEmpty ? nil : plural(omitted.count, "figure")
  }

  static let template = Template(
    """
    <div class="figures">
    {{#figures}}{{{.}}}{{/figures}}
    </div>
    {{#omittedCount}}
    <details><summary>{{omittedCount}} left out</summary>
    <ul>
    {{#omitted}}<li>{{.}}</li>
    {{/omitted}}
    </ul>
    </details>
    {{/omittedCount}}
    """)
}
