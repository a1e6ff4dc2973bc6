import Testing

@testable import Engine

@Suite("The measure tangent-kernel")
struct TangentKernelTests {
  @Test("is the alignment of the n × n kernels", arguments: [true, false])
  func definition(isCentered: Bool) {
    let (rows, count) = (23, 4)
    let hidden = normalMatrix(rows: rows, columns: 6, seed: 5)
    let classes = (0..<rows).map { Int32($0 * $0 % count) }
    func kernel(_ entry: (Int, Int) -> Double) -> [[Double]] {
      let plain = (0..<rows).map { row in (0..<rows).map { entry(row, $0) } }
      guard isCentered else { return plain }
      let means = plain.map { $0.reduce(0, +) / Double(rows) }
      let mean = means.reduce(0, +) / Double(rows)
      return (0..<rows).map { row in
        (0..<rows).map { plain[row][$0] - means[row] - means[$0] + mean }
      }
    }
    for hasBias in [true, false] {
      let own = kernel { left, right in
        (0..<6).reduce(hasBias ? 1.0 : 0) { $0 + hidden[left, $1] * hidden[right, $1] }
      }
      let labels = kernel { classes[$0] == classes[$1] ? 1 : 0 }
      func inner(_ left: [[Double]], _ right: [[Double]]) -> Double {
        zip(left, right).reduce(0) { $0 + sum($1.0, $1.1) }
      }
      let expected = inner(own, labels) / (inner(own, own) * inner(labels, labels)).squareRoot()
      let found = TangentKernel.alignment(
        hidden, .classes(classes, count: count), hasBias: hasBias, isCentered: isCentered)
      #expect(agree(found, expected, 1e-12))
    }
  }

  @Test("of hidden units that are the labels is 1")
  func aligned() {
    let classes: [Int32] = [0, 1, 2, 0, 1, 2, 2]
    let hidden = matrix(classes.map { own in (0..<3).map { $0 == Int(own) ? 1.0 : 0 } })
    for isCentered in [true, false] {
      let found = TangentKernel.alignment(
        hidden, .classes(classes, count: 3), hasBias: false, isCentered: isCentered)
      #expect(agree(found, 1))
    }
  }
}
