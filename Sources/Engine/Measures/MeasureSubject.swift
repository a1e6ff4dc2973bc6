/// What a measure has to know of a trial before there is one.
struct MeasureSubject {
  /// What is learned.
  let task: any Task
  /// The sizes of its samples.
  let sizes: SampleSizes
  /// The number of training samples.
  let trainCount: Int
  /// The network's tensors.
  let tensors: [Tensor]
  /// The trial's seed.
  let seed: Int
  /// ηλ of decoupled decay in a step, counted from 1.
  let decay: @Sendable (_ step: Int) -> Double
  /// The operations of the products of a pass over so many samples, without its gradient.
  let passOperations: @Sendable (_ samples: Int) -> Double

  /// The number of classes.
  ///
  /// - Throws: a refusal if the task has values instead.
  func classes(for measure: String) throws(Refusal) -> Int {
    guard case .classes(let count) = sizes.targets else {
      throw Refusal(value: measure, reason: "the task has no classes")
    }
    return count
  }
}
