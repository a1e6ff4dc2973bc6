import Testing

@testable import Engine

@Suite("The measure ildr")
struct ClassSeparationTests {
  @Test("of orthonormal class means with known spread")
  func orthonormal() {
    // Two samples a class, at e_c ± δ e_(C + c).
    let (count, delta) = (5, 0.3)
    let rows = (0..<2 * count).map { index in
      (0..<2 * count).map { column in
        if column == index / 2 { return 1.0 }
        return column == count + index / 2 ? (index % 2 == 0 ? delta : -delta) : 0
      }
    }
    let values = ClassSeparation.values(matrix(rows), (0..<2 * count).map { $0 / 2 }, count: count)
    let intra = delta * delta
    #expect(agree(values[3], intra))
    #expect(agree(values[2], 2))
    #expect(agree(values[0], 2 / intra))
    #expect(agree(values[1], (2 - 2 * intra) / intra))
  }

  @Test("has its floor at 2/(n − 1) where classes mean nothing, and the unbiased form at 0")
  func floor() {
    let (count, each) = (20, 79)
    let hidden = normalMatrix(rows: count * each, columns: 30, seed: 1)
    let values = ClassSeparation.values(
      hidden, (0..<count * each).map { $0 % count }, count: count)
    // The mean over 30 columns of 20 classes: a standard error of about 6 % of the floor.
    #expect((values[0] / (2 / 78) - 1).magnitude < 0.2)
    #expect(values[1].magnitude < 0.2 * 2 / 78)
  }

  @Test("leaves out classes with a single sample, and is undefined with fewer than two classes")
  func fewSamples() {
    let rows = matrix([[1, 0], [1.2, 0], [0, 1], [0, 1.4], [50, 50]])
    let all = ClassSeparation.values(rows, [0, 0, 1, 1, 2], count: 4)
    #expect(all == ClassSeparation.values(rows.rows(0..<4), [0, 0, 1, 1], count: 2))
    #expect(ClassSeparation.values(rows, [0, 0, 0, 0, 1], count: 2).allSatisfy { $0.isNaN })
  }
}
