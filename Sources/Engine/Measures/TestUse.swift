extension MeasureRequest {
  /// Kinds of which every column is made of parameters, gradients and training samples alone.
  private static let trainingKinds: Set<String> = [
    "decay", "collapse", "ranks", "commutator", "spectral-edge", "signal-to-noise", "fisher",
    "dead-directions", "jacobian",
  ]
  /// Columns of other kinds of which the same holds.
  private static let trainingColumns: Set<String> = [
    "alignment_train", "centered_alignment_train", "ridge_lambda",
  ]

  /// Whether a column of the measure looks at test samples, their inputs or their targets.
  ///
  /// Whoever has no test set cannot take it. A kind that is not listed here counts as looking at them.
  public func looksAtTest(_ column: String) -> Bool {
    !Self.trainingKinds.contains(kind) && !Self.trainingColumns.contains(column)
  }
}
