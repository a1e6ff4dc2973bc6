/// How much of the gradient is the same in every batch.
///
/// The training set is divided into b batches at random. With μ and σ² the mean and the variance of
/// a parameter's gradient over them (Litman & Guo 2026, arXiv:2605.01172):
/// ```
/// signal_rate = Σ max(0, μ² − σ²/(b − 1))
/// signal_share = share of parameters with μ² > σ²/(b − 1)
/// snr_median = median of μ² (b − 1) / σ²
/// ```
/// Parameters whose gradient is 0 in every batch count in no median and carry no signal. σ² has b
/// in its denominator.
struct SignalToNoise: Measure {
  static let kind = "signal-to-noise"

  /// b.
  var batches = 16

  static let fields: [Field<Self>] = [Field("batches", \.batches, allowed: .within(2...1_000))]

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    guard subject.trainCount >= batches else {
      throw Refusal(
        key: "batches", value: "\(batches)",
        reason: "there are \(subject.trainCount) training samples")
    }
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["signal_rate", "signal_share", "snr_median"].map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // All batches' gradients, and for each parameter their mean and variance.
    let count = Double(batches)
    return LookWork(
      operations: count * subject.gradientPass(subject.train / count)
        + 4 * MeasureSubject.element * count * subject.parameters)
  }

  func values(at moment: Moment) -> [Double] {
    var generator = moment.generator(Self.kind)
    let order = generator.shuffled(moment.train.count)
    let gradients = (0..<batches).map { batch in
      let range = order.count * batch / batches..<order.count * (batch + 1) / batches
      return moment.gradient(over: Array(order[range])).tensors.flatMap(\.elements)
    }
    return Self.values(gradients)
  }

  /// The three numbers of some batches' gradients.
  static func values(_ gradients: [[Double]]) -> [Double] {
    let count = Double(gradients.count)
    var (rate, carrying, ratios) = (0.0, 0, [Double]())
    for index in gradients[0].indices {
      let mean = gradients.reduce(0) { $0 + $1[index] } / count
      let variance =
        gradients.reduce(0) { $0 + ($1[index] - mean) * ($1[index] - mean) } / count
      let signal = mean * mean - variance / (count - 1)
      if signal > 0 {
        rate += signal
        carrying += 1
      }
      if mean != 0 || variance > 0 { ratios.append(mean * mean * (count - 1) / variance) }
    }
    return [rate, Double(carrying) / Double(gradients[0].count), median(ratios)]
  }
}
