/// Fewer points for a curve that looks the same.
///
/// 1. Of the points in each column of half a pixel, the first, the lowest, the highest and the last
///    stay (M4: Jugel et al., VLDB 7, 797, 2014): what is left out could not be seen.
/// 2. If there are still more than the limit, points within a tolerance of the line through the
///    others go (Douglas & Peucker 1973). The tolerance is doubled from 0.1 pixels until the rest is
///    few enough. The ends, the lowest and the highest point always stay.
struct Thinning: Hashable, Sendable {
  /// The points that stay.
  let places: [Pixel]
  /// How far, in pixels, the line through them may lie from a point that went.
  let tolerance: Double

  /// Thins a curve without gaps; never fewer than 4 points may stay.
  init(_ places: [Pixel], atMost limit: Int) {
    let seen = places.count > limit ? Self.columns(places, width: 0.5) : places
    var (kept, tolerance) = (seen, 0.0)
    while kept.count > max(4, limit) {
      tolerance = tolerance == 0 ? 0.1 : tolerance * 2
      kept = Self.simplified(seen, within: tolerance)
    }
    (self.places, self.tolerance) = (kept, tolerance)
  }

  /// The first, lowest, highest and last point of each run of points in one column.
  static func columns(_ places: [Pixel], width: Double) -> [Pixel] {
    var kept: [Pixel] = []
    var start = 0
    while start < places.count {
      let column = (places[start].x / width).rounded(.down)
      var (end, low, high) = (start, start, start)
      while end < places.count, (places[end].x / width).rounded(.down) == column {
        if places[end].y < places[low].y { low = end }
        if places[end].y > places[high].y { high = end }
        end += 1
      }
      for index in Set([start, low, high, end - 1]).sorted() { kept.append(places[index]) }
      start = end
    }
    return kept
  }

  /// Douglas and Peucker's algorithm between the ends, the lowest and the highest point.
  static func simplified(_ places: [Pixel], within tolerance: Double) -> [Pixel] {
    guard places.count > 2 else { return places }
    let indices = places.indices
    let low = indices.min { places[$0].y < places[$1].y } ?? 0
    let high = indices.max { places[$0].y < places[$1].y } ?? 0
    let pinned = Set([0, low, high, places.count - 1]).sorted()
    var isKept = [Bool](repeating: false, count: places.count)
    for index in pinned { isKept[index] = true }
    var open = Array(zip(pinned, pinned.dropFirst()))
    while let (first, last) = open.popLast() {
      var (farthest, distance) = (first, tolerance)
      for index in first..<last {
        let d = Self.distance(places[index], places[first], places[last])
        if d > distance { (farthest, distance) = (index, d) }
      }
      guard farthest > first else { continue }
      isKept[farthest] = true
      open += [(first, farthest), (farthest, last)]
    }
    return indices.filter { isKept[$0] }.map { places[$0] }
  }

  /// How far a place lies from the segment between two others.
  static func distance(_ place: Pixel, _ first: Pixel, _ last: Pixel) -> Double {
    let (dx, dy) = (last.x - first.x, last.y - first.y)
    let length2 = dx * dx + dy * dy
    let way = length2 > 0 ? ((place.x - first.x) * dx + (place.y - first.y) * dy) / length2 : 0
    let share = min(max(way, 0), 1)
    let (ex, ey) = (place.x - first.x - share * dx, place.y - first.y - share * dy)
    return (ex * ex + ey * ey).squareRoot()
  }
}
