import Statistics

extension Verdicts {
  /// What is found first: a table of the laws that trials can decide on, and a sentence to quote.
  func lead(_ layout: TextLayout) -> String {
    let judged = all.filter { !$0.isEmpty && $0.finding != .descriptive }
    guard let headline = judged.min(by: { $0.rank < $1.rank }) else {
      return layout.wrapped("No law can be judged by these trials: --details says why.") + "\n"
    }
    let table = TextTable(columns: columns(judged, layout))
    let text = table.text(layout) { row, column, text in
      guard column == 2 else { return text }
      switch judged[row].finding {
      case .compatible: return layout.ink.answer(text)
      case .excluded, .differs: return layout.ink.warning(text)
      case .notInformative, .descriptive: return layout.ink.faint(text)
      }
    }
    return text + "\n" + layout.wrapped(headline.sentence) + "\n"
      + layout.remark(remarks(judged).joined(separator: " "))
  }

  private func columns(_ judged: [Verdict], _ layout: TextLayout) -> [TextTable.Column] {
    // A rival that contains the outcome is no row.
    let numbers = Dictionary(judged.indices.map { (judged[$0].law, $0 + 1) }) { first, _ in first }
    func column(
      _ heading: String, isText: Bool = false, _ entry: (Verdict) -> String
    ) -> TextTable.Column {
      TextTable.Column(heading: heading, entries: judged.map(entry), isText: isText)
    }
    return [
      column("") { numbers[$0.law].map(String.init) ?? "" },
      column("law", isText: true) { verdict in
        brief(verdict.law) + (verdict.response == .delay ? "" : " (\(verdict.response.words))")
      },
      column("verdict", isText: true, \.finding.rawValue),
      column("exponent") { verdict in
        let exponents = verdict.exponents.map {
          "\(significant($0.value, digits: 3)) \(shortInterval($0.interval))"
        }
        return exponents.isEmpty ? "-" : exponents.joined(separator: "\n")
      },
      column("held out") { verdict in
        guard let comparison = verdict.comparison else { return "-" }
        let interval =
          layout.width < TextLayout.plainWidth
          ? "" : comparison.interval.map { " \(shortInterval($0))" } ?? ""
        return significant(comparison.difference, digits: 2) + interval
      },
      column("vs") { verdict in
        verdict.comparison.map { numbers[$0.rival].map(String.init) ?? brief($0.rival) } ?? "-"
      },
      column("n") { "\($0.count)" },
    ]
  }

  /// What the table's numbers are, and what is not in it.
  private func remarks(_ judged: [Verdict]) -> [String] {
    let descriptive = all.count { !$0.isEmpty && $0.finding == .descriptive }
    let unknown = all.count(where: \.isEmpty)
    return [
      "In brackets 95 %. held out: mean score on a cell left out, less that of the best rival (vs, by "
        + "its number); above 0 is better."
    ]
      + (descriptive > 0
        ? ["\(plural(descriptive, "more law contains", "more laws contain")) the outcome."]
        : [])
      + (unknown > 0
        ? ["\(plural(unknown, "more law needs", "more laws need")) what is not known here."]
        : [])
  }
}

extension Verdict {
  /// Where a verdict stands among those that could head a report: compatible ones first, of these
  /// the ones that do best on cells left out; of others the first.
  fileprivate var rank: Rank {
    Rank(
      finding: finding, score: finding == .compatible ? comparison?.difference ?? -.infinity : 0)
  }

  fileprivate struct Rank: Comparable {
    let finding: Finding
    let score: Double

    static func < (left: Rank, right: Rank) -> Bool {
      (left.order, -left.score) < (right.order, -right.score)
    }

    private var order: Int {
      switch finding {
      case .compatible: 0
      case .differs: 1
      case .excluded: 2
      case .notInformative: 3
      case .descriptive: 4
      }
    }
  }
}
