import Statistics

extension LawScore {
  /// Two or three lines: the law, its constants and errors, and the verdict.
  var text: String {
    let verdict = Verdict(self)
    var lines = ["delay = \(law.formula): \(verdict.finding.rawValue)"]
    lines.append("  " + verdict.reasons.map(\.text).joined(separator: "; "))
    if count > 0 {
      let values = constants.map { "\($0.name) \(fourDigits($0.value))" }
      lines.append(
        "  \(values.joined(separator: ", ")); n \(count), cells \(cells)"
          + (criterionDifference.map { ", AICc \(fourDigits($0)) against the simplest" } ?? "")
          + (withinCorrelation.map { ", correlation within cells \(fourDigits($0.value))" } ?? "")
          + (unknown > 0 ? "; \(unknown) without the norms" : ""))
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// An object.
  var json: String {
    let verdict = Verdict(self)
    return jsonObject(
      [
        ("law", .text(law.formula)), ("verdict", .text(verdict.finding.rawValue)),
        ("reasons", .list(verdict.reasons.map { .text($0.text) })), ("n", .integer(count)),
        ("cells", .integer(cells)), ("contradicted", .integer(contradicted)),
        ("unknown", .integer(unknown)),
        ("constant_names", .list(constants.map { .text($0.name) })),
        ("constants", .list(constants.map { .number($0.value) })),
        ("slope", Datum(line?.slope)), ("slope_interval", Datum(line?.interval)),
        ("held_out_error", Datum(heldOutError)),
        ("simplest_held_out_error", Datum(simplestHeldOutError)),
        ("aicc_difference", Datum(criterionDifference)),
        ("correlation", Datum(correlation?.value)),
        ("correlation_given_memorization_step", Datum(partialCorrelation?.value)),
        ("correlation_given_memorization_step_interval", Datum(partialCorrelation?.interval)),
        ("correlation_within_cells", Datum(withinCorrelation?.value)),
      ])
  }
}

extension Verdict.Reason {
  /// The reason in words.
  fileprivate var text: String {
    switch self {
    case .nothingKnown: "what it needs is not known of any trial"
    case .noDelay(let count, let total): "it predicts no delay for \(count) of \(total) trials"
    case .tooFewCellsForSlope: "too few cells for an interval of the slope"
    case .slope(let slope, let interval):
      "slope \(fourDigits(slope)) \(bracketed(interval))"
        + (interval.has(1) ? " has 1" : " excludes 1")
    case .tooFewCellsToLeaveOut: "too few cells to leave one out"
    case .heldOutError(let own, let simplest):
      "held-out error \(fourDigits(own)), simplest law \(fourDigits(simplest))"
        + (own < simplest ? "" : ": it adds nothing to 1/(eta lambda)")
    case .tooFewTrialsForCorrelation: "too few trials for a correlation"
    case .correlations(let plain, let partial):
      "correlation \(plain.text), given T_mem \(partial.text)"
    case .slopeMayBeZero: "the slope's interval has 0, too"
    }
  }
}

extension Verdict.Correlated {
  fileprivate var text: String { "\(fourDigits(value)) \(bracketed(interval))" }
}
