import Statistics

extension Verdicts {
  /// The table, a sentence for each answer, and one line of those of which nothing is known.
  var text: String {
    let shown = all.filter { !$0.isEmpty }
    var lines = ""
    if !shown.isEmpty {
      lines += aligned([Self.headings] + shown.map(\.row)) + "\n"
      lines += shown.filter { $0.finding != .descriptive }.map { $0.sentence + "\n" }.joined()
    }
    return lines + omissions.map { $0 + "\n" }.joined()
  }

  /// The laws without an answer, and the trials that were left out: a line each.
  var omissions: [String] {
    let descriptive = all.filter { !$0.isEmpty && $0.finding == .descriptive }.map(\.law)
    let empty = all.filter(\.isEmpty).map(\.law)
    return [
      descriptive.isEmpty
        ? nil
        : "Descriptive, because they contain the outcome (a norm at generalization or later, or a "
          + "peak): \(descriptive.joined(separator: "; ")).",
      empty.isEmpty
        ? nil : "Nothing is known of what these need: \(empty.joined(separator: "; ")).",
      omitted.isEmpty ? nil : "Left out of the delay: \(omissionText(omitted)).",
    ].compactMap(\.self)
  }

  /// How far each cell lies from each law, as bars of standard deviations.
  var details: String {
    all.filter { $0.fit?.model != nil }.map { verdict in
      "How far cells lie from \(brief(verdict.law)), in standard deviations of what cells and trials make:\n"
        + verdict.residualBars
    }.joined(separator: "\n")
  }

  /// The heads of the table.
  static let headings = [
    "law", "verdict", "exponent", "held out, against", "trials", "cells", "censored", "misfit",
  ]

  /// What a reader must know of the table.
  var notes: [String] {
    [
      "Verdicts: interval-censored log-normal model in which cells miss the law, t intervals; exponents "
        + "within ±\(shortNumber(Law.defaultMargin)) of a claim unless declared; "
        + (family > 1 ? "\(plural(family, "claim")), Holm 1979. " : "one claim. ")
        + "held out: mean score (ln likelihood of a cell left out) less the best rival's. misfit: the "
        + "factor by which cells miss the law, beyond what trials explain."
    ]
  }
}

extension Verdict {
  /// Whether nothing is known that it could be judged by.
  var isEmpty: Bool { reasons.contains(.nothingKnown) }

  /// Its law without the sections of fields: `weight_decay` for `optimizer.weight_decay`.
  var briefLaw: String { brief(law) }

  /// Its line of the table.
  var row: [String] {
    let values = exponents.map {
      "\(significant($0.value, digits: 3)) \(shortInterval($0.interval))"
    }
    let score = comparison.map { comparison in
      significant(comparison.difference, digits: 2)
        + (comparison.interval.map { " \(shortInterval($0))" } ?? "")
        + ", \(brief(comparison.rival))"
    }
    return [
      briefLaw, finding.rawValue, values.isEmpty ? "-" : values.joined(separator: ", "),
      score ?? "-",
      "\(count)", finding == .descriptive ? "-" : "\(cells)",
      finding == .descriptive ? "-" : "\(censored)",
      misfit.map { significant($0, digits: 3) } ?? "-",
    ]
  }

  /// A line a cell: name, residual, and a bar to either side of 0 of up to three standard deviations.
  fileprivate var residualBars: String {
    guard let fit, let model = fit.model else { return "" }
    let half = 15
    let rows = fit.clusters.enumerated().map { position, entry -> [String] in
      let residual = model.residual(position)
      let length = min(half, Int((residual.magnitude / 3 * Double(half)).rounded()))
      let bar = String(repeating: "#", count: length)
      let space = String(repeating: " ", count: half - length)
      let sign = residual < 0 ? "-" : "+"
      let drawn =
        residual < 0
        ? space + bar + "|" + String(repeating: " ", count: half)
        : String(repeating: " ", count: half) + "|" + bar + space
      return [fit.names[position], sign + significant(residual.magnitude, digits: 2), drawn]
    }
    return aligned(rows)
  }

  /// A sentence that could be quoted.
  var sentence: String {
    let subject = "\(response == .delay ? "Delay" : "Generalization step") = \(law)"
    let size =
      "n \(count) in \(plural(cells, "cell")), \(censored) censored"
      + (undefined > 0 ? "; \(undefined) where a factor is undefined or does not vary" : "")
    let critical =
      critical.map { value in
        "; critical value \(significant(value, digits: 3))"
          + (criticalInterval.map { " \(shortInterval($0))" } ?? "")
      } ?? ""
    return "\(brief(subject)) is \(Self.phrase(finding)): "
      + reasonTexts.joined(separator: "; ") + critical + " (\(size))."
  }

