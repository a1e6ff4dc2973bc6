import Statistics

/// What a detector says of one trial.
enum Firing: Hashable, Sendable {
  /// It fired: the event lies after one measured step, 0 if there is none, and not after another.
  case fired(after: Int, at: Int)
  /// Up to this step it had not fired.
  case silent(until: Int)
  /// It could not look: nothing was measured, or there is no baseline.
  case blind

  /// The step at which it fired.
  var step: Int? { if case .fired(_, let step) = self { step } else { nil } }

  /// Whether it fired up to a step; `nil` if nobody looked so far.
  func fired(by step: Int) -> Bool? {
    switch self {
    case .fired(_, let at): at <= step
    case .silent(let until): until >= step ? false : nil
    case .blind: nil
    }
  }

  /// Between which numbers of steps its event comes before something in an interval of steps; below 0
  /// after it.
  ///
  /// Both are known to an interval only, so that the lead lies between the distances of opposite ends. An
  /// event that was not seen lies after the last step at which it had not happened.
  func lead(before target: IntervalTime) -> (low: Double, high: Double)? {
    switch self {
    case .fired(let after, let at): (target.lower - Double(at), target.upper - Double(after))
    case .silent(let until): (-.infinity, target.upper - Double(until))
    case .blind: nil
    }
  }
}

extension Detector {
  /// What it says of a trial.
  ///
  /// It looks once all its baselines are known, at every measured step after them. A number that is
  /// undefined meets no bound. A run that the end of the trial cuts short establishes nothing.
  ///
  /// - Parameters:
  ///   - track: what it looks at; `nil` if that was not measured.
  ///   - memorization: the trial's memorization step, if it has one.
  /// - Returns: whether and when it fired.
  func firing(_ track: MeasureTrack?, memorization: Int?) -> Firing {
    guard let track else { return .blind }
    var limits: [(side: Bound.Side, value: Double)] = []
    var start = 0
    for bound in bounds {
      guard let (value, from) = bound.level.limit(track, memorization: memorization) else {
        return .blind
      }
      limits.append((bound.side, value))
      start = max(start, from)
    }
    return track.firing(limits, sustained: sustained, from: start)
  }
}

extension MeasureTrack {
  /// When all limits first hold so many measured steps in a row, beginning at one of them.
  func firing(
    _ limits: [(side: Detector.Bound.Side, value: Double)], sustained: Int, from start: Int = 0
  ) -> Firing {
    guard start < steps.count else { return .blind }
    var (run, silent) = (0, start > 0 ? steps[start - 1] : 0)
    for index in start..<steps.count {
      let value = values[index]
      let holds = limits.allSatisfy { $0.side == .above ? value >= $0.value : value <= $0.value }
      run = holds ? run + 1 : 0
      if run == 0 { silent = steps[index] }
      if run == sustained { return .fired(after: silent, at: steps[index - run + 1]) }
    }
    return .silent(until: silent)
  }
}

extension Detector.Level {
  /// Where the level lies along a trial, and from which of its measured steps on it is known.
  ///
  /// There is none without a baseline, or where that is not above 0: a multiple means nothing then.
  fileprivate func limit(
    _ track: MeasureTrack, memorization: Int?
  ) -> (value: Double, from: Int)? {
    switch self {
    case .value(let value): return (value, 0)
    case .times(let factor, let baseline):
      guard let (value, from) = baseline.value(track, memorization: memorization), value > 0,
        value.isFinite
      else { return nil }
      return (factor * value, from)
    }
  }
}

extension Detector.Baseline {
  /// The baseline of a trial, and the first of its measured steps after it.
  fileprivate func value(
    _ track: MeasureTrack, memorization: Int?
  ) -> (value: Double, from: Int)? {
    switch self {
    case .memorization:
      memorization.flatMap(track.indexOfFirst).map { (track.values[$0], $0 + 1) }
    case .step(let step): track.indexOfFirst(from: step).map { (track.values[$0], $0 + 1) }
    case .first(let count):
      track.values.count < count
        ? nil : (quantile(track.values[..<count].sorted(), 0.5), count)
    }
  }
}
