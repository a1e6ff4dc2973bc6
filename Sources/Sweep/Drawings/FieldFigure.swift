import Figures

/// One of the figures that the field draws of a sweep: a file with what it shows, and a line in
/// ``FieldFigures/kinds``.
protocol FieldFigure {
  /// Its name on the command line and of its files: letters, digits and hyphens.
  static var name: String { get }

  /// What it shows, in a few words.
  static var topic: String { get }

  /// Draws it.
  ///
  /// - Throws: ``NoFigure`` where a sweep cannot have it.
  static func figure(_ source: FigureSource) throws(NoFigure) -> Figure
}
