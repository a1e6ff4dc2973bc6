/// The fits of a sweep, for reading and for programs.
struct FitReport: Sendable {
  /// What was fitted.
  let sweep: SweepSummary
  /// The fits.
  let fits: [DelayFit]

  /// Fits all laws that have something to say.
  init(_ sweep: SweepSummary) {
    self.sweep = sweep
    fits = DelayFit.all(sweep)
  }

  /// The report in a format, with a newline at its end.
  func rendered(as format: FitFormat) -> String {
    switch format {
    case .text: text
    case .json: json
    }
  }
}

/// The forms in which fits are written.
enum FitFormat: String, CaseIterable, Sendable {
  /// A paragraph a fit, for reading.
  case text
  /// An object with a list of fits; an undefined value is `null`.
  case json
}

// MARK: - For reading

extension FitReport {
  /// A paragraph a fit, with what it means below.
  var text: String {
    fits.map { $0.text + "\n" }.joined() + footer.map { $0 + "\n" }.joined()
  }

  private var footer: [String] {
    sweep.milestoneNotes + [
      "In brackets 95 % percentile intervals of \(Bootstrap.resamples) bootstraps over the trials "
        + "of each cell (seed \(Bootstrap.seed)).",
      "Exponents are fitted within groups of cells that agree in every other field (budget and "
        + "measurement apart); R² is within groups.",
      sweep.countNote,
    ]
  }
}

extension DelayFit {
  /// A paragraph: the law, its numbers, and what it leaves out.
  fileprivate var text: String {
    var lines: [String]
    switch law {
    case .power: lines = ["delay ∝ (\(law.predictor)) ^ exponent"]
    case .normSeparation: lines = ["delay = slope · \(law.predictor) + intercept"]
    }
    if let regression {
      let ends = interval.map { "[\(fourDigits($0.low)), \(fourDigits($0.high))]" }
      let intercept = regression.intercept.map { ", intercept \(fourDigits($0))" } ?? ""
      lines.append(
        "  \(coefficient) \(fourDigits(regression.slope)) \(ends ?? "(no interval: too few trials in a cell)")\(intercept)"
      )
      lines.append(
        "  n \(regression.count), groups \(regression.groups), censored \(censored), R² "
          + (regression.rSquared.map(fourDigits) ?? "undefined"))
    } else {
      lines.append("  undefined: \(undefined ?? "")")
      lines.append("  n 0, censored \(censored)")
    }
    let reasons = Omission.allCases.compactMap { reason in
      omitted[reason].map { "\($0) \(reason.words)" }
    }
    if !reasons.isEmpty { lines.append("  left out: " + reasons.joined(separator: ", ")) }
    if regression != nil, censored > 0 {
      lines.append(
        "  Leaving censored trials out biases this fit: the longest delays are the ones missing.")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  fileprivate var coefficient: String {
    switch law {
    case .power: "exponent"
    case .normSeparation: "slope"
    }
  }
}

// MARK: - For programs

extension FitReport {
  /// `{"fits": […]}`, an object a fit.
  var json: String {
    let objects = fits.map { "  " + $0.json }.joined(separator: ",\n")
    return "{\"fits\": [" + (objects.isEmpty ? "" : "\n" + objects + "\n") + "]}\n"
  }
}

extension DelayFit {
  fileprivate var json: String {
    jsonObject(
      [
        ("law", .text(law.name)), ("response", .text("delay")),
        ("predictor", .text(law.predictor)),
        (coefficient, Datum(regression?.slope)), ("interval", Datum(interval)),
        ("intercept", Datum(regression?.intercept)), ("n", .integer(count)),
        ("groups", .integer(regression?.groups ?? 0)), ("censored", .integer(censored)),
        ("r_squared", Datum(regression?.rSquared)),
        ("resamples", .integer(Bootstrap.resamples)),
        ("undefined", undefined.map(Datum.text) ?? .empty),
      ]
        + Omission.allCases.filter { $0 != .censored }
        .map { ("omitted_" + $0.rawValue, .integer(omitted[$0, default: 0])) })
  }
}
