import Foundation
import Testing

@testable import Engine

@Suite("Softmax cross-entropy")
struct SoftmaxCrossEntropyTests {
  private func measure<S: Scalar>(
    _ logits: [[S]], bias: [S]? = nil, targets: [Int32], _ arithmetic: CrossEntropy.Arithmetic
  ) -> MeasuredLoss<S> {
    measured(
      SoftmaxCrossEntropy(keepsDigits: arithmetic == .stable), of: logits, bias: bias,
      targets: targets)
  }

  /// The definition, in `Double`.
  private func naive(_ logits: [[Double]], targets: [Int32]) -> (loss: Double, gradient: [Double]) {
    var (loss, gradient) = (0.0, [Double]())
    for (row, target) in zip(logits, targets) {
      let sum = row.map { exp($0) }.reduce(0, +)
      loss += log(sum) - row[Int(target)]
      for (j, z) in row.enumerated() {
        gradient.append((exp(z) / sum - (j == Int(target) ? 1 : 0)) / Double(logits.count))
      }
    }
    return (loss, gradient)
  }

  @Test("loss and gradient are those of the definition", arguments: [1, 2, 16, 17, 113])
  func definition(classes: Int) {
    for arithmetic in CrossEntropy.Arithmetic.allCases {
      let exact = Matrix<Double>.random(rows: 6, columns: classes, seed: classes)
      let rows = (0..<6).map { row in (0..<classes).map { 3 * exact[row, $0] } }
      let targets = (0..<6).map { Int32($0 * 7 % classes) }
      let bias = (0..<classes).map { 0.1 * Double($0 % 5) }
      let wanted = naive(rows.map { zip($0, bias).map(+) }, targets: targets)

      let double = measure(rows, bias: bias, targets: targets, arithmetic)
      #expect(abs(double.pass.loss - wanted.loss) < 1e-12 * max(1, wanted.loss))
      #expect(relativeDifference(double.gradient, wanted.gradient) < 1e-13)

      let single = measure(
        rows.map { $0.map(Float.init) }, bias: bias.map(Float.init), targets: targets, arithmetic)
      #expect(abs(single.pass.loss - wanted.loss) < 1e-5 * max(1, wanted.loss))
      #expect(relativeDifference(single.gradient.map(Double.init), wanted.gradient) < 2e-6)
    }
  }

  @Test("the bias's gradient is the sum of the rows' gradients")
  func biasGradient() {
    let logits = Matrix<Double>.random(rows: 9, columns: 20, seed: 1)
    let rows = (0..<9).map { row in (0..<20).map { logits[row, $0] } }
    let measured = measure(rows, targets: (0..<9).map { Int32($0) }, .stable)
    let sums = (0..<20).map { j in (0..<9).map { measured.gradient[$0 * 20 + j] }.reduce(0, +) }
    #expect(relativeDifference(measured.biasGradient, sums) < 1e-13)
  }

  @Test("uniform logits cost log K nats, and a tie is no prediction")
  func uniform() {
    let measured = measure([[Double](repeating: 4, count: 10)], targets: [3], .standard)
    #expect(abs(measured.pass.loss - log(10)) < 1e-14)
    #expect(measured.pass.correct == 0)
  }

  @Test("the own logit must be the largest to count")
  func accuracy() {
    let measured = measure(
      [[1, 2, 3], [1, 2, 3], [5, 2, 3]] as [[Float]], targets: [2, 1, 0], .standard)
    #expect(measured.pass.correct == 2)
  }

  @Test(
    "past float32 softmax collapse the stable gradient keeps its digits", arguments: [20, 40, 80])
  func collapse(margin: Int) {
    let rows: [[Float]] = [[Float(margin), 0, 0]]
    let stable = measure(rows, targets: [0], .stable)
    let exact = -2 * exp(-Double(margin))
    #expect(abs(Double(stable.gradient[0]) / exact - 1) < 1e-6)
    #expect(abs(stable.pass.loss / log1p(2 * exp(-Double(margin))) - 1) < 1e-6)
    let standard = measure(rows, targets: [0], .standard)
    #expect(standard.gradient[0] == 0)
    #expect(standard.pass.loss == 0)
  }

  @Test("a logit that is no number is reported")
  func notFinite() {
    for bad in [Float.nan, .infinity] {
      for position in 0..<3 {
        var row: [Float] = [1, 2, 3]
        row[position] = bad
        #expect(!measure([row], targets: [1], .standard).pass.isFinite, "\(bad) at \(position)")
      }
    }
    #expect(measure([[1, 2, 3]] as [[Float]], targets: [1], .standard).pass.isFinite)
  }
}
