extension MeasureSubject {
  /// The group of a modular task's answers.
  ///
  /// - Throws: a refusal if they are none.
  func cyclicGroup(for measure: String) throws(Refusal) -> CyclicGroup {
    guard let task = task as? ModularArithmetic, let group = CyclicGroup(task) else {
      throw Refusal(
        value: measure,
        reason: "it needs a modular task: addition, subtraction, or, with a prime modulus from 5, "
          + "multiplication or division")
    }
    return group
  }
}

extension Moment {
  /// The mean logits of each answer, `[n × K]`.
  func answerLogits(_ group: CyclicGroup) -> Matrix<Double> {
    group.means([(train, trainUnits.logits), (test, testUnits.logits)])
  }
}
