import Engine
import Statistics

extension Detections {
  /// A row for each detector and cell, and one over all cells, whose axes are empty, for programs.
  var rows: (columns: [String], rows: [[Datum]]) {
    let separations = Dictionary(
      uniqueKeysWithValues: self.separations.map {
        (Place(detector: $0.detector, cell: $0.cell, moment: $0.moment), $0.area)
      })
    let columns =
      ["detector", "rule", "origin", "looks_at_test"] + sweep.fields
      + Self.columns
      + moments.flatMap { moment in
        ["", "_low", "_high", "_delayed", "_controls"].map { "auroc_at_\(moment.column)\($0)" }
      }
    let rows = detectors.indices.flatMap { index in
      (sweep.cells.indices.map(Optional.some) + [nil]).map { cell in
        label(index) + axes(cell) + values(detection(index, cell: cell))
          + moments.flatMap { moment in
            Self.values(separations[Place(detector: index, cell: cell, moment: moment)])
          }
      }
    }
    return (columns, rows)
  }

  /// A row for each trial and detector: what the detector says of it.
  var events: (columns: [String], rows: [[Datum]]) {
    let columns =
      ["detector"] + sweep.fields + [
        "seed", "role", "fired_after", "fired_at", "silent_until", "generalized_after",
        "generalized_at", "lead_low", "lead_high",
      ]
    let rows = detectors.indices.flatMap { index in
      trials.map { trial in
        let firing = trial.firings[index]
        let lead = trial.generalization.flatMap(firing.lead)
        return [.text(detectors[index].name)] + axes(trial.cell)
          + [.integer(trial.seed), .text(trial.role.rawValue)] + firing.ends
          + [
            Datum(steps: trial.generalization?.lower), Datum(steps: trial.generalization?.upper),
            Datum(steps: finite(lead?.low)), Datum(steps: finite(lead?.high)),
          ]
      }
    }
    return (columns, rows)
  }

  /// The detectors' agreement, for programs.
  var agreementRows: (columns: [String], rows: [[Datum]]) {
    (
      ["first", "second", "trials", "tau", "tau_within_cells"],
      agreements.map { agreement in
        [
          .text(detectors[agreement.detectors.0].name),
          .text(detectors[agreement.detectors.1].name), .integer(agreement.trials),
          Datum(agreement.overall.tau), Datum(agreement.withinCells.tau),
        ]
      }
    )
  }

  private struct Place: Hashable {
    let detector: Int
    let cell: Int?
    let moment: MeasureMoment
  }

  private static let columns = [
    "delayed", "before", "tied", "after", "never", "no_baseline", "by_memorization",
    "lead_median_low", "lead_median_high", "lead_low", "lead_high", "sign_trials", "sign_p",
    "controls", "alarms", "alarm_share", "alarm_share_low", "alarm_share_high", "horizon",
    "controls_to_horizon", "alarms_by_horizon", "alarm_share_by_horizon",
    "alarm_share_by_horizon_low", "alarm_share_by_horizon_high", "no_delay", "no_delay_before",
  ]

  private func values(_ found: Detection) -> [Datum] {
    let (lead, sign) = (found.lead, found.sign)
    let counts = [
      found.delayed, found.before, found.tied, found.after, found.never, found.blind, found.early,
    ]
    return counts.map(Datum.integer) + [
      Datum(steps: lead.bounds?.low), Datum(steps: lead.bounds?.high), Datum(lead.interval?.low),
      Datum(lead.interval?.high), .integer(sign.count), Datum(sign.pValue),
    ] + Self.values(found.alarms) + [Datum(horizon)]
      + Self.values(found.alarmsInTime ?? Proportion(count: 0, total: 0))
      + [.integer(found.together.total), .integer(found.together.count)]
  }

  private static func values(_ share: Proportion) -> [Datum] {
    [
      .integer(share.total), .integer(share.count), Datum(share.value),
      Datum(share.interval?.low), Datum(share.interval?.high),
    ]
  }

  private static func values(_ area: AreaUnderCurve?) -> [Datum] {
    [
      Datum(area?.value), Datum(area?.interval?.low), Datum(area?.interval?.high),
      Datum(area?.cases), Datum(area?.controls),
    ]
  }

  private func label(_ index: Int) -> [Datum] {
    let detector = detectors[index]
    return [
      .text(detector.name), .text(detector.rule), .text(origin(index)),
      .value(detector.column.looksAtTest),
    ]
  }

  private func axes(_ cell: Int?) -> [Datum] {
    cell.map { sweep.cells[$0].values.map(Datum.value) } ?? sweep.fields.map { _ in .empty }
  }
}

extension Detections {
  /// Where a detector's constants come from, and whether they can have been chosen on these trials.
  func origin(_ index: Int) -> String {
    switch detectors[index].origin {
    case .published(let paper): return "published: \(paper)"
    case .chosen: return "chosen here, on these trials"
    case .declared:
      guard let before = declaredAfter[index] else {
        return "in the file, since when is not known"
      }
      return before == 0
        ? "declared before any trial"
        : "declared after \(plural(before, "trial")) \(before == 1 ? "was" : "were") stored"
    }
  }
}

extension MeasureMoment {
  /// The moment as part of a column's name.
  var column: String { if case .step(let step) = self { "step_\(step)" } else { "memorization" } }
}

extension Firing {
  /// After which step it fired, at which, and until when it was silent.
  fileprivate var ends: [Datum] {
    switch self {
    case .fired(let after, let at): [.integer(after), .integer(at), .empty]
    case .silent(let until): [.empty, .empty, .integer(until)]
    case .blind: [.empty, .empty, .empty]
    }
  }
}
