/// A loss of logits.
protocol Loss: Configurable {
  /// The word that selects the loss in an experiment file.
  static var kind: String { get }

  /// Whether it is a loss of values, too, and not of classes alone.
  var learnsValues: Bool { get }

  /// Measures a block of logits; one for each precision, so that the compiler specializes it.
  ///
  /// - Precondition: targets are classes, unless the loss ``learnsValues``.
  func measure(_ block: LogitBlock<Float>) -> PassResult
  func measure(_ block: LogitBlock<Double>) -> PassResult
}

extension Loss {
  var learnsValues: Bool { false }
}

extension LogitBlock {
  /// Measures the loss of a block's classes.
  @inline(__always)
  func measured(by loss: some LogitLoss<S>) -> PassResult {
    guard case .classes(let classes, _) = targets else {
      preconditionFailure("this loss has no values to compare with")
    }
    return measureLogits(
      logits, bias: bias, targets: classes, from: start, loss, wantsLoss: wantsLoss,
      gradient: gradient)
  }
}
