/// What a linear read-out could make of the hidden units, whatever the network's own one makes.
///
/// Two probes are fitted to the hidden units of all training samples and read on those of the test
/// samples (Chou et al. 2026, arXiv:2605.27078), because a probe says as much of its regularizer as
/// of the units: ``SoftmaxProbe`` is the paper's, and ``RidgeProbe`` chooses its penalty by leaving
/// out one training sample after the other. A gap is a probe's test accuracy less the network's own.
struct LinearProbes: Measure {
  static let kind = "probes"
  /// 1 chose the ridge's penalty by five folds, and fitted the other probe in float64.
  static let version = 2
  static let fields: [Field<Self>] = []

  func accept(_ subject: MeasureSubject) throws(Refusal) { _ = try subject.classes(for: Self.kind) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      MeasureColumn("probe_accuracy"), MeasureColumn("probe_loss", unit: "nats"),
      MeasureColumn("probe_gap"), MeasureColumn("ridge_accuracy"), MeasureColumn("ridge_gap"),
      MeasureColumn("ridge_lambda"),
    ]
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    let (units, scores) = (subject.units, subject.train * subject.classes)
    // In float32, which takes half the time.
    let epoch = 2 * scores * units + 2 * MeasureSubject.element * scores
    let fit =
      2 * subject.train * units * (2 * units + subject.classes)
      + subject.decomposition(units, units)
    let choice = 2 * Double(RidgeProbe.penalties.count) * scores * (units + MeasureSubject.element)
    return LookWork(
      operations: Double(SoftmaxProbe<Float>.epochs) * epoch + fit + choice,
      sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard case .classes(let classes, let count) = moment.train.targets,
      case .classes(let testClasses, _) = moment.test.targets
    else { return [] }
    let (train, test) = (moment.trainUnits.hidden, moment.testUnits.hidden)
    let own = accuracy(of: moment.testUnits.logits, testClasses)
    var generator = moment.generator(Self.kind)
    let start = SoftmaxProbe<Float>.initial(units: train.columns, classes: count, &generator)
    let probe = SoftmaxProbe<Float>.read(
      inFloat32(test), testClasses,
      by: SoftmaxProbe<Float>.fitted(
        to: inFloat32(train), classes, from: start, between: moment.between))
    let values = [probe.accuracy, probe.loss, probe.accuracy - own]
    guard let ridge = RidgeProbe(train, classes, count: count) else {
      return values + [.nan, .nan, .nan]
    }
    let penalty = ridge.bestPenalty(of: train, classes, between: moment.between)
    let ridgeAccuracy = accuracy(of: ridge.scores(of: test, penalty: penalty), testClasses)
    return values + [ridgeAccuracy, ridgeAccuracy - own, penalty]
  }

  private func inFloat32(_ units: Matrix<Double>) -> Matrix<Float> {
    let rounded = Matrix<Float>(rows: units.rows, columns: units.columns)
    convert(units, to: rounded)
    return rounded
  }
}
