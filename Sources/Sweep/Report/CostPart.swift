import Engine
import Figures

/// What the sweep has cost, and how busy its workers were.
struct CostPart: Fragment {
  let lines: [String]
  let figure: String?
  let cells: String
  let losses: String?

  /// How many of the most expensive cells are shown.
  private static let shown = 10

  /// The cost of a sweep.
  init(_ record: TrainingRecord, _ sweep: SweepSummary, _ enclosures: inout Enclosures) {
    let steps = sweep.trials.joined().reduce(0.0) { $0 + Double($1.milestones.steps) }
    let seconds = record.origins.seconds
    var lines = [
      "\(plural(record.origins.trials, "trial")) took \(Self.hours(seconds)) core-hours and "
        + "\(Self.count(steps)) steps"
        + (seconds > 0 ? ", \(significant(steps / seconds, digits: 3)) a second and core." : ".")
    ]
    let times = record.utilisation.times
    if let times {
      let share = significant(100 * times.average / Double(times.most), digits: 3)
      lines.append(
        "\(plural(times.workers, "worker")) trained over \(Self.hours(times.span)) hours, in "
          + "\(Self.hours(times.active)) of which at least one trial was in training: "
          + "\(significant(times.average, digits: 3)) at a time on average, \(times.most) at most "
          + "(\(share) % of that). Attempts that were lost are not counted.")
    }
    self.lines = lines
    figure = times.map { FigurePart(Self.figure($0), &enclosures).html }
    let order = sweep.cells.indices.filter { !sweep.trials[$0].isEmpty }
      .sorted { (record.seconds[$1], $0) < (record.seconds[$0], $1) }
    cells =
      PageTable(
        sweep.fields + ["trials", "core-hours", "seconds a trial", "steps a trial"],
        order.map { cell in
          let trials = sweep.trials[cell]
          let (count, total) = (Double(trials.count), record.seconds[cell])
          let steps = trials.reduce(0.0) { $0 + Double($1.milestones.steps) }
          return sweep.cells[cell].values.map { singleLine($0.summary) } + [
            "\(trials.count)", Self.hours(total), significant(total / count, digits: 3),
            Self.count(steps / count),
          ]
        }, caption: "Cells by cost, the most expensive first", most: Self.shown
      ).html
    let losses = TrialEvent.Kind.allCases.compactMap { kind in
      record.events[kind].map { "\($0) \(kind.rawValue)" }
    }
    self.losses = losses.isEmpty ? nil : losses.joined(separator: ", ")
  }

  private static func hours(_ seconds: Double) -> String { significant(seconds / 3600, digits: 3) }

  private static func count(_ value: Double) -> String {
    value < 1e6 ? wholeSteps(value) : significant(value, digits: 3)
  }

  private static func figure(_ times: Utilisation.Times) -> Figure {
    let hours = times.span >= 7200
    let unit = hours ? 3600.0 : times.span >= 120 ? 60 : 1
    let start = [Point(0, times.curve.first?.y ?? 0)]
    return Figure(
      "utilisation", title: "Trials in training",
      caption:
        "Trials in training at a time, means over \(times.curve.count) spans of equal length "
        + "from the first beginning to the last end; lost attempts are not counted.",
      x: Figures.Axis("time", unit: hours ? "h" : unit == 60 ? "min" : "s"),
      y: Figures.Axis("trials in training", domain: 0...Double(times.most)),
      panels: [
        Panel(layers: [
          Layer(
            .steps(
              Steps(Self.levels(start + times.curve).map { Point($0.x / unit, $0.y) })),
            Style(.blue))
        ])
      ])
  }

  /// A level from the beginning of each span on, for curves that keep their value up to the next point.
  private static func levels(_ ends: [Point]) -> [Point] {
    zip(ends, ends.dropFirst()).map { Point($0.x, $1.y) } + ends.suffix(1)
  }

  static let template = Template(
    """
    {{#lines}}<p>{{.}}</p>
    {{/lines}}
    {{{figure}}}
    {{{cells}}}
    {{#losses}}<p>Before trials had a result, attempts were: {{losses}}.</p>{{/losses}}
    """)
}
