import Testing

@testable import Engine

@Suite("Orthogonalization")
struct OrthogonalizeTests {
  static let shapes = [(1, 1), (1, 7), (7, 1), (5, 5), (8, 17), (33, 16), (40, 3)]

  private func product<S: Scalar>(
    _ a: Matrix<S>, _ opA: Operand, _ b: Matrix<S>, _ opB: Operand = .plain
  ) -> Matrix<S> {
    let result = Matrix<S>(
      rows: opA == .plain ? a.rows : a.columns, columns: opB == .plain ? b.columns : b.rows)
    multiply(a, opA, by: b, opB, into: result)
    return result
  }

  private func copy<S: Scalar>(_ matrix: Matrix<S>) -> Matrix<S> {
    let result = Matrix<S>(rows: matrix.rows, columns: matrix.columns)
    assign(matrix, to: result)
    return result
  }

  private func singularValues<S: Scalar>(_ matrix: Matrix<S>) -> [S] {
    let decomposition = SingularValueDecomposition<S>(rows: matrix.rows, columns: matrix.columns)
    assign(matrix, to: decomposition.matrix)
    #expect(decomposition.decompose())
    return decomposition.values.elements
  }

  private func polarLaws<S: Scalar>(_ g: Matrix<S>, rank: Int, tolerance: Double) {
    let p = copy(g)
    #expect(PolarFactor<S>(rows: g.rows, columns: g.columns)(p) == rank)
    // P Pᵀ P = P: every singular value is 0 or 1; ‖P‖² counts the ones.
    let again = product(product(p, .plain, p, .transposed), .plain, p)
    #expect(relativeDifference(again.elements, p.elements) < tolerance)
    #expect(abs(squaredNorm(p) - Double(rank)) < tolerance * Double(max(rank, 1)))
    // Pᵀ G = V Σ Vᵀ is symmetric, and its trace the sum of the singular values.
    let stretch = product(p, .transposed, g)
    let mirrored = (0..<stretch.rows).flatMap { i in (0..<stretch.rows).map { stretch[$0, i] } }
    #expect(relativeDifference(stretch.elements, mirrored) < tolerance)
    let trace = (0..<stretch.rows).map { Double(stretch[$0, $0]) }.reduce(0, +)
    let sum = singularValues(g).map { Double($0) }.reduce(0, +)
    #expect(abs(trace - sum) <= tolerance * sum)
  }

  @Test("the polar factor has singular values 1 and the directions of its matrix")
  func polar() {
    for (rows, columns) in Self.shapes {
      let rank = min(rows, columns)
      polarLaws(
        Matrix<Double>.random(rows: rows, columns: columns, seed: 1), rank: rank, tolerance: 1e-12)
      polarLaws(
        Matrix<Float>.random(rows: rows, columns: columns, seed: 1), rank: rank, tolerance: 1e-4)
    }
  }

  @Test("directions of pure rounding become zero", arguments: [0, 1, 4])
  func deficient(rank: Int) {
    let left = Matrix<Double>.random(rows: 12, columns: max(rank, 1), seed: 1)
    let right = Matrix<Double>.random(rows: max(rank, 1), columns: 9, seed: 2)
    let g = product(left, .plain, right)
    if rank == 0 { fill(g, with: 0) }
    polarLaws(g, rank: rank, tolerance: 1e-12)
    let single = Matrix<Float>(rows: 12, columns: 9)
    single.elements = g.elements.map { Float($0) }
    polarLaws(single, rank: rank, tolerance: 1e-4)
  }

  @Test("a two-hot gradient is one short of full rank")
  func twoHot() {
    let configuration = smallTrial(modulus: 11, input: .twoHot, width: 40, precision: .float32)
    let trainer = configuration.trainer([:], Float.self)
    _ = trainer.network.pass(
      over: trainer.split.train, trainer.parameters, gradient: trainer.gradient, wantsLoss: false)
    #expect(PolarFactor<Float>(rows: 22, columns: 40)(trainer.gradient["hidden.weight"]) == 21)
  }

  @Test("Newton-Schulz keeps the singular vectors and brings the values near 1")
  func newtonSchulz() {
    for (rows, columns) in Self.shapes {
      let g = Matrix<Double>.random(rows: rows, columns: columns, seed: 3)
      let x = copy(g)
      NewtonSchulz<Double>(rows: rows, columns: columns)(x, iterations: 5)
      // The square Gaussian's smallest singular value needs more than five iterations.
      if rows != columns || rows == 1 {
        #expect(singularValues(x).allSatisfy { (0.6...1.3).contains($0) }, "\(rows) × \(columns)")
      }
      let stretch = product(x, .transposed, g)
      let mirrored = (0..<stretch.rows).flatMap { i in (0..<stretch.rows).map { stretch[$0, i] } }
      #expect(relativeDifference(stretch.elements, mirrored) < 1e-12)
    }
  }
}
