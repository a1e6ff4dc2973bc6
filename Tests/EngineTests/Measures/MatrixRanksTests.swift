import Testing

@testable import Engine

@Suite("The measure ranks")
struct MatrixRanksTests {
  @Test("of matrices whose singular values are known")
  func known() {
    #expect(MatrixRanks.ranks(of: matrix([[1, 2], [2, 4], [3, 6]])).allSatisfy { agree($0, 1) })
    let identity = matrix([[1, 0, 0], [0, 1, 0], [0, 0, 0]])
    #expect(MatrixRanks.ranks(of: identity).allSatisfy { agree($0, 2) })
    // σ = 3, 1: (9 + 1)/9, and the entropy of ¾ and ¼.
    let ranks = MatrixRanks.ranks(of: matrix([[0, 3, 0], [-1, 0, 0]]))
    #expect(agree(ranks[0], 10.0 / 9))
    #expect(agree(ranks[1], 1.754765350603323))
    #expect(MatrixRanks.ranks(of: matrix([[0, 0], [0, 0]])).allSatisfy { $0.isNaN })
  }

  @Test("has two columns for each weight matrix, and none for biases")
  func columns() {
    let trial = smallTrial(width: 5)
    let names = MatrixRanks().columns(trial.subject(trial.sizes([:]))).map(\.name)
    #expect(names.contains("stable_rank.output.weight"))
    #expect(names.contains("effective_rank.embedding"))
    #expect(!names.contains { $0.hasSuffix("bias") })
  }
}
