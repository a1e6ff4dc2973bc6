/// What a network gets right by the modes of the answer alone.
///
/// Of the Fourier modes (k, l) of the hidden units over both operands, the family of a task is those
/// that are functions of the answer: (k, k) for addition, (k, −k) for subtraction. What they amount
/// to is the mean over all pairs with the same answer, and as the read-out is linear, so are their
/// logits. `family_accuracy` is the share of answers that these get right, `family_margin_min` the
/// smallest margin (arXiv:2608.07436, where accuracy collapses while the support of the modes stays).
struct FamilyAccuracy: Measure {
  static let kind = "families"
  static let fields: [Field<Self>] = []

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    _ = try subject.cyclicGroup(for: Self.kind)
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [MeasureColumn("family_accuracy"), MeasureColumn("family_margin_min")]
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    LookWork(
      operations: (subject.train + subject.test) * subject.classes
        + MeasureSubject.element * subject.classes * subject.classes,
      sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard let group = try? moment.subject.cyclicGroup(for: Self.kind) else { return [] }
    return Self.values(moment.answerLogits(group), truth: group.tokens)
  }

  /// Both numbers, of the mean logits of each answer `[n × K]` and its class.
  static func values(_ means: Matrix<Double>, truth: [Int]) -> [Double] {
    let margins = truth.indices.map { margin(of: means, row: $0, own: truth[$0]) }
    return [
      Double(margins.count { $0 > 0 }) / Double(margins.count), margins.min() ?? .nan,
    ]
  }
}