  /// The reasons in words, and what would decide a claim that is open.
  private var reasonTexts: [String] {
    reasons.compactMap { $0 == .tooWide ? outlook?.need?.text : $0.text }
  }

  private static func phrase(_ finding: Finding) -> String {
    switch finding {
    case .compatible: "compatible with the trials"
    case .excluded: "excluded"
    case .differs: "near, but the trials differ from it"
    case .notInformative: "not decided; the trials are not informative"
    case .descriptive: "descriptive"
    }
  }

  /// An object.
  var json: String {
    jsonObject(
      [
        ("law", .text(law)), ("response", .text(response.rawValue)),
        ("verdict", .text(finding.rawValue)),
        ("fields", .list(exponents.map { .text($0.name) })),
        ("exponents", .list(exponents.map { .number($0.value) })),
        ("intervals", .list(exponents.map { Datum($0.interval) })),
        ("claims", .list(exponents.map { Datum($0.claim) })),
        ("margins", .list(exponents.map { .number($0.margin) })),
        ("reasons", .list(reasonTexts.map(Datum.text))), ("critical", Datum(critical)),
        ("critical_interval", Datum(criticalInterval)),
        ("rival", comparison.map { .text($0.rival) } ?? .empty),
        ("held_out_difference", Datum(comparison?.difference)),
        ("held_out_interval", Datum(comparison?.interval)),
        ("held_out_cells", Datum(comparison?.cells)), ("misfit", Datum(misfit)),
        ("p", Datum(pValue)), ("n", .integer(count)), ("cells", .integer(cells)),
        ("censored", .integer(censored)), ("undefined_or_not_varied", .integer(undefined)),
        ("sentence", .text(sentence)),
      ])
  }
}

/// A formula without the sections of its fields: `weight_decay` for `optimizer.weight_decay`.
func brief(_ formula: String) -> String {
  formula.replacing("optimizer.", with: "").replacing("task.", with: "")
    .replacing("c prod(", with: "power law (").replacing(") ^ exponents", with: ")")
}

/// The ends of an interval to three digits.
func shortInterval(_ interval: Interval) -> String {
  "[\(significant(interval.low, digits: 3)), \(significant(interval.high, digits: 3))]"
}

extension Verdict.Reason {
  /// The reason in words.
  fileprivate var text: String {
    switch self {
    case .containsOutcome: "it contains the outcome"
    case .nothingKnown: "what it needs is not known of any trial"
    case .undecided: "no factor varies among enough cells"
    case .exponent(let exponent):
      "exponent of \(brief(exponent.name)) \(significant(exponent.value, digits: 3)) "
        + shortInterval(exponent.interval)
        + (exponent.claim.map {
          ", claimed \(shortNumber($0)) ± \(shortNumber(exponent.margin))"
        } ?? "")
    case .tooWide: ""
    case .notCompared: "too few cells to leave one out"
    case .worse(let comparison):
      "on cells left out \(brief(comparison.rival)) does better by "
        + significant(-comparison.difference, digits: 2)
        + (comparison.interval.map {
          " \(shortInterval(Interval(low: -$0.high, high: -$0.low)))"
        } ?? "")
    case .misfit(let factor): "cells miss it by a factor of \(significant(factor, digits: 3))"
    case .family(let corrected, let count):
      "p \(significant(corrected, digits: 2)) once \(count) claims are one family"
    case .association(let within, let between):
      (within.has(0)
        ? "no association with the norm is seen once T_mem is fixed, and none is ruled out: exponent within cells "
        : "an association with the norm is left once T_mem is fixed: exponent within cells ")
        + shortInterval(within) + (between.map { ", between cells \(shortInterval($0))" } ?? "")
    case .noAssociation(let within, let factor):
      "no association is left once T_mem is fixed: exponent within cells \(shortInterval(within)), "
        + "one standard deviation of the norm a factor of \(shortInterval(factor))"
    }
  }
}

extension Outlook.Need {
  /// What would decide, in words.
  fileprivate var text: String {
    let ways = [
      cells.map { "about \(plural($0, "more cell", "more cells"))" },
      seeds.map { "\(plural($0, "more seed", "more seeds")) a cell" },
    ].compactMap(\.self)
    return ways.isEmpty
      ? "eight times as many cells or seeds would not decide it"
      : ways.joined(separator: " or ") + " would decide it"
  }
}
