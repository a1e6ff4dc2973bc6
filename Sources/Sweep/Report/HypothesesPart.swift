import Statistics

/// What was declared before any trial was trained, and whatever else was found.
struct HypothesesPart: Fragment {
  let declared: String?
  let declaredNotes: String?
  let lines: [String]
  let reduction: String?
  let comparisons: String?
  let comparisonNotes: String?
  let comparisonLink: String
  let notes: [String]

  /// The most trials for which lines and models of single trials are fitted here.
  static let mostFitted = 50_000

  /// The hypotheses of a sweep.
  init(_ fit: FitReport, _ enclosures: inout Enclosures) {
    let contrasts = ContrastTable(fit.sweep)
    declared = contrasts.results.isEmpty ? nil : contrasts.values.page().html
    declaredNotes = contrasts.results.isEmpty ? nil : contrasts.values.notes
    lines = (fit.fits.map(\.text) + fit.survival.map(\.text)).map(\.trimmed)
    reduction =
      fit.sweep.stored > Self.mostFitted
      ? "Of more than \(Self.mostFitted) trials no lines and models of single trials are fitted here: "
        + "groksweep fit takes minutes for them." : nil
    let pairs = CellComparisons(fit.sweep)
    comparisons = pairs.all.isEmpty ? nil : pairs.values(isRead: true).page(most: 100).html
    comparisonNotes = pairs.all.isEmpty ? nil : pairs.values(isRead: true).notes
    comparisonLink =
      enclosures.link(
        "comparisons.csv", pairs.rendered(as: .csv),
        elsewhere: "groksweep table --compare --format csv"
      ).html
    notes = fit.footer
  }

  static let template = Template(
    """
    <h3>Declared</h3>
    {{#declared}}{{{declared}}}<p class="note">{{declaredNotes}}</p>{{/declared}}
    {{^declared}}<p>The experiment file declares none.</p>{{/declared}}
    <h3>Exploratory</h3>
    <p>Nothing here was declared before the trials were trained.</p>
    <details><summary>Lines through trials, and models with censored ones</summary>
    <ul class="fits">
    {{#lines}}<li>{{.}}</li>
    {{/lines}}
    </ul>
    {{#reduction}}<p class="note">{{reduction}}</p>{{/reduction}}
    {{#notes}}<p class="note">{{.}}</p>
    {{/notes}}
    </details>
    {{#comparisons}}
    <details><summary>Neighbouring cells compared</summary>
    {{{comparisons}}}
    <p class="note">{{comparisonNotes}} <span class="data">Data: {{{comparisonLink}}}</span></p>
    </details>
    {{/comparisons}}
    """)
}
