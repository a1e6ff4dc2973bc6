import Figures
import Foundation
import Statistics

/// The median of curves that are aligned at a step of each, so that transitions at different steps are not
/// blurred by averaging across them.
///
/// Each curve becomes a function of its step over its own milestone. At ``places`` of these, at equal distances
/// of the logarithm, the median is taken over the curves that reach there, which must be half of them; values
/// between evaluations are linear in the logarithm of the step.
struct AlignedMedian: Sendable {
  /// A curve and the step at which it is aligned, both above 0.
  struct Curve: Sendable {
    /// Values at steps, ascending.
    let points: [Point]
    /// The step.
    let milestone: Double

    /// The points of a trial that have a place, aligned at a milestone; `nil` without it.
    init?(_ points: [Point], at milestone: Milestone) {
      guard let step = milestone.step, step > 0 else { return nil }
      self.points = points.filter { $0.x > 0 && $0.y.isFinite }
      self.milestone = Double(step)
      guard !self.points.isEmpty else { return nil }
    }

    /// The value at a step over the milestone; `nil` outside of the curve.
    fileprivate func value(at ratio: Double) -> Double? {
      let x = ratio * milestone
      guard let next = points.firstIndex(where: { $0.x >= x }) else { return nil }
      guard points[next].x > x, next > 0 else { return points[next].x > x ? nil : points[next].y }
      let (low, high) = (points[next - 1], points[next])
      return low.y + (high.y - low.y) * log(x / low.x) / log(high.x / low.x)
    }
  }

  /// How many curves there are.
  let count: Int
  /// The median against the step over the milestone.
  let points: [Point]

  /// How many places a median has.
  private static let places = 100

  /// Takes the median of some curves.
  init(_ curves: [Curve]) {
    count = curves.count
    let ratios = curves.flatMap { curve in
      [curve.points[0], curve.points[curve.points.count - 1]].map { $0.x / curve.milestone }
    }
    guard let least = ratios.min(), let most = ratios.max(), least < most else {
      points = []
      return
    }
    points = (0...Self.places).compactMap { place in
      let ratio = least * pow(most / least, Double(place) / Double(Self.places))
      let values = curves.compactMap { $0.value(at: ratio) }.sorted()
      return 2 * values.count >= max(2, curves.count) || curves.count == 1 && values.count == 1
        ? Point(ratio, quantile(values, 0.5)) : nil
    }
  }

  /// The median with its milestone at a step.
  func placed(at step: Double) -> [Point] { points.map { Point($0.x * step, $0.y) } }
}
