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
  let storage = Storage<S>(count: S.padded(z.columns))
  fill(Matrix(in: storage, rows: 1, columns: storage.count), with: -S.greatestFiniteMagnitude / 4)
  let b = Matrix(in: storage, rows: 1, columns: z.columns)
  b.elements = bias ?? [S](repeating: 0, count: z.columns)
  let biasGradient = Matrix<S>(rows: 1, columns: z.columns)
  let pass = measure(
    z, bias: b, targets: targets, from: 0, loss, wantsLoss: true,
    gradientScale: 1 / S(logits.count), biasGradient: biasGradient)
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
    return .crossEntropy(loss)
  }
    + MeanSquaredError.Reduction.allCases.map { reduction in
      var loss = MeanSquaredError()
      loss.reduction = reduction
      return .meanSquaredError(loss)
    } + Hinge.Rivals.allCases.map { .hinge(hinge($0)) } + [.stableMax(StableMax())]
}()
