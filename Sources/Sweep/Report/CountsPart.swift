/// The banner: how many trials there are, how they ended, and what a reader must be warned of.
struct CountsPart: Fragment {
  /// One count.
  struct Count: Sendable {
    let name: String
    let count: String
    /// Whether it deserves attention.
    let isWarning: Bool
  }

  let counts: [Count]
  let warnings: [String]

  /// The counts of a sweep.
  init(_ sweep: SweepSummary, _ rows: [CellSummary], _ record: TrainingRecord?) {
    func sum(_ count: (CellSummary) -> Int) -> Int { rows.reduce(0) { $0 + count($1) } }
    func bad(_ name: String, _ count: Int) -> Count {
      Count(name: name, count: "\(count)", isWarning: count > 0)
    }
    let stored =
      sweep.source == .store ? "\(sweep.stored) of \(sweep.expected)" : "\(sweep.stored)"
    counts =
      [
        Count(name: "trials", count: stored, isWarning: sweep.stored == 0),
        Count(name: "generalized", count: "\(sum(\.generalized))", isWarning: false),
        bad("censored", sum(\.censored)), bad("diverged", sum(\.diverged)),
      ]
      + (sweep.source == .store
        ? [bad("abandoned", sweep.abandoned.reduce(0, +)), bad("missing", sweep.missing)] : [])
    warnings = Self.warnings(sweep, rows, record)
  }

  private static func warnings(
    _ sweep: SweepSummary, _ rows: [CellSummary], _ record: TrainingRecord?
  ) -> [String] {
    let unstable = rows.count { $0.survival.stability.isUnstable }
    var lines = [
      sweep.stored == 0 ? "No trial is stored yet." : nil,
      sweep.missing > 0 && sweep.stored > 0
        ? "The sweep is not finished: \(plural(sweep.missing, "trial is", "trials are")) missing, "
          + "and what is below may change." : nil,
      unstable > 0
        ? "\(plural(unstable, "cell is", "cells are")) flagged as unstable: milestones there are no "
          + "delayed generalization, and no law rests on them." : nil,
      sweep.unmemorizedNote,
      sweep.outsideGrid > 0
        ? "\(plural(sweep.outsideGrid, "stored trial lies", "stored trials lie")) outside the grid "
          + "and \(sweep.outsideGrid == 1 ? "is" : "are") not in this report." : nil,
    ]
    if let record {
      for fact in [Origins.Fact.commit, .kernel, .blas, .compiler] {
        let values = record.origins.values(fact)
        guard values.count > 1 else { continue }
        let shares = values.prefix(4).map { "\(singleLine($0.value)) (\($0.trials))" }
        lines.append(
          "Mixed \(fact.rawValue): trials were trained with \(values.count) of them: "
            + shares.joined(separator: ", ") + (values.count > 4 ? ", and others." : "."))
      }
      if record.changedKernels > 0 {
        lines.append(
          "\(plural(record.changedKernels, "trial")) went on under another BLAS kernel than begun "
            + "with.")
      }
      if record.differing > 0 {
        lines.append(
          "\(plural(record.differing, "trial")) came out otherwise when trained again to be "
            + "measured, and \(record.differing == 1 ? "has" : "have") no measures.")
      }
    }
    return lines.compactMap(\.self)
  }

  static let template = Template(
    """
    <dl class="counts">
    {{#counts}}
    <div{{#isWarning}} class="warn"{{/isWarning}}><dt>{{name}}</dt><dd>{{count}}</dd></div>
    {{/counts}}
    </dl>
    {{#warnings}}<p class="warning"><strong>Note</strong> {{.}}</p>
    {{/warnings}}
    """)
}
