import Statistics

/// Whether a delay law holds on a sweep's trials, and why.
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

  /// What speaks for a finding, or against it.
  enum Reason: Hashable, Sendable {
    /// What the law needs is not known of any trial.
    case nothingKnown
    /// The law predicts no delay for some of the trials.
    case noDelay(count: Int, total: Int)
    /// There are too few cells for an interval of the slope.
    case tooFewCellsForSlope
    /// The slope of `ln delay` on the law's prediction, with its interval.
    case slope(Double, Interval)
    /// There are too few cells to leave one out.
    case tooFewCellsToLeaveOut
    /// The error on cells left out of the fit, of the law and of the simplest one.
    case heldOutError(Double, simplest: Double)
    /// There are too few trials for a correlation.
    case tooFewTrialsForCorrelation
    /// The correlation of the delay with the norm ratio, plain and given the memorization step.
    case correlations(Correlated, partial: Correlated)
    /// The slope's interval has 0 and 1.
    case slopeMayBeZero
  }

  /// A correlation with its interval.
  struct Correlated: Hashable, Sendable {
    /// r.
    let value: Double
    /// The 95 % interval.
    let interval: Interval

    /// Takes the interval of a correlation; `nil` if it has none.
    fileprivate init?(_ correlation: Correlation?) {
      guard let correlation, let interval = correlation.interval else { return nil }
      (value, self.interval) = (correlation.value, interval)
    }
  }

  /// What was found.
  let finding: Finding
  /// Why.
  let reasons: [Reason]

  /// Judges a law.
  init(_ score: LawScore) {
    let considered = score.count + score.contradicted
    func finish(_ finding: Finding, _ reasons: [Reason]) -> Verdict {
      Verdict(finding: finding, reasons: reasons)
    }
    guard considered > 0 else {
      self = finish(.undecided, [.nothingKnown])
      return
    }
    var reasons: [Reason] = []
    let contradicted = Double(score.contradicted) / Double(considered)
    if score.contradicted > 0 {
      reasons.append(.noDelay(count: score.contradicted, total: considered))
    }
    if contradicted > 0.5 {
      if let plain = Correlated(score.correlation),
        let partial = Correlated(score.partialCorrelation)
      {
        reasons.append(.correlations(plain, partial: partial))
      }
      self = finish(.doesNotHold, reasons)
      return
    }
    var (hasOne, hasZero) = (true, false)
    if !score.law.fitsExponents {
      guard let slope = score.line?.slope, let ends = score.line?.interval else {
        self = finish(.undecided, reasons + [.tooFewCellsForSlope])
        return
      }
      (hasOne, hasZero) = (ends.has(1), ends.has(0))
      reasons.append(.slope(slope, ends))
    }

    var beatsSimplest = true
    if score.law != .inverseDecay {
      guard let own = score.heldOutError, let simplest = score.simplestHeldOutError else {
        self = finish(.undecided, reasons + [.tooFewCellsToLeaveOut])
        return
      }
      beatsSimplest = own < simplest
      reasons.append(.heldOutError(own, simplest: simplest))
    }
    var (rises, stillRises) = (true, true)
    if case .normRatio = score.law {
      guard let plain = Correlated(score.correlation),
        let partial = Correlated(score.partialCorrelation)
      else {
        self = finish(.undecided, reasons + [.tooFewTrialsForCorrelation])
        return
      }
      rises = plain.interval.low > 0
      stillRises = partial.interval.low > 0
      reasons.append(.correlations(plain, partial: partial))
    }
    if rises, !stillRises {
      self = finish(.onlyThroughMemorization, reasons)
    } else if hasZero, hasOne {
      self = finish(.undecided, reasons + [.slopeMayBeZero])
    } else if hasOne, beatsSimplest, rises, contradicted <= 0.1 {
      self = finish(.holds, reasons)
    } else {
      self = finish(.doesNotHold, reasons)
    }
  }

  private init(finding: Finding, reasons: [Reason]) {
    self.finding = finding
    self.reasons = reasons
  }
}
