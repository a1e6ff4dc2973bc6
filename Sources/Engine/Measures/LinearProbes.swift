/// What a linear read-out could make of the hidden units, whatever the network's own one makes.
///
/// Two probes are fitted to the hidden units of all training samples and read on those of the test
/// samples (Chou et al. 2026, arXiv:2605.27078), because a probe says as much of its regularizer as
/// of the units: ``SoftmaxProbe`` is the paper's, and ``RidgeProbe`` chooses its penalty by
/// cross-validation within the training set. A gap is a probe's test accuracy less the network's own.
struct LinearProbes: Measure {
  static let kind = "probes"
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
    let epoch = 4 * scores * units + 4 * MeasureSubject.element * scores
    let fit =
      2 * subject.train * units * (units + subject.classes) + subject.decomposition(units, units)
    let choice = 2 * Double(RidgeProbe.penalties.count) * scores * (units + MeasureSubject.element)
    return LookWork(
      operations: Double(SoftmaxProbe.epochs) * epoch + Double(RidgeProbe.folds + 1) * fit + choice,
      sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard case .classes(let classes, let count) = moment.train.targets,
      case .classes(let testClasses, _) = moment.test.targets
    else { return [] }
    let (train, test) = (moment.trainUnits.hidden, moment.testUnits.hidden)
    let own = accuracy(of: moment.testUnits.logits, testClasses)
    var generator = moment.generator(Self.kind)
    let start = SoftmaxProbe.initial(units: train.columns, classes: count, &generator)
    let probe = SoftmaxProbe.read(
      test, testClasses,
      by: SoftmaxProbe.fitted(to: train, classes, from: start, between: moment.between))
    let values = [probe.accuracy, probe.loss, probe.accuracy - own]
    guard
      let penalty = RidgeProbe.chosenPenalty(
        train, classes, count: count, &generator, between: moment.between),
      let ridge = RidgeProbe(train, classes, count: count)
    else { return values + [.nan, .nan, .nan] }
    let scores = ridge.scores(of: test, penalties: [penalty])
    let ridgeAccuracy = accuracy(of: scores[0], testClasses)
    return values + [ridgeAccuracy, ridgeAccuracy - own, penalty]
  }
}
