import Testing

@testable import Engine

@Suite("The measure signal-to-noise")
struct SignalToNoiseTests {
  @Test("of gradients whose mean and variance are known")
  func known() {
    // Means 2, 0, 0; variances 0, 1, 0; then mean 3 and variance 1 over four batches.
    let gradients = [[2, 1, 0, 4], [2, -1, 0, 2], [2, 1, 0, 4], [2, -1, 0, 2]].map {
      $0.map(Double.init)
    }
    let values = SignalToNoise.values(gradients)
    #expect(agree(values[0], 4 + (9 - 1.0 / 3)))
    #expect(values[1] == 0.5)
    // Ratios ∞, 0 and 27; the parameter without a gradient has none.
    #expect(agree(values[2], 27))
  }

  @Test("of the batches of a training set has their mean as its signal")
  func batches() {
    let trial = smallTrial(width: 5)
    var measure = SignalToNoise()
    measure.batches = 2
    let here = moment(trial) { trial.initialization.draw($0, seed: 1) }
    let values = measure.values(at: here)
    #expect(values[0] > 0 && values[0] <= here.gradient.squaredNorm * 1.1)
    measure.batches = here.train.count + 1
    #expect(throws: Refusal.self) { try measure.accept(here.subject) }
  }
}
