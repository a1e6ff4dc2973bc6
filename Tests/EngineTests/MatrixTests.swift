import Testing

@testable import Engine

@Suite("Matrices")
struct MatrixTests {
  private func naiveProduct<S: Scalar>(
    _ a: Matrix<S>, _ opA: Operand, _ b: Matrix<S>, _ opB: Operand, m: Int, n: Int, k: Int
  ) -> [S] {
    var product: [S] = []
    for i in 0..<m {
      for j in 0..<n {
        var sum: S = 0
        for l in 0..<k {
          sum += (opA == .plain ? a[i, l] : a[l, i]) * (opB == .plain ? b[l, j] : b[j, l])
        }
        product.append(sum)
      }
    }
    return product
  }

  private func check<S: Scalar>(_: S.Type, tolerance: Double) {
    for (m, n, k) in [(1, 1, 1), (2, 3, 5), (16, 16, 16), (17, 31, 7), (40, 5, 33)] {
      for (opA, opB) in [
        (Operand.plain, Operand.plain), (.plain, .transposed), (.transposed, .plain),
      ] {
        let a = Matrix<S>.random(
          rows: opA == .plain ? m : k, columns: opA == .plain ? k : m, seed: 1)
        let b = Matrix<S>.random(
          rows: opB == .plain ? k : n, columns: opB == .plain ? n : k, seed: 2)
        let wanted = naiveProduct(a, opA, b, opB, m: m, n: n, k: k)

        let c = Matrix<S>(rows: m, columns: n)
        fill(c, with: .nan)
        multiply(a, opA, by: b, opB, into: c)
        #expect(relativeDifference(c.elements, wanted) < tolerance, "\(m) \(n) \(k) \(opA) \(opB)")

        multiply(a, opA, by: b, opB, into: c, accumulating: true)
        #expect(
          relativeDifference(c.elements, wanted.map { 2 * $0 }) < tolerance,
          "\(m) \(n) \(k) \(opA) \(opB) accumulating")
      }
    }
  }

  @Test("a product is the sum over its inner index")
  func product() {
    check(Float.self, tolerance: 1e-5)
    check(Double.self, tolerance: 1e-14)
  }

  @Test("a window of rows shares the elements of its matrix")
  func window() {
    let matrix = Matrix<Float>.random(rows: 5, columns: 3, seed: 1)
    matrix.rows(2..<4)[0, 1] = 42
    #expect(matrix[2, 1] == 42)
  }

  @Test("adding squares agrees with its definition")
  func squares() {
    let (x, y) = (
      Matrix<Double>.random(rows: 3, columns: 11, seed: 1),
      Matrix<Double>.random(rows: 3, columns: 11, seed: 2)
    )
    let expected = zip(x.elements, y.elements).map { $1 + $0 * $0 }
    addSquares(of: x, to: y)
    #expect(relativeDifference(y.elements, expected) < 1e-15)
  }

  @Test("summing rows and adding a row agree with their definitions")
  func rows() {
    let matrix = Matrix<Double>([[1, 2, 3], [4, 5, 6]])
    let row = Matrix<Double>(rows: 1, columns: 3)
    sumRows(of: matrix, into: row)
    #expect(row.elements == [5, 7, 9])
    add(row: row, toEachRowOf: matrix)
    #expect(matrix.elements == [6, 9, 12, 9, 12, 15])
    #expect(squaredNorm(row) == 25 + 49 + 81)
  }
}
