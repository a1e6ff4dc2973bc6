extension SweepSummary {
  /// How milestones were taken, and what of them is unknown: sentences for below a table.
  var milestoneNotes: [String] {
    switch source {
    case .store:
      let kept =
        thresholds.sustained == 1
        ? "" : ", sustained for \(thresholds.sustained) evaluations (the first of them counts)"
      let needed =
        tolerance.map { within in
          let share = "within \(shortNumber(100 * within)) % of the trial's own maximum"
          return ("train accuracy \(share)", "test accuracy")
        } ?? (
          "train accuracy ≥ \(thresholds.memorization)",
          "test accuracy ≥ \(thresholds.generalization)"
        )
      return [
        "Memorization: first evaluated step with \(needed.0)\(kept).",
        "Generalization: the same with \(needed.1). Delay: their difference.",
      ]
    case .file(let name, let unknown):
      return ["Milestones as given in \(name). Delay: generalization less memorization step."]
        + (unknown == 0
          ? []
          : [
            "\(unknown) censored trials have no step budget: their bound is unknown, and taken to "
              + "be the last step known of any trial of their cell."
          ])
    }
  }

  /// How many trials have no delay, if any: a sentence for below a table.
  var unmemorizedNote: String? {
    let count = trials.joined().count { $0.milestones.isUnmemorized }
    guard count > 0 else { return nil }
    return
      "\(plural(count, "trial")) generalized without having memorized: counted as generalized, "
      + "and left out of delays."
  }

  /// How many trials there are: a sentence for below a table.
  var countNote: String {
    switch source {
    case .store:
      "\(stored) of \(expected) trials stored, \(missing) missing"
        + (abandoned.contains { $0 > 0 } ? ", \(abandoned.reduce(0, +)) of them abandoned." : ".")
        + (outsideGrid > 0
          ? " \(outsideGrid) stored trials lie outside the grid and are not shown." : "")
    case .file: "\(stored) trials in \(cells.count) cells."
    }
  }
}
