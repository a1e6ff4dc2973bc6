import Foundation
import Statistics

/// Whether a delay law holds on a sweep's trials, in words.
///
/// A law *holds here* if the slope's interval has 1 (asked of laws without fitted exponents), its
/// held-out error is below that of the simplest law, at most a tenth of the trials contradict it,
/// and, where it is a norm ratio, the delay still rises with the ratio once the memorization step
/// is held fixed. It *holds only through T_mem* if the delay rises with the ratio but no longer
/// does then: norm and delay both fall with a later memorization step by construction. Otherwise
/// it *does not hold*. Intervals are those of ``LawScore``; of the simplest law only the slope is
/// asked.
struct Verdict: Hashable, Sendable {
  /// The verdict itself.
  enum Finding: String, Hashable, Sendable {
    case holds = "holds here"
    case onlyThroughMemorization = "holds only through T_mem"
    case doesNotHold = "does not hold"
    case undecided = "undecided"
  }

  /// What was found.
  let finding: Finding
  /// Why.
  let reasons: [String]

  /// Judges a law.
  init(_ score: LawScore) {
    let considered = score.count + score.contradicted
    func finish(_ finding: Finding, _ reasons: [String]) -> Verdict {
      Verdict(finding: finding, reasons: reasons)
    }
    guard considered > 0 else {
      self = finish(.undecided, ["what it needs is not known of any trial"])
      return
    }
    var reasons: [String] = []
    let contradicted = Double(score.contradicted) / Double(considered)
    if score.contradicted > 0 {
      reasons.append("it predicts no delay for \(score.contradicted) of \(considered) trials")
    }
    if contradicted > 0.5 {
      self = finish(.doesNotHold, reasons + [score.correlations].compactMap(\.self))
      return
    }
    var (hasOne, hasZero) = (true, false)
    if !score.law.fitsExponents {
      guard let slope = score.line?.slope, let ends = score.line?.interval else {
        self = finish(.undecided, reasons + ["too few cells for an interval of the slope"])
        return
      }
      hasOne = ends.low <= 1 && 1 <= ends.high
      hasZero = ends.low <= 0 && 0 <= ends.high
      reasons.append(
        "slope \(fourDigits(slope)) [\(fourDigits(ends.low)), \(fourDigits(ends.high))]"
          + (hasOne ? " has 1" : " excludes 1"))
    }

    var beatsSimplest = true
    if score.law != .inverseDecay {
      guard let own = score.heldOutError, let simplest = score.simplestHeldOutError else {
        self = finish(.undecided, reasons + ["too few cells to leave one out"])
        return
      }
      beatsSimplest = own < simplest
      reasons.append(
        "held-out error \(fourDigits(own)), simplest law \(fourDigits(simplest))"
          + (beatsSimplest ? "" : ": it adds nothing to 1/(eta lambda)"))
    }
    var (rises, stillRises) = (true, true)
    if case .normRatio = score.law {
      guard let plain = score.correlation, let partial = score.partialCorrelation,
        let plainEnds = plain.interval, let partialEnds = partial.interval
      else {
        self = finish(.undecided, reasons + ["too few trials for a correlation"])
        return
      }
      rises = plainEnds.low > 0
      stillRises = partialEnds.low > 0
      reasons += [score.correlations].compactMap(\.self)
    }
    if rises, !stillRises {
      self = finish(.onlyThroughMemorization, reasons)
    } else if hasZero, hasOne {
      self = finish(.undecided, reasons + ["the slope's interval has 0, too"])
    } else if hasOne, beatsSimplest, rises, contradicted <= 0.1 {
      self = finish(.holds, reasons)
    } else {
      self = finish(.doesNotHold, reasons)
    }
  }

  private init(finding: Finding, reasons: [String]) {
    self.finding = finding
    self.reasons = reasons
  }
}

extension LawScore {
  /// The correlation of the delay with what a norm law predicts, as it is and given the memorization
  /// step; `nil` of other laws, and of too few trials.
  fileprivate var correlations: String? {
    guard case .normRatio = law, let correlation, let ends = correlation.interval,
      let partialCorrelation, let partialEnds = partialCorrelation.interval
    else { return nil }
    func text(_ correlation: Correlation, _ ends: Interval) -> String {
      "\(fourDigits(correlation.value)) [\(fourDigits(ends.low)), \(fourDigits(ends.high))]"
    }
    return "correlation \(text(correlation, ends)), given T_mem "
      + text(partialCorrelation, partialEnds)
  }

  /// Two or three lines: the law, its constants and errors, and the verdict.
  var text: String {
    let verdict = Verdict(self)
    var lines = ["delay = \(law.formula): \(verdict.finding.rawValue)"]
    lines.append("  " + verdict.reasons.joined(separator: "; "))
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
        ("reasons", .list(verdict.reasons.map(Datum.text))), ("n", .integer(count)),
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
