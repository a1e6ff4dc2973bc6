import Foundation
import Statistics

/// What a sweep says about a law.
///
/// A claim is an exponent with a margin, and the answers are those of a test of equivalence (Schuirmann
/// 1987; Lakens 2017):
///
/// - *compatible*: the interval lies within the margin, and the law's predictions on cells left out are not
///   worse than the best rival's by more than their uncertainty;
/// - *excluded*: the interval lies outside the margin;
/// - *differs*: it reaches into the margin, but excludes the claim;
/// - *not informative*: anything else;
/// - *descriptive*: the law contains the outcome, so that agreement says nothing.
///
/// A law with free exponents only is compatible if they are known to the margin, cells miss it by less than
/// a factor of 1.15, and it predicts no worse; it is never excluded.
struct Verdict: Sendable {
  /// The answer.
  enum Finding: String, Hashable, Sendable, CaseIterable {
    case compatible
    case excluded
    case differs
    case notInformative = "not informative"
    case descriptive
  }

  /// What speaks for an answer.
  enum Reason: Hashable, Sendable {
    /// It uses what is measured at generalization or after it.
    case containsOutcome
    /// What the law needs is not known of any trial.
    case nothingKnown
    /// No factor of the law varies among the cells, or they are too few to judge it.
    case undecided
    /// An exponent with its interval, and what was claimed.
    case exponent(Exponent)
    /// The interval of an exponent lies neither within the margin nor without, and has the claim.
    case tooWide
    /// There are too few cells to leave one out.
    case notCompared
    /// The law predicts cells that are left out worse than a rival.
    case worse(HeldOutComparison)
    /// Cells miss the law by this factor, beyond what their trials explain.
    case misfit(Double)
    /// With all verdicts of the report as one family, the evidence is not enough.
    case family(corrected: Double, count: Int)
    /// How the delay goes with the norm at memorization, given the memorization step.
    case association(within: Interval, between: Interval?)
    /// The same leaves no room for more than a factor: of one standard deviation of the norm.
    case noAssociation(within: Interval, factor: Interval)
  }

  /// An exponent of a law.
  struct Exponent: Hashable, Sendable {
    /// The factor.
    let name: String
    /// The estimate.
    let value: Double
    /// Its 95 % interval.
    let interval: Interval
    /// What was claimed; `nil` if it is free.
    let claim: Double?
    /// How far from the claim is near enough.
    let margin: Double
  }

  /// The law's formula or name.
  let law: String
  /// What it is about.
  var response = Response.delay
  /// The answer.
  var finding: Finding
  /// Why.
  var reasons: [Reason]
  /// Its exponents.
  var exponents: [Exponent] = []
  /// The fitted critical value, if it has one.
  var critical: Double?
  /// The interval of the critical value.
  var criticalInterval: Interval?
  /// What to simulate larger sweeps from, to say what would decide.
  var outlook: Outlook?
  /// The fit, for a look at its cells.
  var fit: LawFit?
  /// How it does against the best rival.
  var comparison: HeldOutComparison?
  /// By which factor cells miss the law, one standard deviation, if that is known.
  var misfit: Double?
  /// How many trials are used.
  var count = 0
  /// How many of them are censored.
  var censored = 0
  /// How many cells they form.
  var cells = 0
  /// How many trials are in cells where a factor is undefined, or does not vary.
  var undefined = 0
  /// The p-value of the answer; `nil` of one that rests on none.
  var pValue: Double?

  /// What rounding may do to an exponent.
  ///
  /// Times of six digits over less than a decade know it to about this.
  private static let rounding = 1e-5
}

