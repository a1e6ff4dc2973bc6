/// Trains one trial, an evaluation at a time.
public struct Trainer {
  /// Draws the split and the initial parameters.
  public init(_ configuration: TrialConfiguration) { fatalError("not yet built") }
  /// What the trial has left so far; complete once `ending` is set.
  public var result: TrialResult { fatalError("not yet built") }
  /// Why no step follows, once that is known.
  public private(set) var ending: Ending?
  /// Takes steps up to the next evaluation and returns it, or `nil` once the trial has ended.
  public mutating func advance() -> Evaluation? { fatalError("not yet built") }
}
