import Foundation
import Testing

@testable import Engine

@Suite("The measures progress and families")
struct ProgressMeasuresTests {
  private let order = 11

  /// Σ a cos(2πk(s − c)/n) over waves (k, a), `[n × n]`.
  private func logits(_ waves: [(k: Int, size: Double)]) -> [[Double]] {
    (0..<order).map { s in
      (0..<order).map { c in
        waves.reduce(0) {
          $0 + $1.size * cos(2 * Double.pi * Double($1.k * (s - c)) / Double(order))
        }
      }
    }
  }

  private func crossEntropy(_ logits: [Double], _ own: Int) -> Double {
    log(logits.reduce(0) { $0 + exp($1) }) - logits[own]
  }

  private func loss(_ logits: [[Double]]) -> Double {
    logits.enumerated().reduce(0) { $0 + crossEntropy($1.element, $1.offset) } / Double(order)
  }

  private func values(_ logits: [[Double]], frequencies: [Int] = []) -> [Double] {
    ProgressMeasures.values(
      matrix(logits), truth: Array(0..<order), training: matrix(logits),
      answers: Array(0..<order), classes: Array(0..<order), frequencies: frequencies)
  }

  @Test("of waves alone: restricted to them nothing is lost, without them nothing is known")
  func waves() {
    let both = logits([(2, 5), (4, 3)])
    let values = values(both)
    #expect(agree(values[0], loss(both)))
    #expect(agree(values[1], log(Double(order))))
    #expect(values[2] == 2)
  }

  @Test("of given frequencies: the others are what is excluded from the restricted loss")
  func given() {
    let both = logits([(2, 5), (4, 3)])
    let values = values(both, frequencies: [4])
    #expect(agree(values[0], loss(logits([(4, 3)]))))
    #expect(agree(values[1], loss(logits([(2, 5)]))))
  }

  @Test("of what is memorized besides: it stays where the waves are taken out")
  func memorized() {
    // The training sample of each answer has 4 more at its class; a second pair has not.
    let shared = logits([(3, 6)])
    let training = shared.enumerated().map { answer, row in
      row.enumerated().map { $0.offset == answer ? $0.element + 4 : $0.element }
    }
    let means = zip(shared, training).map { zip($0, $1).map { ($0 + $1) / 2 } }
    let values = ProgressMeasures.values(
      matrix(means), truth: Array(0..<order), training: matrix(training),
      answers: Array(0..<order), classes: Array(0..<order), frequencies: [3])
    // Half of the 4 is in the means, and 2/11 of that in the wave of one frequency.
    let wave = logits([(3, 6 + 2 * 2.0 / 11)])
    let rest = zip(training, wave).map { zip($0, $1).map { $0 - $1 } }
    #expect(agree(values[1], loss(rest)))
    let restricted = wave.map { row in row.map { $0 + 2.0 / 11 } }
    #expect(agree(values[0], loss(restricted)))
  }

  @Test("of a family that is right, and one that is wrong in two answers")
  func families() {
    let right = logits([(1, 2)])
    #expect(agree(FamilyAccuracy.values(matrix(right), truth: Array(0..<order))[0], 1))
    var wrong = right
    wrong.swapAt(3, 4)
    let values = FamilyAccuracy.values(matrix(wrong), truth: Array(0..<order))
    #expect(agree(values[0], 9.0 / 11))
    #expect(values[1] < 0)
  }

  @Test("sees division by discrete logarithms, and refuses frequencies that there are not")
  func network() throws {
    var trial = smallTrial(width: 5)
    var task = ModularArithmetic()
    (task.modulus, task.operation) = (11, .divide)
    trial.task = TaskKind(task)
    let here = moment(trial) { trial.initialization.draw($0, seed: 2) }
    let values = ProgressMeasures().values(at: here)
    #expect(values.allSatisfy { $0.isFinite })
    var measure = ProgressMeasures()
    measure.frequencies = [5]
    try measure.accept(here.subject)
    measure.frequencies = [6]
    #expect(throws: Refusal.self) { try measure.accept(here.subject) }
    let group = try #require(CyclicGroup(task))
    #expect(group.tokens.sorted() == Array(1...10))
  }
}
