/// A figure as a value: described once, and written as SVG, as data and as a script.
///
/// ``svg`` is for looking at it on screen and in print, ``csv`` has its data, and ``script`` draws the
/// data with matplotlib for a paper. The same figure has the same bytes on every machine.
public struct Figure: Hashable, Sendable {
  /// How wide a figure is.
  public enum Width: Double, Hashable, Sendable {
    /// One column of a paper, 8.4 cm, and two of them, 17.4 cm; in pixels.
    case column = 320
    case page = 663
  }

  /// Where the names of series stand.
  public enum Naming: Hashable, Sendable {
    /// Above the panels, or at the right end of each curve.
    case legend, direct
  }

  /// The name of its files, from which other characters than letters, digits and hyphens are taken.
  public var name: String
  /// What it shows, in a line.
  public var title: String
  /// What one must know to read it, below it: what was measured, how many, how many censored.
  public var caption: String
  /// The axes that all panels share.
  public var x, y: Axis
  /// What the colours of cells mean, if there are cells.
  public var color: Axis?
  /// The panels, row by row.
  public var panels: [Panel]
  /// How many panels are beside each other.
  public var columns = 1
  /// How wide it is.
  public var width = Width.column
  /// The height of a panel over its width.
  public var aspect = 0.62
  /// Where the names of series stand.
  public var naming = Naming.legend

  /// A figure of some panels.
  public init(
    _ name: String, title: String, caption: String, x: Axis, y: Axis, color: Axis? = nil,
    panels: [Panel]
  ) {
    (self.name, self.title, self.caption) = (name, title, caption)
    (self.x, self.y, self.color, self.panels) = (x, y, color, panels)
  }

  /// The name of its files, without their endings.
  public var fileName: String { PlainText(name).identifier }

  /// Series with the same label, as one entry of a legend.
  var entries: [LegendEntry] {
    var entries: [LegendEntry] = []
    for layer in panels.flatMap(\.layers) where !layer.label.isEmpty {
      if let index = entries.firstIndex(where: { $0.label == layer.label }) {
        if !entries[index].layers.contains(where: { $0.mark.name == layer.mark.name }) {
          entries[index].layers.append(layer)
        }
      } else {
        entries.append(LegendEntry(label: layer.label, layers: [layer]))
      }
    }
    return entries
  }
}
