import Engine
import Statistics

/// The fits of a sweep, for reading and for programs.
struct FitReport: Sendable {
  /// What was fitted.
  let sweep: SweepSummary
  /// The lines: of the delay, then of the generalization step.
  let fits: [DelayFit]
  /// The models that use censored trials.
  let survival: [SurvivalFit]
  /// What the trials say about laws.
  let verdicts: Verdicts

  /// Whether the text has all that the answer rests on.
  let details: Bool

  /// Fits all laws that have something to say.
  ///
  /// - Parameters:
  ///   - sweep: the trials.
  ///   - details: whether the text has all that the answer rests on.
  ///   - most: the most trials with lines and models of single trials, whose time grows with them.
  init(_ sweep: SweepSummary, details: Bool = false, linesUpTo most: Int = .max) {
    self.details = details
    var sweep = sweep
    sweep.judgeStability()
    self.sweep = sweep
    let isLarge = sweep.stored > most
    fits = isLarge ? [] : DelayFit.all(sweep, responses: [.delay, .generalizationStep])
    survival = isLarge ? [] : SurvivalFit.all(sweep)
    verdicts = Verdicts(sweep)
  }

  /// The report in a format, with a newline at its end; only text has a layout.
  func rendered(as format: ReportFormat, _ layout: TextLayout = TextLayout()) -> String {
    switch format {
    case .text: text(layout)
    case .json: json
    }
  }
}

/// The forms in which a report is written.
enum ReportFormat: String, CaseIterable, Sendable {
  /// Lines for reading.
  case text
  /// One object; an undefined value is `null`.
  case json
}

// MARK: - For reading

extension FitReport {
  /// The answer on a screen; with details, all that it rests on below.
  func text(_ layout: TextLayout = TextLayout()) -> String {
    let lead = verdicts.lead(layout) + declared(layout)
    let unstable = unstable
    guard details else {
      let flagged =
        unstable.isEmpty
        ? []
        : ["\(plural(unstable.count, "cell")) flagged UNSTABLE and left out: --details names them."]
      return lead + flagged.map { layout.wrapped($0, ink: layout.ink.warning) }.joined()
        + layout.remark("\(sweep.countNote) \(Self.pointer)")
    }
    return lead + "\n" + verdicts.text + "\n" + verdicts.details + "\n"
      + unstable.map { $0 + "\n" }.joined() + (unstable.isEmpty ? "" : "\n")
      + "Lines through the trials that generalized, without censored ones:\n"
      + fits.map(\.text).joined() + "Models with censored trials, of milestones in intervals:\n"
      + survival.map(\.text).joined() + decay + "\n" + footer.map { $0 + "\n" }.joined()
  }

  private static let pointer =
    "--details has every law, line and model; docs/statistics.md the methods."

  /// The declared hypotheses, if there are any.
  private func declared(_ layout: TextLayout) -> String {
    sweep.contrasts.isEmpty ? "" : ContrastTable(sweep).rendered(as: .text, layout) + "\n"
  }

  /// The measured rate of decay, if it is known.
  private var decay: String {
    let measured = sweep.relativeDecay
    return measured.mean.map {
      "Decay of the norm between the milestones over eta lambda: mean \(fourDigits($0)) over "
        + "\(measured.count) trials; decay alone gives 1.\n"
    } ?? ""
  }

  /// The cells that are flagged, a line each.
  var unstable: [String] {
    sweep.cells.indices.compactMap { cell -> String? in
      let (stability, trials) = (sweep.stability(ofCell: cell), sweep.trials[cell])
      guard stability.isUnstable else { return nil }
      let name = singleLine(cellName(sweep.fields, sweep.cells[cell].values))
      let generalized = trials.count { $0.milestones.outcome == .generalized }
      return "UNSTABLE (\(stability.rawValue)): \(name), "
        + "\(generalized) of \(trials.count) trials generalized. Left out unless a line says so."
    }
  }

  /// What a reader must know of the lines.
  var footer: [String] {
    let milestones = sweep.milestoneNotes + [sweep.unmemorizedNote].compactMap(\.self)
    let censored = fits.contains { $0.regression != nil && $0.censored > 0 }
    return verdicts.notes + [milestones.joined(separator: " ")] + [
      "In brackets 95 %: of lines percentiles of \(Bootstrap.resamples) bootstraps over the trials of "
        + "each cell (seed \(DelayFit.bootstrapSeed)), over cells t; of models t from the observed "
        + "information. Groups of cells agree in every other field, budget and measurement apart."
        + (censored ? " Leaving censored trials out biases a line: the longest are missing." : ""),
      sweep.countNote,
    ]
  }
}

// MARK: - For programs

extension FitReport {
  /// `{"fits": […], "survival": […], "laws": […]}`, an object a fit or a verdict.
  var json: String {
    func list(_ name: String, _ objects: [String]) -> String {
      "\"\(name)\": ["
        + (objects.isEmpty ? "" : "\n" + objects.map { "  " + $0 }.joined(separator: ",\n") + "\n")
        + "]"
    }
    return "{" + list("fits", fits.map(\.json)) + ",\n"
      + list("survival", survival.map(\.json)) + ",\n" + list("laws", verdicts.all.map(\.json))
      + "}\n"
  }
}
