/// A column less its mean, in units of its standard deviation.
public struct ScaledColumn: Sendable {
  /// The mean.
  let mean: Double
  /// The standard deviation; 0 if the column is constant up to rounding.
  public let scale: Double
  /// The scaled values.
  let values: [Double]

  /// Scales a column.
  public init(_ column: [Double]) {
    let n = Double(max(1, column.count))
    let center = column.reduce(0, +) / n
    let square = column.reduce(0) { $0 + ($1 - center) * ($1 - center) } / n
    let largest = column.reduce(0) { max($0, $1.magnitude) }
    mean = center
    scale = square.squareRoot() > 1e-12 * largest ? square.squareRoot() : 0
    let unit = scale > 0 ? scale : 1
    values = column.map { ($0 - center) / unit }
  }
}
