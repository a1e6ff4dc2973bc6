/// The quantile of sorted values, interpolated linearly: type 7 of Hyndman & Fan 1996.
///
/// - Parameters:
///   - sorted: at least one value, in ascending order.
///   - probability: the share of values below the quantile, from 0 to 1.
/// - Returns: a number between the smallest value and the largest.
public func quantile(_ sorted: [Double], _ probability: Double) -> Double {
  precondition(!sorted.isEmpty, "no quantile of nothing")
  let position = probability * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}
