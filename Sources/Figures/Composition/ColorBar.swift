/// The colours of cells with the values that they mean.
struct ColorBar: Hashable, Sendable {
  /// The colours, from low to high.
  let box: Box
  /// The values beside it.
  let scale: Scale
  /// Their ticks.
  let ticks: Ticks
  /// What they are.
  let title: String

  /// The middle of the title's base line.
  let titlePlace: Pixel

  /// A bar beside the panels.
  init(_ color: Scale, beside grid: Box, _ title: String) {
    let height = min(grid.height, 240)
    box = Box(x: grid.right + Margins.gap, y: grid.y, width: Margins.bar, height: height)
    scale = color.resized(from: box.bottom, to: box.y)
    ticks = Ticks.above(scale)
    self.title = TextWidth.fitting(title, in: height + 20, size: TypeSize.medium)
    titlePlace = Pixel(
      box.right + Margins.tick + ticks.widest + TypeSize.medium + 2, box.y + height / 2)
  }

  /// From values to colours of the ramp; `nil` for a figure without cells.
  static func scale(_ figure: Figure, _ extent: Extent?) -> Scale? {
    figure.color.map { axis in
      var fixed = Extent(axis.kind)
      if let domain = axis.domain {
        fixed.include(domain.lowerBound)
        fixed.include(domain.upperBound)
      }
      return Scale(
        axis.kind, over: fixed.range ?? extent?.range, padding: 0, from: 0,
        to: Double(Palette.ramp.count))
    }
  }
}

extension Scale {
  /// The same domain over other pixels.
  func resized(from start: Double, to end: Double) -> Scale {
    Scale(kind, over: low...high, padding: 0, from: start, to: end)
  }
}
