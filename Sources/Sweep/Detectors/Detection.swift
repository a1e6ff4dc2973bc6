import Statistics

/// What a detector says of some trials: those of a cell, or of all cells.
struct Detection: Hashable, Sendable {
  /// How many trials generalized after a delay, those of which the detector says nothing included.
  let delayed: Int
  /// In how many of them it certainly fired before the generalization step.
  let before: Int
  /// In how many it fired so close to it that measured and evaluated steps do not tell which came first.
  let tied: Int
  /// In how many it fired after it.
  let after: Int
  /// In how many it never fired.
  let never: Int
  /// Of how many it says nothing, for want of a baseline or of a measure.
  let blind: Int
  /// In how many it had fired by the memorization step, so that it waits for something else.
  let early: Int
  /// How many steps it fires before the generalization step.
  let lead: IntervalMedian
  /// Controls in which it ever fired.
  let alarms: Proportion
  /// The same by the horizon, of controls that were watched so far; `nil` without a horizon.
  let alarmsInTime: Proportion?
  /// Controls of which it says nothing.
  let blindControls: Int
  /// Trials without a delay in which it certainly fired before the generalization step.
  let together: Proportion

  /// Looks at what one detector says.
  ///
  /// - Parameters:
  ///   - trials: the trials.
  ///   - detector: the detector's position.
  ///   - horizon: the step up to which alarms count, if there is one.
  init(_ trials: [DetectedTrial], detector: Int, horizon: Int?) {
    var counts: [Order: Int] = [:]
    var leads: [(low: Double, high: Double)] = []
    var (blind, early) = (0, 0)
    let delayed = trials.filter { $0.role == .delayed }
    for trial in delayed {
      let firing = trial.firings[detector]
      guard let target = trial.generalization, let lead = firing.lead(before: target) else {
        blind += 1
        continue
      }
      leads.append(lead)
      counts[Order(firing, lead), default: 0] += 1
      if let step = firing.step, step <= trial.memorization ?? -1 { early += 1 }
    }
    self.delayed = delayed.count
    (before, tied) = (counts[.before, default: 0], counts[.tied, default: 0])
    (after, never) = (counts[.after, default: 0], counts[.never, default: 0])
    (self.blind, self.early) = (blind, early)
    lead = IntervalMedian(leads)

    let controls = trials.filter { $0.role == .censored }
    let seen = controls.map { $0.firings[detector] }.filter { $0 != .blind }
    blindControls = controls.count - seen.count
    alarms = Proportion(count: seen.count { $0.step != nil }, total: seen.count)
    alarmsInTime = horizon.map { horizon in
      // An alarm of a control that was not watched so far would count where its silence could not.
      let watched = controls.filter { $0.steps >= horizon }.compactMap {
        $0.firings[detector].fired(by: horizon)
      }
      return Proportion(count: watched.count { $0 }, total: watched.count)
    }
    let without = trials.filter { $0.role == .together }.compactMap { trial in
      trial.generalization.flatMap { trial.firings[detector].lead(before: $0) }
    }
    together = Proportion(count: without.count { $0.low >= 0 }, total: without.count)
  }

  /// Whether it fires before generalization more often than after it; ties are left out, and a trial in
  /// which it never fired counts as after.
  var sign: SignTest { SignTest(positive: before, negative: after + never) }

  /// In which order a detector and generalization came.
  private enum Order: Hashable {
    case before, tied, after, never

    init(_ firing: Firing, _ lead: (low: Double, high: Double)) {
      self =
        lead.low >= 0
        ? .before : lead.high > 0 ? .tied : firing.step == nil ? .never : .after
    }
  }
}
