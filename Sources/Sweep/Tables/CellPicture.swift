import Engine

/// The trials of a cell in a line each, and what they come to, for a terminal.
struct CellPicture {
  private static let widestCurve = 50

  private let name: String
  private let trials: [StoredTrial]
  private let milestones: [Milestones]
  private let layout: TextLayout

  /// Looks at the stored trials of a cell under thresholds.
  init(
    _ trials: [StoredTrial], name: String, thresholds: Thresholds, tolerance: Double? = nil,
    layout: TextLayout
  ) {
    (self.name, self.trials, self.layout) = (name, trials, layout)
    milestones = trials.map {
      Milestones(
        $0.result, of: $0.configuration, thresholds: thresholds, tolerance: tolerance)
    }
  }

  /// The name, a line a trial with its test accuracy over log steps, and how they ended.
  var text: String {
    let head = layout.wrapped(name, ink: layout.ink.bold)
    guard !trials.isEmpty else { return head + "nothing of it is stored yet\n" }
    let last = trials.map(\.result.steps).max() ?? 1
    let table = TextTable(columns: [
      column("seed", trials.map { "\($0.seed)" }),
      column("outcome", milestones.map(\.outcome.rawValue), isText: true),
      column("memorized", milestones.map { step($0.memorization) }),
      column("generalized", milestones.map { step($0.generalization) }),
      column("delay", milestones.map { $0.delay.map(step) ?? "-" }),
    ])
    let room = layout.width - table.leastWidth - 2
    let axis = LogAxis(last: last, columns: min(Self.widestCurve, max(8, room)))
    let curves = trials.map { trial in
      sparkline(axis.sampled(trial.result.trajectory.map { ($0.step, $0.testAccuracy) }))
    }
    let wide = TextTable(
      columns: table.columns + [
        column("test accuracy, step 1 to \(last) (log)", curves, isText: true)
      ])
    return head
      + wide.text(layout) { _, column, text in
        column == table.columns.count ? layout.ink.answer(text) : text
      } + "\n"
  }

  private func column(
    _ heading: String, _ entries: [String], isText: Bool = false
  ) -> TextTable.Column {
    TextTable.Column(heading: heading, entries: entries, isText: isText)
  }

  private func step(_ milestone: Milestone) -> String {
    milestone.step.map(String.init) ?? "> \(milestone.lastBelow ?? 0)"
  }
}
