import Engine

/// A trial's curves and facts, for a terminal.
struct TrialPicture {
  /// Columns of the drawing's labels.
  private static let margin = 10
  private static let widest = 100

  private let name: String
  private let trial: StoredTrial
  private let milestones: Milestones
  private let layout: TextLayout

  /// Looks at a trial under thresholds.
  init(
    _ trial: StoredTrial, name: String, thresholds: Thresholds, tolerance: Double? = nil,
    layout: TextLayout
  ) {
    (self.name, self.trial, self.layout) = (name, trial, layout)
    milestones = Milestones(
      trial.result, of: trial.configuration, thresholds: thresholds, tolerance: tolerance)
  }

  /// The name, train and test accuracy over log steps with their milestones, and facts.
  var text: String {
    layout.wrapped(name, ink: layout.ink.bold) + layout.wrapped(milestones.ending)
      + "\n" + curves + "\n" + facts.map(layout.remark).joined()
  }

  // MARK: - Curves

  private var axis: LogAxis {
    LogAxis(
      last: trial.result.steps,
      columns: 2 * (min(layout.width, Self.widest) - Self.margin - 1))
  }

  private var curves: String {
    panel("train", rows: 4, \.trainAccuracy, milestones.memorization.step) { $0 }
      + panel("test", rows: 6, \.testAccuracy, milestones.generalization.step) {
        layout.ink.answer($0)
      } + scale
  }

  /// One curve from 0 to 1, with a vertical line at its milestone.
  private func panel(
    _ label: String, rows: Int, _ accuracy: (Evaluation) -> Double, _ milestone: Int?,
    ink: (String) -> String
  ) -> String {
    let axis = axis
    var canvas = BrailleCanvas(columns: axis.columns / 2, rows: rows)
    let points = trial.result.trajectory.filter { accuracy($0).isFinite }.map { evaluation in
      let share = min(1, max(0, accuracy(evaluation)))
      return (
        x: axis.column(evaluation.step),
        y: Int(((1 - share) * Double(canvas.height - 1)).rounded())
      )
    }
    if let first = points.first { canvas.plot(first.x, first.y) }
    for (start, end) in zip(points, points.dropFirst()) { canvas.line(from: start, to: end) }
    if let milestone {
      let x = axis.column(milestone)
      for y in stride(from: 0, to: canvas.height, by: 2) { canvas.plot(x, y) }
    }
    return canvas.lines.enumerated().map { row, line in
      let tick = row == 0 ? "1 ┤" : row == rows - 1 ? "0 ┤" : "│"
      let head = row == 0 ? label : ""
      let space = String(repeating: " ", count: Self.margin - head.count - tick.count)
      return head + space + tick + ink(line) + "\n"
    }.joined()
  }

  private var scale: String {
    let axis = axis
    let width = axis.columns / 2
    let margin = String(repeating: " ", count: Self.margin - 1)
    var rule = Array(repeating: Character("─"), count: width)
    for (_, column) in axis.decades { rule[column / 2] = "┬" }
    let decades = axis.decades.map { (column: $0.column / 2, text: "\($0.step)") }
    let marks = [("M", milestones.memorization.step), ("G", milestones.generalization.step)]
      .compactMap { mark, step in step.map { (column: axis.column($0) / 2, text: mark) } }
    return margin + "└" + String(rule) + "\n" + margin + " " + placed(decades, width: width) + "\n"
      + (marks.isEmpty ? "" : margin + " " + placed(marks, width: width) + "\n")
  }

  // MARK: - Facts

  private var facts: [String] {
    let marks = [
      milestones.memorization.step.map { "M memorized at step \($0)" },
      milestones.generalization.step.map { "G generalized at step \($0)" },
      milestones.delay?.step.map { "delay \($0) steps" },
    ].compactMap(\.self)
    let norms = [
      ("start", milestones.norm2AtStart), ("M", milestones.norm2AtMemorization),
      ("G", milestones.norm2AtGeneralization), ("end", milestones.norm2AtEnd),
    ].compactMap { name, norm in norm.map { "\(name) \(fourDigits($0.squareRoot()))" } }
    let last = trial.result.trajectory.last
    let attempt = trial.attempt
    return [
      marks.isEmpty ? nil : marks.joined(separator: "; ") + ".",
      last.map {
        "At the end (step \($0.step)): train loss \(fourDigits($0.trainLoss)), test loss "
          + "\(fourDigits($0.testLoss)) nats, train accuracy \(fourDigits($0.trainAccuracy)), test "
          + "accuracy \(fourDigits($0.testAccuracy))."
      },
      norms.isEmpty ? nil : "Norm: " + norms.joined(separator: ", ") + ".",
      milestones.compressionFactor.map { "Compression factor \(fourDigits($0))." },
      "Attempt \(attempt.number) on rank \(attempt.rank) of \(singleLine(attempt.provenance.host)), "
        + "\(duration(attempt.wallSeconds)).",
    ].compactMap(\.self)
  }
}
