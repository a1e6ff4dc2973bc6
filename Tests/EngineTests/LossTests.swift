import Foundation
import Testing

@testable import Engine

@Suite("Losses")
struct LossTests {
  /// A loss and its gradient by the logits of one row, as defined.
  typealias Definition = (_ z: [Double], _ target: Int) -> (loss: Double, gradient: [Double])

  private static func squaredError(weight: Double) -> Definition {
    { z, target in
      let errors = z.indices.map { z[$0] - ($0 == target ? 1 : 0) }
      return (weight * errors.map { $0 * $0 }.reduce(0, +), errors.map { 2 * weight * $0 })
    }
  }

  private static func rivalHinge(margin: Double) -> Definition {
    { z, target in
      var gradient = [Double](repeating: 0, count: z.count)
      guard
        let rival = z.indices.filter({ $0 != target }).max(by: { z[$0] < z[$1] }),
        case let violation = margin - z[target] + z[rival], violation > 0
      else { return (0, gradient) }
      (gradient[rival], gradient[target]) = (1, -1)
      return (violation, gradient)
    }
  }

  private static func summedHinge(margin: Double) -> Definition {
    { z, target in
      var (loss, gradient) = (0.0, [Double](repeating: 0, count: z.count))
      for j in z.indices where j != target && margin - z[target] + z[j] > 0 {
        loss += (margin - z[target] + z[j]) / Double(z.count)
        gradient[j] += 1 / Double(z.count)
        gradient[target] -= 1 / Double(z.count)
      }
      return (loss, gradient)
    }
  }

  private static func stableMax(_ z: [Double], _ target: Int) -> (Double, [Double]) {
    let s = z.map { $0 >= 0 ? $0 + 1 : 1 / (1 - $0) }
    let slopes = z.map { $0 >= 0 ? 1 : 1 / ((1 - $0) * (1 - $0)) }
    let sum = s.reduce(0, +)
    return (
      log(sum) - log(s[target]),
      z.indices.map { slopes[$0] / sum - ($0 == target ? slopes[$0] / s[$0] : 0) }
    )
  }

