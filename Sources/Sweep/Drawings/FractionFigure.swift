import Figures

/// The generalization step against the train fraction.
///
/// Power et al. 2022, arXiv:2201.02177, Fig. 1 (center).
enum FractionFigure: FieldFigure {
  static let name = "fraction"
  static let topic = "the generalization step against the train fraction"

  private static let field = "train_fraction"

  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure {
    let fractions = Set(source.sweep.cells.compactMap { $0.number(field) })
    guard fractions.count > 1 else { throw NoFigure("all cells have the same train fraction") }
    let medians = MedianPanels(source, .generalizationStep, without: [field], isConnected: true) {
      $0.number(field)
    }
    return .field(
      self, title: "Steps until generalization",
      caption: [source.countsAndMilestones] + medians.caption,
      x: Figures.Axis(AxisName(field).title),
      y: Figures.Axis("generalization step", .logarithmic), panels: medians.panels)
  }
}
