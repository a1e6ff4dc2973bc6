import Testing

@testable import Engine

@Suite("The measure spectral-edge")
struct SpectralEdgeTests {
  private func gram(_ updates: [[Double]]) -> Matrix<Double> {
    matrix(updates.map { left in updates.map { sum(left, $0) } })
  }

  @Test("of updates at right angles: the gap of their squared lengths, and a walk's first share")
  func orthogonal() {
    let values = SpectralEdge.values(
      gram([[0, 3, 0, 0], [1, 0, 0, 0], [0, 0, 2, 0], [0, 0, 0, 1]]))
    #expect(agree(values[0], 4 - 1))
    #expect(agree(values[1], 3.0 / 15))
    // σ = 3, 2, 1, 1: (3/7)(3/2), (2/7)(2/1) and (1/7)(1/1).
    #expect(values[2] == 1)
    #expect(agree(values[3], 1.5))
    #expect(agree(values[4], values[5]))
  }

  @Test("of updates in one direction: everything on the first component")
  func parallel() {
    let values = SpectralEdge.values(gram([[1, 1], [2, 2], [0.5, 0.5], [1, 1]]))
    #expect(agree(values[4], 1))
    #expect(values[5] < 1)
  }

  @Test("of a long walk at right angles has a first share of 6/π²")
  func walk() {
    let updates = (0..<100).map { row in (0..<100).map { $0 == row ? 1.0 : 0 } }
    #expect(agree(SpectralEdge.values(gram(updates))[5], 0.6079, 0.01))
  }
}
