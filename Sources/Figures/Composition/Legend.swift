/// The names of series in lines.
struct Legend: Hashable, Sendable {
  /// The names.
  let items: [LegendItem]
  /// Where they end.
  let bottom: Double

  /// Puts names beside each other as far as they fit.
  init(_ entries: [LegendEntry], width: Double, from top: Double) {
    var items: [LegendItem] = []
    var (x, y) = (0.0, top + TypeSize.leading / 2)
    for entry in entries {
      let needed = min(entry.width, width)
      if x > 0, x + needed > width { (x, y) = (0, y + TypeSize.leading) }
      items.append(LegendItem(entry, at: Pixel(Margins.edge + x, y), width: needed))
      x += needed + 10
    }
    self.items = items
    bottom = items.isEmpty ? top : y + TypeSize.leading / 2
  }

  /// The names of a panel's curves at their right ends, pushed apart where they would overlap.
  static func beside(_ layers: [Layer], _ frame: Frame, width: Double) -> [LegendItem] {
    let leading = TypeSize.leading - 1
    var names: [(entry: LegendEntry, y: Double)] = []
    for layer in layers where !layer.label.isEmpty {
      guard let end = layer.mark.drawable.end, let place = frame.place(end) else { continue }
      let y = min(max(place.y, frame.box.y), frame.box.bottom)
      names.append((LegendEntry(label: layer.label, layers: [layer]), y))
    }
    names.sort { $0.y < $1.y }
    for index in names.indices.dropFirst() {
      names[index].y = max(names[index].y, names[index - 1].y + leading)
    }
    var limit = frame.box.bottom
    for index in names.indices.reversed() {
      names[index].y = min(names[index].y, limit)
      limit = names[index].y - leading
    }
    let x = frame.box.right + Margins.tick
    return names.map { LegendItem($0.entry, at: Pixel(x, $0.y), width: width) }
  }
}
