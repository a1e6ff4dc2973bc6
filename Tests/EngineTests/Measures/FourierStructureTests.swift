import Foundation
import Testing

@testable import Engine

@Suite("The measure fourier")
struct FourierStructureTests {
  /// Units cos(2πks/n + φ), each with its own frequency.
  private func waves(_ frequencies: [Int], order: Int) -> Matrix<Double> {
    let rows = (0..<order).map { s in
      frequencies.enumerated().map { unit, k in
        3 + cos(2 * Double.pi * (Double(k * s) / Double(order) + 0.13 * Double(unit)))
      }
    }
    return matrix(rows)
  }

  private func values(_ means: Matrix<Double>) -> [Double] {
    var generator = Generator(seed: 0, stream: "null")
    return FourierStructure.values(means, &generator)
  }

  @Test("of Gromov's exact solution: IPR ½ and 1, and Fourier rank 1")
  func exact() {
    let values = values(waves([1, 2, 3, 4, 5, 5], order: 11))
    #expect(agree(values[0], 0.5))
    #expect(agree(values[1], 1))
    #expect(values[2] == 1)
    // Two of six units share the fifth of five frequencies.
    #expect(agree(values[3], (2.0 / 6 - 0.2) / 0.8))
    #expect(agree(values[6], 4.762203155904598, 1e-9))
  }

  @Test("is synchronized at 1 where all units have one frequency, and its null is below")
  func synchronized() {
    let values = values(waves(Array(repeating: 3, count: 40), order: 13))
    #expect(agree(values[3], 1))
    #expect(values[5] > 0 && values[5] < 0.5)
    #expect(agree(values[6], 1))
    #expect(agree(values[7], 1 - 1.0 / 6))
  }

  @Test("sees multiplication through discrete logarithms, with samples in any set")
  func logarithms() throws {
    var task = ModularArithmetic()
    (task.modulus, task.operation) = (11, .multiply)
    let group = try #require(CyclicGroup(task))
    #expect(group.order == 10)
    // 2 is the smallest primitive root of 11: a unit that turns three times with the logarithm.
    var exponents = [Int](repeating: 0, count: 11)
    var power = 1
    for exponent in 0..<10 {
      exponents[power] = exponent
      power = power * 2 % 11
    }
    let samples = TaskKind(task).sets().pool
    guard case .tokens(let columns, _) = samples.inputs else { return }
    let rows = matrix(
      (0..<samples.count).map { index in
        let product = Int(columns[0][index]) * Int(columns[1][index]) % 11
        return [product == 0 ? 99 : cos(2 * Double.pi * Double(3 * exponents[product]) / 10)]
      })
    let half = samples.count / 2
    let sets = [0..<half, half..<samples.count].map { range in
      (samples.selecting(Array(range)), rows.rows(range))
    }
    let values = values(group.means(sets))
    #expect(agree(values[1], 1))
    #expect(values[2] == 1)
  }

  @Test("refuses what has no cyclic group of answers")
  func refused() {
    for operation in [ModularArithmetic.Operation.cubic, .sumOfSquares, .divideIfOddElseSubtract] {
      var trial = smallTrial()
      var task = ModularArithmetic()
      (task.modulus, task.operation) = (7, operation)
      trial.task = TaskKind(task)
      #expect(throws: Refusal.self) {
        try FourierStructure().accept(trial.subject(trial.sizes([:])))
      }
    }
    let dense = denseTrial()
    #expect(throws: Refusal.self) {
      try FourierStructure().accept(dense.subject(dense.sizes([:])))
    }
  }
}
