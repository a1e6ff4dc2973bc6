/// A panel with its place, its scales and its ticks.
struct PlacedPanel: Hashable, Sendable {
  /// The panel.
  let panel: Panel
  /// Its box and scales.
  let frame: Frame
  /// The ticks of both axes.
  let x, y: Ticks
  /// The names of its curves, if they stand beside them.
  let names: [LegendItem]
  /// Whether its ticks have their labels: panels beside and above each other share them.
  let showsX, showsY: Bool
  /// The title of a vertical axis of its own, and its base line.
  let yTitle: String
  let yTitleX: Double
  /// The upper left corner of its table.
  let tablePlace: Pixel

  /// As much of its title as there is room for.
  var title: String {
    let width = frame.box.width / 1.05
    return TextWidth.fitting(PlainText(panel.title).string, in: width, size: TypeSize.medium)
  }
}
