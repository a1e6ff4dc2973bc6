import Figures

/// The field's figures of a sweep, and why it cannot have others.
struct FieldFigures: Sendable {
  /// A figure that a sweep cannot have.
  struct Omitted: Hashable, Sendable {
    /// Its name.
    let name: String
    /// Why, in a few words.
    let reason: String
  }

  /// The figures that there are, in the order of ``kinds``.
  let all: [Figure]
  /// Those that there are not.
  let omitted: [Omitted]

  /// All kinds of figures, in the order in which they are shown.
  static var kinds: [any FieldFigure.Type] {
    [
      AccuracyFigure.self, SurvivalFigure.self, DelayFigure.self, FractionFigure.self,
      ShareMap.self, DelayMap.self, CompressionMap.self, OnsetFigure.self, LawFigure.self,
      NormFigure.self, LossNormFigure.self, PruningFigure.self, CompressionFigure.self,
      MeasureFigure.self, ParticipationFigure.self,
    ]
  }

  /// Their names.
  static var names: [String] { kinds.map { $0.name } }

  /// Draws the figures of a sweep, all or some of ``names``.
  init(_ source: FigureSource, only names: [String] = Self.names) {
    var (all, omitted): ([Figure], [Omitted]) = ([], [])
    for kind in Self.kinds where names.contains(kind.name) {
      do throws(NoFigure) {
        all.append(try kind.figure(source))
      } catch {
        omitted.append(Omitted(name: kind.name, reason: error.reason))
      }
    }
    (self.all, self.omitted) = (all, omitted)
  }
}
