import Figures

/// A sweep as one page of HTML: it needs no network, no script and no other file.
///
/// Everything in it comes from the store, or from a file of trials; the same store gives the same
/// bytes, whenever and wherever it is written.
struct Report: Sendable {
  /// What the page is called.
  let name: String
  /// The trials with their fits.
  private let fit: FitReport
  /// How they were trained, if a store has them.
  private let record: TrainingRecord?
  /// The field's figures.
  private let figures: FieldFigures

  /// Reads a store, which may be written meanwhile.
  init(_ store: ResultStore, overrides: ThresholdOverrides = ThresholdOverrides()) throws {
    let sweep = try SweepSummary(store, overrides: overrides)
    name = store.experiment.name
    record = try TrainingRecord(store, of: sweep)
    fit = FitReport(sweep, linesUpTo: HypothesesPart.mostFitted)
    let sample = try TrialSample(
      store, fit.sweep, columns: store.experiment.measuredColumns.forFigures)
    figures = FieldFigures(FigureSource(fit.sweep, sample: sample, verdicts: fit.verdicts))
  }

  /// Takes trials that somebody else ran, about whose training nothing is known.
  init(_ file: TrialsFile) {
    name = file.file
    record = nil
    fit = FitReport(SweepSummary(file), linesUpTo: HypothesesPart.mostFitted)
    figures = FieldFigures(FigureSource(fit.sweep, verdicts: fit.verdicts))
  }

  /// The page.
  var html: String {
    var enclosures = Enclosures()
    let table = Table(fit.sweep)
    var sections = [
      Section("Answer", place: "answer", AnswerPart(fit, &enclosures)),
      Section("Trials", place: "trials", CountsPart(fit.sweep, table.rows, record)),
      Section("Cells", place: "cells", CellsPart(table, &enclosures)),
      Section("Figures", place: "figures", FiguresPart(figures, &enclosures)),
      Section("Hypotheses", place: "hypotheses", HypothesesPart(fit, &enclosures)),
    ]
    if let record {
      let methods = Methods(record.experiment, fit.sweep, record.origins)
      sections += [
        Section("Cost", place: "cost", CostPart(record, fit.sweep, &enclosures)),
        Section("Provenance", place: "provenance", ProvenancePart(record, &enclosures)),
        Section("Methods", place: "methods", Paragraphs(methods.text)),
      ]
    } else {
      sections.append(
        Section(
          "Provenance", place: "provenance",
          Paragraphs("The trials are those of \(name). How they were trained is not known.")))
    }
    return Page(
      name: name, question: record?.experiment.question, style: PageStyle.text + Figure.stylesheet,
      sections: sections
    ).html
  }
}
