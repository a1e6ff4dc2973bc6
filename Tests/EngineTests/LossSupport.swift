@testable import Engine
import Testing

/// What a loss kernel made of a few rows of logits.
struct MeasuredLoss<S: Scalar> {
  var pass: PassResult
  var gradient: [S]
  var biasGradient: [S]
}

/// Runs a loss kernel over rows of logits, scaling its gradient by the number of rows.
func measured<L: LogitLoss>(
  _ loss: L, of logits: [[L.S]], bias: [L.S]? = nil, targets: [Int32]
) -> MeasuredLoss<L.S> {
  typealias S = L.S
  let z = Matrix(logits)
  let b = Matrix<S>(rows: 1, columns: z.columns)
  b.elements = bias ?? [S](repeating: 0, count: z.columns)
  let biasGradient = Matrix<S>(rows: 1, columns: z.columns)
  let pass = measureLogits(
    z, bias: b, targets: targets, from: 0, loss, wantsLoss: true,
    gradient: LogitGradient(scale: 1 / S(logits.count), bias: biasGradient))
  return MeasuredLoss(pass: pass, gradient: z.elements, biasGradient: biasGradient.elements)
}

/// Every loss with every choice it has.
let everyLoss: [LossKind] = {
  func hinge(_ against: Hinge.Rivals) -> Hinge {
    var loss = Hinge()
    (loss.against, loss.margin) = (against, 0.75)
    return loss
  }
  return CrossEntropy.Arithmetic.allCases.map { arithmetic in
    var loss = CrossEntropy()
    loss.arithmetic = arithmetic
    return LossKind(loss)
  }
    + MeanSquaredError.Reduction.allCases.map { reduction in
      var loss = MeanSquaredError()
      loss.reduction = reduction
      return LossKind(loss)
    } + Hinge.Rivals.allCases.map { LossKind(hinge($0)) } + [LossKind(StableMax())]
}()
