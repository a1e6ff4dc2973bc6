/// A mark with its data.
public enum Mark: Hashable, Sendable {
  /// Curves.
  case lines(Lines)
  /// The area between two curves.
  case band(Band)
  /// Points with intervals.
  case estimates(Estimates)
  /// A curve of steps.
  case steps(Steps)
  /// Censored values.
  case arrows(Arrows)
  /// Cells of a map.
  case cells(Cells)
  /// A line to compare with.
  case reference(Reference)
  /// Words.
  case texts(Texts)

  /// What draws it.
  var drawable: any Drawable {
    switch self {
    case .lines(let mark): mark
    case .band(let mark): mark
    case .estimates(let mark): mark
    case .steps(let mark): mark
    case .arrows(let mark): mark
    case .cells(let mark): mark
    case .reference(let mark): mark
    case .texts(let mark): mark
    }
  }

  /// Its name in data and scripts.
  var name: String { type(of: drawable).name }

  /// The Python functions that draw it.
  var script: String { type(of: drawable).script }
}
