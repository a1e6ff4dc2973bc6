/// A row of a figure's data: every mark fills the columns that it has.
struct DataRow: Hashable, Sendable {
  /// The names of the columns of numbers.
  static let columns = ["x", "y", "x_low", "x_high", "y_low", "y_high", "value"]

  /// Which curve of its mark, from 0.
  var curve = 0
  /// The middle.
  var x, y: Double?
  /// The ends on both axes.
  var xLow, xHigh, yLow, yHigh: Double?
  /// The value that a colour stands for.
  var value: Double?
  /// A word: a direction, `censored`, or a label.
  var note = ""

  /// The numbers, in the order of ``columns``.
  var numbers: [Double?] { [x, y, xLow, xHigh, yLow, yHigh, value] }
}
