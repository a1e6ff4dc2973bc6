import Foundation
import Testing

@testable import Engine

@Suite("The measure fisher")
struct FisherPathTests {
  private let trial = smallTrial(modulus: 3, width: 5)

  private func drawn(seed: Int) -> Moment {
    moment(trial) { trial.initialization.draw($0, seed: seed) }
  }

  /// All vectors of three signs.
  private let signs = (0..<8).map { bits in (0..<3).map { bits >> $0 & 1 == 0 ? 1.0 : -1 } }

  @Test("directions have the covariance of a softmax's score, or of the identity")
  func covariance() {
    let logits = [0.3, -1.2, 2]
    let weights = logits.map { exp($0) }
    let p = weights.map { $0 / weights.reduce(0, +) }
    for (form, expected) in [
      (LogitInformation.score, { (j: Int, k: Int) in (j == k ? p[j] : 0) - p[j] * p[k] }),
      (.regression, { j, k in j == k ? 1 : 0 }),
    ] {
      let directions = signs.map { form.direction(logits, signs: $0) }
      for j in 0..<3 {
        for k in 0..<3 {
          let found = directions.reduce(0) { $0 + $1[j] * $1[k] } / 8
          #expect(agree(found, expected(j, k), 1e-14), "\(form) \(j) \(k)")
        }
      }
    }
  }

  @Test("of a read-out is h² p (1 − p), averaged over samples")
  func closedForm() {
    let here = drawn(seed: 3)
    let (hidden, logits) = (here.trainUnits.hidden, here.trainUnits.logits)
    let metrics = signs.map { signs in
      FisherPath.metric(at: here.parameters, here, here.train, logits) {
        LogitInformation.score.direction($0, signs: signs)
      }
    }
    func found(_ name: String, _ row: Int, _ column: Int) -> Double {
      metrics.reduce(0) { $0 + $1[name][row, column] } / 8
    }
    let count = here.train.count
    func variance(_ sample: Int, _ class: Int) -> Double {
      let weights = (0..<3).map { exp(logits[sample, $0]) }
      let p = weights[`class`] / weights.reduce(0, +)
      return p * (1 - p)
    }
    for column in 0..<3 {
      let bias = (0..<count).reduce(0) { $0 + variance($1, column) } / Double(count)
      #expect(agree(found("output.bias", 0, column), bias, 1e-12))
      for row in 0..<5 {
        let weight = (0..<count).reduce(0) { total, sample in
          total + hidden[sample, row] * hidden[sample, row] * variance(sample, column)
        }
        #expect(agree(found("output.weight", row, column), weight / Double(count), 1e-12))
      }
    }
  }

  @Test(
    "takes gradients of logits that agree with central differences",
    arguments: [0, 1, 2, 3, 4, 5, 6, 7])
  func pullback(network: Int) {
    let trial = TrialVariations.networks[network].trial
    let here = moment(trial) { trial.initialization.draw($0, seed: 2) }
    let samples = here.train.selecting([3, 1, 4])
    let logits = here.units(of: samples, at: here.parameters).logits
    let factors = normalMatrix(rows: 3, columns: logits.columns, seed: 9)
    let gradient = here.gradient(of: factors, over: samples, at: here.parameters)
    let error = gradientError(at: here.parameters, gradient: gradient) {
      dot(factors, here.units(of: samples, at: $0).logits)
    }
    #expect(error < 1e-7, "\(TrialVariations.networks[network].name)")
  }

  @Test("of a straight path at one speed has a cosine of 1, of one to the origin 1 to that, too")
  func straight() {
    let (start, metric) = (drawn(seed: 1).parameters, drawn(seed: 4).parameters)
    metric.flat.updateEach { $0 *= $0 }
    let velocity = drawn(seed: 2).parameters
    func point(_ shrinkage: Double, _ time: Double) -> Parameters<Double> {
      let point = Parameters<Double>(start.layout)
      add(start.flat, times: 1 - shrinkage * time, to: point.flat)
      add(velocity.flat, times: (1 - shrinkage) * time, to: point.flat)
      return point
    }
    let line = FisherPath.values([0, 1, 2].map { point(0, $0) }, metric)
    #expect(agree(line[1], 1, 1e-12))
    #expect(line[2].magnitude < 0.99)
    let inward = FisherPath.values([0, 0.25, 0.5].map { point(1, $0) }, metric)
    #expect(agree(inward[1], 1, 1e-12))
    #expect(agree(inward[2], 1, 1e-12))
    let outward = FisherPath.values([0.5, 0.25, 0].map { point(1, $0) }, metric)
    #expect(agree(outward[2], -1, 1e-12))
    // Twice as far, and there under a metric that is 1 for every parameter.
    let far = FisherPath.values([0, 2, 4].map { point(0, $0) }, metric)
    #expect(agree(far[0], 2 * line[0], 1e-12))
    metric.flat.updateEach { $0 = 1 }
    let plain = FisherPath.values([0, 1, 2].map { point(0, $0) }, metric)
    #expect(agree(plain[0], velocity.squaredNorm.squareRoot(), 1e-12))
    #expect(plain[3] == Double(start.layout.tensors.reduce(0) { $0 + $1.count }))
  }

  @Test("looks at whole bursts, and at its own draw of samples")
  func along() {
    var path = FisherPath()
    (path.samples, path.spacing) = (4, 2)
    let here = drawn(seed: 3)
    #expect(path.values(at: here).allSatisfy { $0.isNaN })
    here.snapshots = [drawn(seed: 5).parameters, drawn(seed: 6).parameters, here.parameters]
    let values = path.values(at: here)
    #expect(values.allSatisfy { $0.isFinite })
    #expect(path.values(at: here) == values)
    path.form = .regression
    #expect(path.values(at: here)[3] > values[3])
  }
}
