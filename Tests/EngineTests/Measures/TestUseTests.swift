import Testing

@testable import Engine

@Suite("What looks at test samples")
struct TestUseTests {
  /// A small trial whose measures are all defined.
  private static var trial: TrialConfiguration {
    var trial = TrialConfiguration()
    trial.task = TaskKind(ModularArithmetic())
    trial.trainFraction = 0.5
    trial.steps = 4
    trial.precision = .float64
    return trial
  }

  @Test(
    "a column that is not said to does not change with the test samples",
    arguments: MeasureKind.variants.map(\.kind))
  func law(kind: String) throws {
    let request = try MeasureRequest(ConfigurationNode(.text(kind)), at: "measure")
    let sizes = Self.trial.sizes([:])
    guard (try? request.measure.measure.accept(Self.trial.subject(sizes))) != nil else { return }
    let columns = Self.trial.columns(of: request, sizes)
    let split = Self.trial.trainer([:], Double.self).split
    func values(_ test: Samples) -> [Double] {
      let capture = Capture<Double>()
      let trial = ObservedTrial(
        Self.trial.subject(sizes), train: split.train, test: test,
        Self.trial.network(sizes, Double.self, capture), capture,
        pullback: { Pullback(Self.trial.model.network, sizes) })
      let parameters = Parameters<Double>(trial.layout)
      var generator = Generator(seed: 3, stream: "test")
      for tensor in parameters.tensors { tensor.updateEach { $0 = generator.normalPair().0 } }
      let moment = Moment(trial, step: 7, parameters)
      return request.measure.measure.values(at: moment)
    }
    let whole = values(split.test)
    let half = values(split.test.selecting(Array(0..<split.test.count / 2)))
    for (column, (one, other)) in zip(columns, zip(whole, half)) {
      let isSame = one == other || one.isNaN && other.isNaN
      #expect(isSame || request.looksAtTest(column.name), "\(column.name): \(one), \(other)")
    }
  }
}
