import Foundation
import Statistics

/// A plan in words and figures.
struct PlanReport {
  let experiment: Experiment
  let missing: Workload
  let calibration: Calibration.Outcome
  let cores: Int
  let plan: Plan
  let ranks: Int
  let hours: Double?

  private var makespan: Double { plan.schedule.makespan(ranks: ranks) }
  private var lowerBound: Double { plan.schedule.lowerBound(ranks: ranks) }
  private var stored: Int { experiment.trialCount - missing.count }
  private var knownCells: Int {
    missing.shares.indices.count { calibration.queue.costs.histories[$0].ended > 0 }
  }
  /// The ranks that are through in time; `nil` if none are, or no time is given.
  private var neededRanks: Int? { hours.flatMap { plan.schedule.ranks(within: $0 * 3600) } }

  /// A line for each figure.
  var text: String {
    var lines = [
      ("cells", "\(experiment.cellCount)"),
      (
        "trials",
        "\(missing.count) to train" + (stored > 0 ? ", \(stored) stored" : "")
          + (experiment.adaptiveSeeds == nil ? "" : ", if every cell needs all its seeds")
      ),
      (
        "calibration",
        "\(calibration.records.count) trials ended in \(Self.number(calibration.seconds)) s on "
          + "\(cores) cores; \(knownCells) of \(missing.shares.count) cells are known"
      ),
      (
        "core-hours",
        Self.hours(plan.coreSeconds)
          + " [\(Self.hours(plan.interval.low)), \(Self.hours(plan.interval.high))]"
      ),
      ("longest", "\(Self.hours(plan.schedule.longest)) hours for one trial"),
      (
        "ranks",
        "\(ranks) take \(Self.hours(makespan)) hours; no schedule takes less than "
          + Self.hours(lowerBound)
      ),
    ]
    if !experiment.measures.isEmpty {
      lines.append(("measures", "\(Self.number(100 * plan.measureShare)) % of the core-hours"))
    }
    if let hours { lines.append(("hours", "\(Self.number(hours)) " + answer)) }
    lines.append(("disk", disk))
    if calibration.share < 0.95 {
      lines.append(
        (
          "note",
          "other processes had \(Int((100 * (1 - calibration.share)).rounded())) % of the cores' "
            + "time, which is not counted"
        ))
    }
    lines += experiment.notes.map { ("note", $0) }
    return lines.map { $0.0.padding(toLength: 13, withPad: " ", startingAt: 0) + $0.1 + "\n" }
      .joined()
  }

  /// One object.
  var json: String {
    jsonObject([
      ("experiment", .text(experiment.name)), ("cells", .integer(experiment.cellCount)),
      ("trials", .integer(missing.count)), ("stored", .integer(stored)),
      ("calibration_seconds", .number(calibration.seconds)), ("cores", .integer(cores)),
      ("processor_share", .number(calibration.share)),
      ("calibration_trials", .integer(calibration.records.count)),
      ("known_cells", .integer(knownCells)), ("core_hours", .number(plan.coreSeconds / 3600)),
      ("core_hours_low", .number(plan.interval.low / 3600)),
      ("core_hours_high", .number(plan.interval.high / 3600)),
      ("measure_share", .number(plan.measureShare)),
      ("longest_trial_hours", .number(plan.schedule.longest / 3600)), ("ranks", .integer(ranks)),
      ("hours_at_ranks", .number(makespan / 3600)),
      ("least_hours_at_ranks", .number(lowerBound / 3600)), ("hours", Datum(hours)),
      ("ranks_for_hours", Datum(neededRanks)), ("bytes_per_trial", Datum(plan.bytesPerTrial)),
    ]) + "\n"
  }

  private var answer: String {
    switch neededRanks {
    case 1?: "are enough for 1 rank"
    case let count?: "need \(count) ranks"
    case nil: "are too short: one trial takes \(Self.hours(plan.schedule.longest))"
    }
  }

  private var disk: String {
    guard let bytes = plan.bytesPerTrial else {
      return "unknown, as no trial ended during the calibration"
    }
    return "\(Self.number(bytes * Double(missing.count) / 1e6)) MB, "
      + "\(Self.number(bytes / 1e3)) kB a trial"
  }

  private static func hours(_ seconds: Double) -> String { number(seconds / 3600) }
  private static func number(_ value: Double) -> String { significant(value, digits: 3) }
}
