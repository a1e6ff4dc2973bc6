/// A name with what stands for it.
struct LegendEntry: Hashable, Sendable {
  /// The width of the key with the space behind it.
  static let keyWidth = 22.0

  /// The name.
  let label: String
  /// Layers with that name, one of each mark.
  var layers: [Layer]

  /// How wide it is at most.
  var width: Double { Self.keyWidth + TextWidth.of(PlainText(label).string, size: TypeSize.small) }
}

/// A name in its place.
struct LegendItem: Hashable, Sendable {
  /// The name.
  let entry: LegendEntry
  /// The middle of its left end.
  let place: Pixel
  /// How much of the name there is room for.
  let text: String

  /// Puts a name where it has some room.
  init(_ entry: LegendEntry, at place: Pixel, width: Double) {
    (self.entry, self.place) = (entry, place)
    text = TextWidth.fitting(
      PlainText(entry.label).string, in: width - LegendEntry.keyWidth + 0.1, size: TypeSize.small)
  }

  /// Where the name begins, on its base line.
  var textPlace: Pixel { Pixel(place.x + LegendEntry.keyWidth, place.y + 3) }

  /// Draws it.
  func draw(on canvas: inout Canvas) {
    for layer in entry.layers {
      canvas.add("<g class=\"h\(layer.style.hue.rawValue)\">")
      layer.mark.drawable.drawKey(at: place, layer.style, on: &canvas)
      canvas.add("</g>")
    }
    canvas.text(text, at: textPlace)
  }
}
