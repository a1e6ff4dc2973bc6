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
  /// The laws of the delay, compared on the same trials.
  let laws: [LawScore]

  /// Fits all laws that have something to say.
  init(_ sweep: SweepSummary) {
    self.sweep = sweep
    fits = Response.allCases.reversed().flatMap { response in
      DelayFit.all(sweep, response: response)
        .filter { response == .delay || $0.law != .normSeparation }
    }
    survival = SurvivalFit.all(sweep)
    laws = LawScore.all(sweep)
  }

  /// The report in a format, with a newline at its end.
  func rendered(as format: ReportFormat) -> String {
    switch format {
    case .text: text
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
  /// A paragraph a fit, with what it means below.
  var text: String {
    declared + unstable + fits.map { $0.text + "\n" }.joined()
      + survival.map { $0.text + "\n" }.joined() + verdicts + footer.map { $0 + "\n" }.joined()
  }

  /// The declared hypotheses, if there are any.
  private var declared: String {
    sweep.contrasts.isEmpty ? "" : ContrastTable(sweep).rendered(as: .text) + "\n"
  }

  /// The laws with their verdicts, and the measured rate of decay.
  private var verdicts: String {
    let measured = sweep.relativeDecay
    let decay =
      measured.mean.map { "mean \(fourDigits($0)) over \(measured.count) trials" }
      ?? "unknown (needs the norm at the generalization step)"
    return "VERDICTS, on the trials of stable cells that generalized after they memorized:\n"
      + laws.map(\.text).joined()
      + "Decay of the norm between the milestones over eta lambda: \(decay); decay alone gives 1.\n\n"
  }

  /// The cells that are flagged.
  private var unstable: String {
    let lines = sweep.cells.indices.compactMap { cell -> String? in
      let (stability, trials) = (sweep.stability(ofCell: cell), sweep.trials[cell])
      guard stability.isUnstable else { return nil }
      let name = singleLine(cellName(sweep.fields, sweep.cells[cell].values))
      let generalized = trials.count { $0.milestones.outcome == .generalized }
      return "UNSTABLE (\(stability.rawValue)): \(name), "
        + "\(generalized) of \(trials.count) trials generalized. Left out unless a line says so.\n"
    }
    return lines.isEmpty ? "" : lines.joined() + "\n"
  }

  private var footer: [String] {
    sweep.milestoneNotes + [
      "In brackets 95 % percentile intervals of \(Bootstrap.resamples) bootstraps over the trials "
        + "of each cell (seed \(DelayFit.bootstrapSeed)); over cells: t intervals of the line through cells.",
      "Models with censored trials: maximum likelihood, t intervals from the observed information.",
      "Exponents are fitted within groups of cells that agree in every other field (budget and "
        + "measurement apart); R² is within groups.",
      sweep.countNote,
    ]
  }
}

// MARK: - For programs

extension FitReport {
  /// `{"fits": […], "survival": […]}`, an object a fit.
  var json: String {
    func list(_ name: String, _ objects: [String]) -> String {
      "\"\(name)\": ["
        + (objects.isEmpty ? "" : "\n" + objects.map { "  " + $0 }.joined(separator: ",\n") + "\n")
        + "]"
    }
    return "{" + list("fits", fits.map(\.json)) + ",\n"
      + list("survival", survival.map(\.json)) + ",\n" + list("laws", laws.map(\.json)) + "}\n"
  }
}
