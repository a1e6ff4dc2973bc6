import Testing

@testable import Engine

@Suite("The measure jacobian")
struct InputJacobianTests {
  private let trial = denseTrial(width: 5, depth: 1, activation: .quadratic)

  @Test("of a quadratic network is its closed form")
  func closedForm() throws {
    let here = moment(trial) { trial.initialization.draw($0, seed: 3) }
    let input = try #require(here.train.rows).rows(4..<5)
    let jacobian = InputJacobian.jacobian(at: input, sample: 4, here)
    // z = (x W + b)² V + c: ∂z/∂x = 2 V diag(x W + b) W.
    let (first, bias) = (here.parameters["hidden.weight"], here.parameters["hidden.bias"])
    let last = here.parameters["output.weight"]
    let slopes = (0..<5).map { unit in
      2 * (0..<input.columns).reduce(bias[0, unit]) { $0 + input[0, $1] * first[$1, unit] }
    }
    for output in 0..<2 {
      for number in 0..<input.columns {
        let expected = (0..<5).reduce(0) {
          $0 + slopes[$1] * first[number, $1] * last[$1, output]
        }
        #expect(agree(jacobian[output, number], expected, 1e-12))
      }
    }
  }

  @Test("of one rank along the input is aligned, across it not")
  func known() {
    let input = matrix([[3, 4]])
    let along = InputJacobian.values(matrix([[3, 4], [6, 8], [3, 4]]), input)
    #expect(agree(along[0], 1))
    #expect(agree(along[1], 1))
    #expect(agree(along[2], 150.0.squareRoot()))
    let across = InputJacobian.values(matrix([[4, -3], [0, 0]]), input)
    #expect(agree(across[0], 0))
    // σ² = 9 and 1.
    #expect(agree(InputJacobian.values(matrix([[3, 0], [0, 1]]), input)[1], 0.9))
  }

  @Test("is taken of networks of any depth, and refuses tokens")
  func networks() {
    let deep = denseTrial(width: 5, depth: 3)
    let values = InputJacobian().values(
      at: moment(deep) { deep.initialization.draw($0, seed: 1) })
    #expect(values.allSatisfy { $0.isFinite })
    #expect(values[1] > 0.5 && values[1] <= 1)
    let tokens = smallTrial()
    #expect(throws: Refusal.self) {
      try InputJacobian().accept(tokens.subject(tokens.sizes([:])))
    }
  }
}
