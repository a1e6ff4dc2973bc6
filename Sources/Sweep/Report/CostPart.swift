import Engine
import Figures

/// What the sweep has cost, and how busy its workers were.
struct CostPart: Fragment {
  let lines: [String]
  let figure: String?
  let cells: String

  /// How many of the most expensive cells are shown.
  private static let shown = 10

  /// The cost of a sweep.
  init(_ record: TrainingRecord, _ sweep: SweepSummary, _ enclosures: inout Enclosures) {
    let times = record.utilisation.times
    lines = [
      Self.total(record.origins, sweep), times.map(Self.use), Self.events(record.events),
    ].compactMap(\.self)
    figure = times.map { FigurePart($0.figure, &enclosures).html }
    cells = Self.cells(record, sweep).html
  }

  private static func total(_ origins: Origins, _ sweep: SweepSummary) -> String {
    let steps = sweep.trials.joined().reduce(0.0) { $0 + Double($1.milestones.steps) }
    let rate =
      origins.seconds > 0
      ? ", \(significant(steps / origins.seconds, digits: 3)) a second of one core" : ""
    return "\(plural(origins.trials, "trial")) took \(time(origins.seconds)) of one core and "
      + "\(count(steps)) steps\(rate)."
  }

  private static func use(_ times: Utilisation.Times) -> String {
    let share = significant(100 * times.average / Double(times.most), digits: 3)
    return "\(plural(times.workers, "worker")) trained over \(time(times.span)), in "
      + "\(time(times.active)) of which at least one trial was in training: "
      + "\(significant(times.average, digits: 3)) at a time on average, \(times.most) at most "
      + "(\(share) % of that)."
  }

  /// What befell attempts before trials had a result; that they were assigned is no news.
  private static func events(_ events: [TrialEvent.Kind: Int]) -> String? {
    let counts = TrialEvent.Kind.allCases.filter { $0 != .assigned }.compactMap { kind in
      events[kind].map { "\($0) \(kind.rawValue)" }
    }
    return counts.isEmpty
      ? nil
      : "Attempts before a trial had its result: \(counts.joined(separator: ", ")). Their time is "
        + "not counted."
  }

  private static func cells(_ record: TrainingRecord, _ sweep: SweepSummary) -> PageTable {
    let order = sweep.cells.indices.filter { !sweep.trials[$0].isEmpty }
      .sorted { (record.seconds[$1], $0) < (record.seconds[$0], $1) }
    let lines = order.map { cell in
      let trials = sweep.trials[cell]
      let (number, seconds) = (Double(trials.count), record.seconds[cell])
      let steps = trials.reduce(0.0) { $0 + Double($1.milestones.steps) }
      return sweep.cells[cell].values.map { singleLine($0.summary) } + [
        "\(trials.count)", time(seconds), time(seconds / number), count(steps / number),
      ]
    }
    return PageTable(
      sweep.fields + ["trials", "time of one core", "time a trial", "steps a trial"], lines,
      caption: "Cells by cost, the most expensive first", most: shown)
  }

  private static func time(_ seconds: Double) -> String {
    let unit = TimeUnit(for: seconds)
    return "\(significant(seconds / unit.seconds, digits: 3)) \(unit.name)"
  }

  private static func count(_ value: Double) -> String {
    value < 1e6 ? wholeSteps(value) : significant(value, digits: 3)
  }

  static let template = Template(
    """
    {{#lines}}<p>{{.}}</p>
    {{/lines}}
    {{{figure}}}
    {{{cells}}}
    """)
}
