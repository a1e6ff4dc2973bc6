/// Shows what a pass computes for its samples, before the loss and the way back overwrite it.
///
/// A class, because a network holds it while whoever measures asks it.
final class Capture<S: Scalar> {
  /// What a pass shows.
  struct Units {
    /// The hidden units that enter the read-out, `[N × H]`.
    let hidden: Matrix<S>
    /// The logits with their bias, `[N × K]`.
    let logits: Matrix<S>
  }

  /// The number of samples of the pass that is captured, or `nil` while none is.
  private var count: Int?
  private var units: Units?

  /// Captures the pass over so many samples that a closure makes.
  func units(of count: Int, _ pass: () -> Void) -> Units {
    self.count = count
    pass()
    defer { (self.count, units) = (nil, nil) }
    guard let units else { preconditionFailure("no pass over \(count) samples") }
    return units
  }

  /// Copies a block, if a pass is captured.
  ///
  /// - Parameters:
  ///   - hidden: `[range × H]`.
  ///   - logits: without their bias, `[range × K]`.
  ///   - bias: `[1 × K]`.
  ///   - range: which samples the block holds.
  func take(_ hidden: Matrix<S>, _ logits: Matrix<S>, bias: Matrix<S>, _ range: Range<Int>) {
    guard let count else { return }
    let units =
      units
      ?? Units(
        hidden: Matrix(rows: count, columns: hidden.columns),
        logits: Matrix(rows: count, columns: logits.columns))
    assign(hidden, to: units.hidden.rows(range))
    assign(logits, plus: bias, to: units.logits.rows(range))
    self.units = units
  }
}
