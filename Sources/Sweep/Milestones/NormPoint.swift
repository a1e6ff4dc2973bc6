/// When a norm is taken.
enum NormPoint: String, Hashable, Sendable, CaseIterable {
  /// At step 0.
  case start
  /// At the memorization step.
  case memorization
  /// Where it is largest.
  case peak
  /// At the generalization step.
  case generalization
  /// At the last evaluation.
  case end
}

extension Milestones {
  /// `‖θ‖²` at a point, if it is known.
  func norm2(_ point: NormPoint) -> Double? {
    switch point {
    case .start: norm2AtStart
    case .memorization: norm2AtMemorization
    case .peak: norm2Peak
    case .generalization: norm2AtGeneralization
    case .end: norm2AtEnd
    }
  }
}
