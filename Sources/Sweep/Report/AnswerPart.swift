import Statistics

/// The verdicts on laws and the onset: what the page leads with.
struct AnswerPart: Fragment {
  /// One verdict.
  struct Answer: Sendable {
    let law: String
    let finding: String
    /// The name of its looks.
    let looks: String
    let sentence: String

    init(_ verdict: Verdict) {
      law = verdict.briefLaw
      finding = verdict.finding.rawValue
      looks = verdict.finding.looks
      sentence = verdict.sentence
    }
  }

  let answers: [Answer]
  let open: [Answer]
  let openCount: String?
  let onsets: [String]
  let table: String?
  let notes: [String]
  let link: String

  /// The answers of a sweep.
  init(_ fit: FitReport, _ enclosures: inout Enclosures) {
    let known = fit.verdicts.all.filter { !$0.isEmpty }
    let judged = known.filter { $0.finding != .descriptive }
    answers = judged.filter { $0.finding != .notInformative }.map(Answer.init)
    open = judged.filter { $0.finding == .notInformative }.map(Answer.init)
    openCount = open.isEmpty ? nil : plural(open.count, "law is", "laws are")
    onsets = judged.compactMap(\.onset)
    table = known.isEmpty ? nil : PageTable(Verdicts.headings, known.map(\.row)).html
    notes = fit.verdicts.omissions + (known.isEmpty ? [] : fit.verdicts.notes) + fit.unstable
    link = enclosures.link("fits.json", fit.json, elsewhere: "groksweep fit --format json").html
  }

  static let template = Template(
    """
    {{#answers}}
    <p class="answer"><span class="badge {{looks}}">{{finding}}</span> {{sentence}}</p>
    {{/answers}}
    {{^answers}}<p>No law is decided by these trials.</p>{{/answers}}
    {{#onsets}}<p class="answer"><span class="badge">onset</span> {{.}}</p>
    {{/onsets}}
    {{#openCount}}
    <details><summary>{{openCount}} not decided: the trials are not informative</summary>
    {{#open}}<p class="answer"><span class="badge {{looks}}">{{finding}}</span> {{sentence}}</p>
    {{/open}}
    </details>
    {{/openCount}}
    <details><summary>All laws, with exponents, held-out scores and misfit</summary>
    {{{table}}}
    {{#notes}}<p class="note">{{.}}</p>
    {{/notes}}
    <p class="note data">Data: {{{link}}}</p>
    </details>
    """)
}

extension Verdict.Finding {
  /// The name of its looks in the style sheet, which differ in their border, too.
  fileprivate var looks: String {
    switch self {
    case .compatible: "yes"
    case .excluded: "no"
    case .differs: "near"
    case .notInformative, .descriptive: "open"
    }
  }
}

extension Verdict {
  /// Where an outcome begins, if the law has such a value.
  fileprivate var onset: String? {
    guard let critical, exponents.count == 1 else { return nil }
    let ends =
      criticalInterval.map {
        " [\(significant($0.low, digits: 3)), \(significant($0.high, digits: 3))]"
      }
      ?? ""
    return "\(briefLaw): critical value \(significant(critical, digits: 3))\(ends); "
      + "at or below it the \(response.words) has no end."
  }
}
