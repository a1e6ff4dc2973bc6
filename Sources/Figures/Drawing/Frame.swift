/// The box of a panel with its two scales: from values to pixels.
struct Frame: Hashable, Sendable {
  /// The box.
  let box: Box
  /// The scales of both axes.
  let x, y: Scale
  /// That of the colours of cells, from 0 to the number of colours.
  let color: Scale
  /// How many points each curve may have.
  let pointLimit: Int

  /// The place of a point; `nil` if it has none.
  func place(_ point: Point) -> Pixel? {
    guard let x = x.pixel(point.x), let y = y.pixel(point.y) else { return nil }
    return Pixel(x, y)
  }

  /// The runs of points with a place, between those without.
  func runs(_ points: [Point]) -> [[Pixel]] {
    var runs: [[Pixel]] = [[]]
    for point in points {
      if let place = place(point) {
        runs[runs.count - 1].append(place)
      } else if runs.last?.isEmpty == false {
        runs.append([])
      }
    }
    return runs.filter { !$0.isEmpty }
  }

  /// How many points have no place.
  func undefined(_ points: [Point]) -> Int { points.count { place($0) == nil } }

  /// The colour of a cell, of ``Palette/ramp``; `nil` if its value has none.
  func shade(_ value: Double) -> Int? {
    color.pixel(value).map { Int(min(max($0, 0), Double(Palette.ramp.count) - 1)) }
  }
}
