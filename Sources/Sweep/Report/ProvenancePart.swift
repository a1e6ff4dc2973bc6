import Engine

/// Where, by what and from which file the trials were trained.
struct ProvenancePart: Fragment {
  let facts: String
  let source: String
  let reduction: String?
  let digest: String
  let link: String

  /// How much of a file is shown.
  private static let shown = 20_000

  /// The provenance of a sweep.
  init(_ record: TrainingRecord, _ enclosures: inout Enclosures) {
    let lines = Origins.Fact.allCases.flatMap { fact in
      record.origins.values(fact).map { [fact.rawValue, singleLine($0.value), "\($0.trials)"] }
    }
    facts = PageTable(["", "value", "trials"], lines, most: 60).html
    let text = record.experiment.source
    source = String(text.unicodeScalars.prefix(Self.shown))
    let count = text.unicodeScalars.count
    reduction =
      count > Self.shown ? "The first \(Self.shown) of \(count) characters are shown." : nil
    digest = SHA256.digest(Array(text.utf8))
    link =
      enclosures.link(
        "experiment.yaml", text, elsewhere: "sqlite3 results.sqlite 'SELECT source FROM experiment'"
      ).html
  }

  static let template = Template(
    """
    {{{facts}}}
    <details><summary>The experiment file</summary>
    <pre>
    {{source}}</pre>
    {{#reduction}}<p class="note">{{reduction}}</p>{{/reduction}}
    </details>
    <p class="note">{{{link}}}, SHA-256 <code>{{digest}}</code></p>
    """)
}
