import Figures

/// A figure with its caption, its data as a file, and a table in its place for who cannot see it.
struct FigurePart: Fragment {
  let title: String
  let picture: String
  let caption: String
  let link: String
  let table: String

  /// How many rows of the data stand in the page.
  private static let shown = 100

  /// A figure of the page.
  init(_ figure: Figure, _ enclosures: inout Enclosures) {
    title = figure.title
    (picture, caption) = figure.inlined(id: figure.name)
    let data = figure.csv
    link =
      enclosures.link(
        figure.fileName + ".csv", data, elsewhere: "groksweep figures"
      ).html
    table = Self.table(data)?.html ?? ""
  }

  /// The rows of the data, without columns in which there is nothing.
  private static func table(_ data: String) -> PageTable? {
    guard let rows = try? CSVText(data).rows.map(\.fields), let heads = rows.first else {
      return nil
    }
    let used = heads.indices.filter { column in
      rows.dropFirst().contains { $0.indices.contains(column) && !$0[column].isEmpty }
    }
    return PageTable(
      used.map { heads[$0] }, rows.dropFirst().map { row in used.map { row[$0] } }, most: shown)
  }

  static let template = Template(
    """
    <figure>
    <h3>{{title}}</h3>
    <div class="picture" tabindex="0">{{{picture}}}</div>
    <figcaption>{{caption}} <span class="note data">Data: {{{link}}}</span></figcaption>
    <details><summary>The figure as a table</summary>
    {{{table}}}
    </details>
    </figure>

    """)
}
