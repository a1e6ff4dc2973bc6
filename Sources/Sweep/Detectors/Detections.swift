import Engine
import Statistics

/// What detectors say of a sweep.
struct Detections: Sendable {
  /// How a detector's column tells trials that will generalize after a delay from controls, at one moment
  /// before any of them has.
  struct Separation: Hashable, Sendable {
    /// The position of the detector.
    let detector: Int
    /// When.
    let moment: MeasureMoment
    /// The cell, or `nil` for all trials together.
    let cell: Int?
    /// The area; above 1/2 if the column lies on the detector's side in trials that will generalize.
    let area: AreaUnderCurve
  }

  /// How two detectors order the trials.
  struct Agreement: Sendable {
    /// The positions of the detectors.
    let detectors: (Int, Int)
    /// In how many trials both fired.
    let trials: Int
    /// Over all pairs of trials.
    let overall: RankAgreement
    /// Over pairs within cells.
    let withinCells: RankAgreement
  }

  /// The sweep.
  let sweep: SweepSummary
  /// The detectors.
  let detectors: [Detector]
  /// For each detector, how many trials were stored when it was first in the experiment file; `nil` if
  /// it never was.
  let declaredAfter: [Int?]
  /// The trials, by cell.
  let trials: [DetectedTrial]
  /// The median generalization step of trials with a delay; `nil` if there are none.
  let horizon: Int?
  /// The moments at which columns are compared.
  let moments: [MeasureMoment]

  /// Takes what detectors say of each trial.
  ///
  /// - Parameters:
  ///   - sweep: the trials' milestones.
  ///   - detectors: the detectors.
  ///   - declaredAfter: for each of them, how many trials were stored when it was first in the file.
  ///   - measures: goes through what was measured of the trials of a cell of the store's grid.
  /// - Throws: what `measures` throws.
  init(
    _ sweep: SweepSummary, _ detectors: [Detector], declaredAfter: [Int?],
    measures: (_ cell: Int, _ body: (_ seed: Int, [MeasureSeries]) throws -> Void) throws -> Void
  ) throws {
    self.sweep = sweep
    self.detectors = detectors
    self.declaredAfter = declaredAfter
    let steps = sweep.trials.joined().map(\.milestones).filter { TrialRole($0) == .delayed }
      .compactMap(\.generalization.step).sorted()
    horizon = steps.isEmpty ? nil : steps[steps.count / 2]
    let moments =
      [.memorization] + (horizon.map { [MeasureMoment.step($0 / 4), .step($0 / 2)] } ?? [])
    self.moments = moments
    var trials: [DetectedTrial] = []
    for (cell, summaries) in sweep.trials.enumerated() {
      guard let first = summaries.first else { continue }
      let milestones = Dictionary(uniqueKeysWithValues: summaries.map { ($0.seed, $0.milestones) })
      try measures(first.cell) { seed, series in
        guard let trial = milestones[seed] else { return }
        trials.append(
          DetectedTrial(cell: cell, seed: seed, trial, series, detectors, moments: moments))
      }
    }
    self.trials = trials
  }

  /// Reads a store.
  init(_ store: ResultStore, _ sweep: SweepSummary, _ detectors: [Detector]) throws {
    try self.init(
      sweep, detectors, declaredAfter: detectors.map { try store.trials(before: $0) },
      measures: store.forEachMeasured)
  }

  /// What a detector says of the trials of a cell, or of all.
  func detection(_ detector: Int, cell: Int? = nil) -> Detection {
    Detection(trials(ofCell: cell), detector: detector, horizon: horizon)
  }

  /// How the detectors' columns tell trials apart: over all trials, then in each cell that has both kinds.
  var separations: [Separation] {
    let mixed = sweep.cells.indices.filter { cell in
      let roles = Set(trials(ofCell: cell).map(\.role))
      return roles.isSuperset(of: [.delayed, .censored])
    }
    return detectors.indices.flatMap { detector in
      moments.indices.flatMap { moment in
        ([nil] + mixed.map(Optional.some)).map { cell in
          separation(detector, moment: moment, cell: cell)
        }
      }
    }
  }

  /// How pairs of detectors order the trials that generalized after a delay.
  var agreements: [Agreement] {
    let delayed = trials.filter { $0.role == .delayed }
    return detectors.indices.flatMap { second in
      detectors.indices.prefix(second).map { first in
        let both = delayed.compactMap { trial -> (cell: Int, first: Double, second: Double)? in
          guard let one = trial.firings[first].step, let other = trial.firings[second].step else {
            return nil
          }
          return (trial.cell, Double(one), Double(other))
        }
        var (overall, withinCells) = (RankAgreement(), RankAgreement())
        overall.add(both.map { ($0.first, $0.second) })
        for cell in Dictionary(grouping: both, by: \.cell).values {
          withinCells.add(cell.map { ($0.first, $0.second) })
        }
        return Agreement(
          detectors: (first, second), trials: both.count, overall: overall, withinCells: withinCells
        )
      }
    }
  }

  private func trials(ofCell cell: Int?) -> [DetectedTrial] {
    cell.map { cell in trials.filter { $0.cell == cell } } ?? trials
  }

  private func separation(_ detector: Int, moment: Int, cell: Int?) -> Separation {
    let sign = detectors[detector].isUpward ? 1.0 : -1
    func values(_ role: TrialRole) -> [Double] {
      trials(ofCell: cell).filter { $0.role == role }.compactMap { $0.values[detector][moment] }
        .map { sign * $0 }
    }
    return Separation(
      detector: detector, moment: moments[moment], cell: cell,
      area: AreaUnderCurve(cases: values(.delayed), controls: values(.censored)))
  }
}