  private func check(
    _ classes: Int, _ double: some LogitLoss<Double>, _ single: some LogitLoss<Float>,
    _ definition: Definition, _ name: String
  ) {
    let count = 9
    let exact = Matrix<Double>.random(rows: count, columns: classes, seed: classes)
    // In multiples of 1/64 both precisions see the same logits.
    let rows = (0..<count).map { i in
      (0..<classes).map { j in ((2 * exact[i, j] * 64).rounded() + Double(j % 3) / 7) / 64 }
    }
    let targets = (0..<count).map { Int32($0 * 7 % classes) }
    let bias = (0..<classes).map { 0.125 * Double($0 % 5) }
    var (loss, gradient) = (0.0, [Double]())
    for (row, target) in zip(rows, targets) {
      let wanted = definition(zip(row, bias).map(+), Int(target))
      loss += wanted.loss
      gradient += wanted.gradient.map { $0 / Double(count) }
    }

    let fast = measured(double, of: rows, bias: bias, targets: targets)
    #expect(abs(fast.pass.loss - loss) < 1e-12 * max(1, loss), "\(name) \(classes)")
    // A gradient of 1/N sets the scale, for a single class has none but rounding.
    let unit = 1 / Double(count)
    #expect(
      relativeDifference(fast.gradient + [unit], gradient + [unit]) < 1e-13, "\(name) \(classes)")
    let sums = (0..<classes).map { j in (0..<count).map { gradient[$0 * classes + j] }.reduce(0, +)
    }
    #expect(
      relativeDifference(fast.biasGradient + [unit], sums + [unit]) < 1e-12, "\(name) \(classes)")

    let rough = measured(
      single, of: rows.map { $0.map(Float.init) }, bias: bias.map(Float.init), targets: targets)
    #expect(abs(rough.pass.loss - loss) < 1e-5 * max(1, loss), "\(name) \(classes) Float")
    #expect(
      relativeDifference(rough.gradient.map(Double.init) + [unit], gradient + [unit]) < 2e-6,
      "\(name) \(classes) Float")
    #expect(fast.pass.isFinite && rough.pass.isFinite)
    #expect(fast.pass.correct == rough.pass.correct)
  }

  @Test("losses and gradients are those of the definitions", arguments: [1, 2, 16, 17, 113])
  func definitions(classes: Int) {
    check(
      classes, SquaredError(weight: 1), SquaredError(weight: 1), Self.squaredError(weight: 1),
      "squared error")
    let weight = 1 / Double(classes)
    check(
      classes, SquaredError(weight: weight), SquaredError(weight: Float(weight)),
      Self.squaredError(weight: weight), "mean squared error")
    for margin in [0.5, 4] {
      check(
        classes, RivalHinge(margin: margin), RivalHinge(margin: Float(margin)),
        Self.rivalHinge(margin: margin), "hinge \(margin)")
      check(
        classes, SummedHinge(margin: margin, classes: Double(classes)),
        SummedHinge(margin: Float(margin), classes: Float(classes)),
        Self.summedHinge(margin: margin), "summed hinge \(margin)")
    }
    check(
      classes, StableMaxCrossEntropy(), StableMaxCrossEntropy(), Self.stableMax, "StableMax")
  }

  private let rows: [[Float]] = [[1, 2, 3], [1, 3, 3], [5, 2, 3], [0, 0, 0]]

  private func correct(_ loss: some LogitLoss<Float>) -> Int {
    measured(loss, of: rows, targets: [2, 2, 0, 1]).pass.correct
  }

  @Test("every loss counts the samples whose own logit is strictly the largest")
  func accuracy() {
    #expect(correct(SquaredError(weight: 1)) == 2)
    #expect(correct(RivalHinge(margin: 1)) == 2)
    #expect(correct(SummedHinge(margin: 1, classes: 3)) == 2)
    #expect(correct(StableMaxCrossEntropy()) == 2)
    #expect(correct(SoftmaxCrossEntropy(keepsDigits: false)) == 2)
  }

  private func noticesEverything(_ loss: some LogitLoss<Float>) {
    for bad in [Float.nan, .infinity] {
      for position in 0..<3 {
        var row: [Float] = [1, 2, 3]
        row[position] = bad
        let pass = measured(loss, of: [row], targets: [1]).pass
        #expect(!pass.isFinite, "\(type(of: loss)) \(bad) at \(position)")
      }
    }
  }

  @Test("a logit that is no number is reported by every loss")
  func notFinite() {
    noticesEverything(SquaredError(weight: 1))
    noticesEverything(RivalHinge(margin: 1))
    noticesEverything(SummedHinge(margin: 1, classes: 3))
    noticesEverything(StableMaxCrossEntropy())
  }

  @Test("equal rivals share the hinge's gradient, and a kept margin has none")
  func ties() {
    let tied = measured(RivalHinge<Double>(margin: 1), of: [[2, 0, 2, 2]], targets: [0])
    #expect(tied.gradient == [-1, 0, 0.5, 0.5])
    let kept = measured(RivalHinge<Double>(margin: 1), of: [[3, 0, 2, 2]], targets: [0])
    #expect(kept.gradient == [0, 0, 0, 0] && kept.pass.loss == 0)
  }

  @Test("with two classes the hinge is the binary max(0, C − y f), f = z₁ − z₀")
  func binary() {
    for (z, target) in [([0.3, -0.4], 0), ([0.3, -0.4], 1), ([0.0, 2.0], 1)] {
      let margin = (target == 1 ? 1 : -1) * (z[1] - z[0])
      let loss = measured(RivalHinge(margin: 1), of: [z], targets: [Int32(target)]).pass.loss
      #expect(abs(loss - max(0, 1 - margin)) < 1e-15)
    }
  }

  @Test("where float32 softmax has collapsed StableMax keeps a gradient", arguments: [20, 1000])
  func collapse(margin: Float) {
    let softmax = measured(
      SoftmaxCrossEntropy(keepsDigits: false), of: [[margin, 0, 0]], targets: [0])
    #expect(softmax.gradient[0] == 0)
    let stable = measured(StableMaxCrossEntropy(), of: [[margin, 0, 0]], targets: [0])
    let exact = -2 / ((Double(margin) + 1) * (Double(margin) + 3))
    #expect(abs(Double(stable.gradient[0]) / exact - 1) < 1e-6)
  }
}
