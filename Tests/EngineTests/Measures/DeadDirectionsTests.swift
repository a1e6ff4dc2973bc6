import Foundation
import Testing

@testable import Engine

@Suite("The measure dead-directions")
struct DeadDirectionsTests {
  @Test("of units and errors at right angles has their lengths as eigenvalues")
  func orthogonal() {
    // G is diagonal with (h δ)²/4: 4, 1, and 0 twice, once for the error and once for the unit.
    let hidden = matrix([[4, 0, 0], [0, 1, 0], [0, 0, 3], [0, 0, 0]])
    let errors = matrix([[1, 0], [0, 2], [0, 0], [1, 1]])
    let values = DeadDirections.values(hidden, errors)
    #expect(agree(values[0], 1.0 / 2))
    #expect(agree(values[1], 1))
    #expect(agree(values[2], log(4)))
    #expect(values[3] == 2)
  }

  @Test("looks at the Gram matrix of each sample's gradient by the read-out's weights")
  func gradients() {
    let trial = smallTrial(modulus: 5, width: 6)
    let here = moment(trial) { trial.initialization.draw($0, seed: 2) }
    let count = here.train.count
    let gradients = (0..<count).map { here.gradient(over: [$0])["output.weight"].elements }
    let gram = matrix(gradients.map { left in gradients.map { sum(left, $0) / Double(count) } })
    let eigenvalues = singularValues(of: gram)
    let positive = eigenvalues.filter { $0 > 1e-10 * eigenvalues[0] }
    let values = DeadDirections().values(at: here)
    #expect(positive.count > 5)
    #expect(values[3] == Double(positive.count))
    #expect(agree(values[2], positive.reduce(0) { $0 + log($1) }, 1e-6))
    #expect(
      agree(
        values[0],
        (singularValues(of: here.trainUnits.hidden).last ?? 0) / Double(count).squareRoot()))
  }

  @Test("finds one direction less where two samples are one, and none without errors")
  func ranks() {
    let hidden = normalMatrix(rows: 6, columns: 9, seed: 1)
    let errors = normalMatrix(rows: 6, columns: 4, seed: 2)
    #expect(DeadDirections.values(hidden, errors)[3] == 6)
    for matrix in [hidden, errors] { assign(matrix.rows(0..<1), to: matrix.rows(5..<6)) }
    let values = DeadDirections.values(hidden, errors)
    #expect(values[3] == 5)
    #expect(values[0] < 1e-7)
    fill(errors, with: 0)
    let none = DeadDirections.values(hidden, errors)
    #expect(none[3] == 0 && none[1].isNaN && none[2].isNaN)
  }
}
