/// The table of the sweep: a row for each cell.
struct CellsPart: Fragment {
  let milestones: String
  let survival: String
  let notes: [String]
  let links: [String]

  /// The cells of a sweep.
  init(_ table: Table, _ enclosures: inout Enclosures) {
    milestones = PageTable(table.lines(table.milestones)).html
    survival = PageTable(table.lines(table.survival)).html
    notes = table.axes.notes + table.footer
    links = [
      enclosures.link("cells.csv", table.csv, elsewhere: "groksweep table --format csv").html,
      enclosures.link("cells.json", table.json, elsewhere: "groksweep table --format json").html,
    ]
  }

  static let template = Template(
    """
    {{{milestones}}}
    <details><summary>Censored trials used: shares, Kaplan-Meier medians, restricted means, flags</summary>
    {{{survival}}}
    </details>
    <details><summary>How to read these numbers</summary>
    {{#notes}}<p class="note">{{.}}</p>
    {{/notes}}
    </details>
    <p class="note data">Data: {{#links}}{{{.}}} {{/links}}</p>
    """)
}
