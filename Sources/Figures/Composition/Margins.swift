/// The space around the panels of a figure, which follows from what stands there.
struct Margins: Hashable, Sendable {
  /// Between two panels.
  static let gap = 12.0
  /// Between the edge and what is nearest to it.
  static let edge = 5.0
  /// From an axis to its labels.
  static let tick = 5.0
  /// What a title beside an axis takes.
  static let title = 14.0
  /// What the keys of a table take left of a panel that has no labels there.
  static let table = 26.0
  /// The width of a bar of colours.
  static let bar = 9.0

  /// Left of each column of panels.
  let left: [Double]
  /// Right of the last one.
  let right: Double

  /// Makes room for the widest labels of each column, and for names or colours at the right; there are
  /// ticks for the vertical axis of each panel.
  init(_ figure: Figure, y ticks: [Ticks], color: Ticks?) {
    let columns = figure.gridColumns
    left = (0..<columns).map { column in
      let own = figure.panels.indices.filter {
        $0 % columns == column && (column == 0 || figure.panels[$0].y != nil)
      }
      guard !own.isEmpty else {
        let hasTable = figure.panels.indices.contains {
          $0 % columns == column && figure.panels[$0].table != nil
        }
        return Self.gap + (hasTable ? Self.table - Self.edge : 0)
      }
      let widest = own.map { ticks[$0].widest }.max() ?? 0
      return (column == 0 ? Self.edge : Self.gap) + Self.title + widest + Self.tick
    }
    if let color {
      right = Self.gap + Self.bar + Self.tick + color.widest + Self.title + Self.edge
    } else if figure.naming == .direct {
      let widest = figure.entries.map(\.width).max() ?? 0
      right = min(widest, figure.width.rawValue * 0.36) + Self.tick + Self.edge
    } else {
      right = Self.gap
    }
  }
}

extension Figure {
  /// How many columns of panels there are.
  var gridColumns: Int { min(max(1, columns), max(1, panels.count)) }

  /// Whether a panel is the lowest of its column.
  func isLowest(_ index: Int) -> Bool { index + gridColumns >= panels.count }
}
