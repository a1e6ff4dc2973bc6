import Foundation
import Testing

@testable import Engine

@Suite("The measure probes")
struct LinearProbesTests {
  /// Probes of made-up units, by `Fixtures/generate_probes.py`.
  private struct Fixture: Decodable {
    struct Ridge: Decodable {
      let penalty: Double
      let scores: [[Double]]
    }
    let train, test, initial, fitted: [[Double]]
    let classes, testClasses: [Int32]
    let testLoss: Double
    let ridge: [Ridge]

    static func read() throws -> Fixture {
      let url = Bundle.module.url(
        forResource: "linear_probes", withExtension: "json", subdirectory: "Fixtures")
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: try #require(url)))
    }
  }

  @Test("by AdamW agrees with PyTorch after 200 epochs")
  func softmax() throws {
    let fixture = try Fixture.read()
    let weights = SoftmaxProbe.fitted(
      to: matrix(fixture.train), fixture.classes, from: matrix(fixture.initial))
    #expect(relativeDifference(weights.elements, fixture.fitted.flatMap(\.self)) < 1e-6)
    let read = SoftmaxProbe.read(matrix(fixture.test), fixture.testClasses, by: weights)
    #expect(agree(read.loss, fixture.testLoss, 1e-6))
  }

  @Test("by AdamW is as good in float32")
  func rounding() throws {
    let fixture = try Fixture.read()
    func rounded(_ rows: [[Double]]) -> Matrix<Float> {
      let result = Matrix<Float>(rows: rows.count, columns: rows[0].count)
      convert(matrix(rows), to: result)
      return result
    }
    let weights = SoftmaxProbe.fitted(
      to: rounded(fixture.train), fixture.classes, from: rounded(fixture.initial))
    let read = SoftmaxProbe.read(rounded(fixture.test), fixture.testClasses, by: weights)
    #expect(agree(read.loss, fixture.testLoss, 1e-4))
  }

  @Test("by ridge regression agrees with scikit-learn")
  func ridge() throws {
    let fixture = try Fixture.read()
    let count = fixture.initial[0].count
    let probe = try #require(RidgeProbe(matrix(fixture.train), fixture.classes, count: count))
    #expect(fixture.ridge.count == 4)
    for expected in fixture.ridge {
      let own = probe.scores(of: matrix(fixture.test), penalty: expected.penalty)
      let difference = relativeDifference(own.elements, expected.scores.flatMap(\.self))
      #expect(difference < 1e-6, "\(expected.penalty)")
    }
  }

  /// Units that name their class in one direction and are noise in many others.
  private func noisyUnits(rows: Int, seed: Int) -> (units: Matrix<Double>, classes: [Int32]) {
    let units = normalMatrix(rows: rows, columns: 40, seed: seed)
    let classes = (0..<rows).map { Int32($0 % 2) }
    for row in 0..<rows { units[row, 0] = (classes[row] == 0 ? 1.5 : -1.5) + units[row, 0] }
    return (units, classes)
  }

  /// The mean variance of a unit, in which penalties count.
  private func meanVariance(_ units: Matrix<Double>) -> Double {
    let centered = Matrix<Double>(rows: units.rows, columns: units.columns)
    assign(units, to: centered)
    subtract(columnMeans(units), fromEachRowOf: centered)
    return squaredNorm(centered) / Double(units.rows * units.columns)
  }

  @Test("knows what a probe would say that was fitted without a sample", arguments: [1e-3, 1, 100])
  func leftOut(penalty: Double) throws {
    let (units, classes) = noisyUnits(rows: 44, seed: 1)
    let probe = try #require(RidgeProbe(units, classes, count: 2))
    let scores = probe.scores(
      leavingOutEachOf: probe.components(of: units), classes, penalty: penalty)
    for row in [0, 17, 43] {
      let others = (0..<44).filter { $0 != row }
      let fewer = Matrix<Double>(rows: 43, columns: 40)
      copyRows(of: units, at: others[...], into: fewer)
      let without = try #require(RidgeProbe(fewer, others.map { classes[$0] }, count: 2))
      // The same penalty, of as many samples and as much variance.
      let same = penalty * (44 * meanVariance(units)) / (43 * meanVariance(fewer))
      let expected = without.scores(of: units.rows(row..<row + 1), penalty: same)
      let difference = relativeDifference(scores.rows(row..<row + 1).elements, expected.elements)
      #expect(difference < 1e-9, "\(row)")
    }
  }

  @Test("chooses a penalty within the training set that reads new samples")
  func choice() throws {
    let (train, test) = (noisyUnits(rows: 44, seed: 1), noisyUnits(rows: 400, seed: 2))
    let probe = try #require(RidgeProbe(train.units, train.classes, count: 2))
    let penalty = probe.bestPenalty(of: train.units, train.classes)
    // Less of it reads the left out samples worse, and more of it reads but the classes' shares.
    #expect((0.1...10).contains(penalty))
    // The best reads nine in ten; without a penalty 44 samples fit 40 units, and two in three.
    let chosen = accuracy(of: probe.scores(of: test.units, penalty: penalty), test.classes)
    let least = accuracy(of: probe.scores(of: test.units, penalty: 1e-6), test.classes)
    #expect(chosen > 0.8)
    #expect(chosen > least + 0.1)
  }

  @Test("is undefined by ridge regression where all units are constant")
  func undefined() {
    let constant = matrix((0..<10).map { _ in [1, 2] })
    #expect(RidgeProbe(constant, (0..<10).map { Int32($0 % 2) }, count: 2) == nil)
  }

  @Test("has a gap of a probe's accuracy less the network's own, of the same draws each time")
  func gap() throws {
    let trial = smallTrial(width: 30)
    let here = moment(trial) { parameters in
      trial.initialization.draw(parameters, seed: 3)
      fill(parameters["output.weight"], with: 0)
      parameters["output.bias"].elements[0] = 1
    }
    let values = LinearProbes().values(at: here)
    guard case .classes(let classes, _) = here.test.targets else { return }
    let own = Double(classes.count { $0 == 0 }) / Double(classes.count)
    #expect(agree(values[2], values[0] - own))
    #expect(agree(values[4], values[3] - own))
    #expect(values[1] > 0)
    #expect(RidgeProbe.penalties.contains(values[5]))
    #expect(LinearProbes().values(at: here) == values)
  }

  @Test("shows that it goes on after each epoch and penalty, and other measures after each pass")
  func between() {
    var calls = 0
    let trial = smallTrial(width: 5)
    let here = moment(trial, between: { calls += 1 }) { trial.initialization.draw($0, seed: 1) }
    _ = LinearProbes().values(at: here)
    // Units of both sets, 200 epochs and nine penalties.
    #expect(calls == 2 + 200 + 9)
    _ = SignalToNoise().values(at: here)
    #expect(calls == 211 + 16)
  }

  @Test("refuses values")
  func refused() throws {
    let trial = try #require(TrialVariations.networks.first { $0.name == "regression" }?.trial)
    #expect(throws: Refusal.self) {
      try LinearProbes().accept(trial.subject(trial.sizes([:])))
    }
  }
}