extension Verdict {
  /// Judges a law with factors.
  init(_ fit: LawFit, rivals: [Rival]) {
    self.init(law: fit.law.name, response: fit.law.response, finding: .notInformative, reasons: [])
    (count, censored, cells) = (fit.count, fit.censored, fit.cells)
    undefined = fit.undefined
    critical = fit.critical
    criticalInterval = fit.profile?.criticalInterval()
    self.fit = fit
    guard let model = fit.model, fit.interval(0) != nil else {
      reasons = [fit.count == 0 ? .nothingKnown : .undecided]
      return
    }
    comparison = HeldOutComparison.best(fit.scores, rivals)
    misfit = exp(model.deviation)
    exponents = fit.law.factors.enumerated().map { index, factor in
      Exponent(
        name: factor.name, value: model.slopes[index],
        interval: fit.interval(index) ?? model.interval(index), claim: factor.claim,
        margin: factor.margin)
    }
    reasons = exponents.map(Reason.exponent)
    let (finding, p) = fit.law.isFree ? judgeFree() : judgeClaims(fit)
    self.finding = finding
    pValue = p
    outlook = Outlook(fit)
    if finding == .notInformative, p != nil { reasons.append(.tooWide) }
    guard finding == .compatible else { return }
    // A special case that predicts better needs fewer exponents, and says nothing against the form.
    let others = HeldOutComparison.best(fit.scores, rivals.filter { !$0.isSpecialCase })
    if comparison == nil {
      reasons.append(.notCompared)
    } else if let others, others.isWorse {
      reasons.append(.worse(others))
    } else {
      return
    }
    self.finding = .notInformative
    pValue = fit.law.isFree ? nil : 1
  }

  /// The answer about claimed exponents with its p-value: of all together if compatible, of the one that
  /// speaks most clearly, times their number, if not.
  private func judgeClaims(_ fit: LawFit) -> (Finding, Double) {
    var (inside, outside, differs) = (0.0, 1.0, 1.0)
    let claimed = exponents.indices.filter { exponents[$0].claim != nil }
    let count = Double(claimed.count)
    for index in claimed {
      let (value, margin) = (exponents[index].value, exponents[index].margin)
      let claim = exponents[index].claim ?? 0
      let distance = (value - claim).magnitude
      let edge = value < claim ? claim - margin : claim + margin
      let p = fit.pValue(index, hypothesis: edge)
      if distance <= margin {
        inside = max(inside, p)
      } else {
        inside = 1
        outside = min(outside, count * p)
      }
      if distance > Self.rounding {
        differs = min(differs, count * fit.pValue(index, hypothesis: claim))
      }
    }
    if inside < 0.05 { return (.compatible, inside) }
    if outside < 0.05 { return (.excluded, outside) }
    return differs < 0.05 ? (.differs, differs) : (.notInformative, 1)
  }

  /// The answer about free exponents, which is of no family: it tests nothing.
  private mutating func judgeFree() -> (Finding, Double?) {
    let wide = exponents.contains { ($0.interval.high - $0.interval.low) / 2 > $0.margin }
    if wide {
      reasons.append(.tooWide)
      return (.notInformative, nil)
    }
    if let misfit, misfit > Law.factorMargin {
      reasons.append(.misfit(misfit))
      return (.notInformative, nil)
    }
    return (.compatible, nil)
  }

  /// Judges a law of the norm.
  init(
    _ law: NormLaw, _ association: NormAssociation, _ data: LawData,
    rivals: [Rival]
  ) {
    self.init(law: law.formula, finding: .notInformative, reasons: [])
    let known = data.sweep.trials.joined().count { trial in
      law.points.allSatisfy { trial.milestones.norm2($0).map { $0 > 0 } ?? false }
    }
    if law.containsOutcome {
      finding = .descriptive
      reasons = [.containsOutcome] + (known == 0 ? [.nothingKnown] : [])
      count = known
      return
    }
    (count, censored, cells) = (association.count, association.censored, association.cells)
    guard known > 0 else {
      reasons = [.nothingKnown]
      return
    }
    guard let model = association.within, association.spread > 0 else {
      reasons = [.undecided]
      return
    }
    let interval = model.interval(0)
    exponents = [
      Exponent(
        name: "V_memorization, within cells given T_mem", value: model.slopes[0],
        interval: interval, claim: nil, margin: Law.defaultMargin)
    ]
    comparison = HeldOutComparison.best(association.scores(law, data), rivals)
    let between = association.between?.interval(0)
    if interval.low > 0 {
      reasons = [.association(within: interval, between: between)]
      guard between.map({ $0.low > 0 }) ?? false, let comparison else { return }
      if comparison.isWorse {
        reasons.append(.worse(comparison))
      } else {
        finding = .compatible
        pValue = model.pValue(0, hypothesis: 0)
      }
      return
    }
    let factor = Interval(
      low: exp(interval.low * association.spread), high: exp(interval.high * association.spread))
    if interval.high < 0 || factor.high < Law.factorMargin {
      finding = .excluded
      pValue = model.pValue(0, hypothesis: log(Law.factorMargin) / association.spread)
      reasons = [.noAssociation(within: interval, factor: factor)]
    } else {
      reasons = [.association(within: interval, between: between)]
    }
  }
}
