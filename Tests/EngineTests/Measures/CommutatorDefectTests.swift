import Testing

@testable import Engine

@Suite("The measure commutator")
struct CommutatorDefectTests {
  @Test("of two quadratic losses is its closed form")
  func quadratic() {
    let count = 6
    let layout = ParameterLayout([
      Tensor(name: "x", rows: 1, columns: count, role: .weight, fanIn: 1)
    ])
    func symmetric(_ seed: Int) -> Matrix<Double> {
      let factor = normalMatrix(rows: count, columns: count, seed: seed)
      let product = Matrix<Double>(rows: count, columns: count)
      multiply(factor, .transposed, by: factor, into: product)
      return product
    }
    func vector(_ elements: [Double]) -> Parameters<Double> {
      let parameters = Parameters<Double>(layout)
      parameters.tensors[0].elements = elements
      return parameters
    }
    func applied(_ matrix: Matrix<Double>, _ x: [Double]) -> [Double] {
      (0..<count).map { row in (0..<count).reduce(0) { $0 + matrix[row, $1] * x[$1] } }
    }
    let (first, second) = (symmetric(1), symmetric(2))
    let (a, b) = ((0..<count).map { Double($0) - 2 }, (0..<count).map { 1 / Double($0 + 1) })
    func gradient(_ matrix: Matrix<Double>, _ offset: [Double], _ x: [Double]) -> [Double] {
      zip(applied(matrix, x), offset).map { $0 - $1 }
    }
    let theta = (0..<count).map { 0.7 - 0.3 * Double($0) }
    let rate = 1e-3
    let (norm, defect) = CommutatorDefect.defect(
      at: vector(theta), rate: rate, { vector(gradient(first, a, $0.tensors[0].elements)) },
      { vector(gradient(second, b, $0.tensors[0].elements)) })

    // δ = η² (B g_A − A g_B).
    let (ga, gb) = (gradient(first, a, theta), gradient(second, b, theta))
    let delta = zip(applied(second, ga), applied(first, gb)).map { rate * rate * ($0 - $1) }
    let expected = sum(delta, delta).squareRoot()
    let lengths = (sum(ga, ga) * sum(gb, gb)).squareRoot()
    #expect(agree(norm / expected, 1, 1e-8))
    #expect(agree(defect / (expected / (rate * rate * lengths)), 1, 1e-8))
  }

  @Test("of one batch with itself is 0, and batches are those of the seed and the step")
  func batches() {
    let trial = smallTrial(width: 5)
    func values(step: Int) -> [Double] {
      CommutatorDefect().values(
        at: moment(trial, step: step) { trial.initialization.draw($0, seed: 3) })
    }
    #expect(values(step: 7) == values(step: 7))
    #expect(values(step: 7)[0] != values(step: 8)[0])
    #expect(values(step: 7)[3] == values(step: 8)[3])
    let here = moment(trial) { trial.initialization.draw($0, seed: 3) }
    let same = CommutatorDefect.defect(
      at: here.parameters, rate: 1e-3, { here.gradient(over: [0, 1, 2], at: $0) },
      { here.gradient(over: [0, 1, 2], at: $0) })
    #expect(same.norm == 0)
  }
}
