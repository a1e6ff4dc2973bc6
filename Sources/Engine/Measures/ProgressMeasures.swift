internal import RealModule

/// How much of the answer a network owes to a few waves, and how much to the rest.
///
/// Nanda et al. 2023, arXiv:2301.05217, section 5.1. For each class, the logits of all pairs have a
/// part that is a wave of frequency k of the answer s, and as every answer has equally many pairs,
/// it is that of the logits' means over pairs with the same answer; for multiplication and division
/// s is a discrete logarithm, as in ``FourierStructure``. With the key frequencies K:
/// ```
/// restricted_loss = cross-entropy, over all pairs, of the mean and the waves of K alone
/// excluded_loss = cross-entropy, over the training samples, of the logits without the waves of K
/// key_frequencies = how many there are
/// ```
/// They are those that are given, as the paper takes those of its trained network, or else the
/// fewest that have 90 % of the power of the means. The paper finds them by neurons.
struct ProgressMeasures: Measure {
  static let kind = "progress"

  /// K; none to take the present ones.
  var frequencies: [Int] = []

  static let fields: [Field<Self>] = [
    Field(
      "frequencies", \.frequencies, omittedWhen: [],
      allowed: Allowed("different frequencies from 1") {
        $0.allSatisfy { $0 >= 1 } && Set($0).count == $0.count
      })
  ]

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    let group = try subject.cyclicGroup(for: Self.kind)
    if let largest = frequencies.max(), largest > group.order / 2 {
      throw Refusal(
        key: "frequencies", value: "\(largest)",
        reason: "the answers have frequencies up to \(group.order / 2)")
    }
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    [
      MeasureColumn("restricted_loss", unit: "nats"), MeasureColumn("excluded_loss", unit: "nats"),
      MeasureColumn("key_frequencies"),
    ]
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // An exponential for each training logit, means of all, a transform and waves of the means.
    let logits = subject.classes * subject.classes
    return LookWork(
      operations: (subject.train + subject.test) * subject.classes
        + 4 * MeasureSubject.element * (subject.train * subject.classes + 5 * logits)
        + 4 * subject.classes * logits, sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard let group = try? moment.subject.cyclicGroup(for: Self.kind),
      case .classes(let classes, _) = moment.train.targets
    else { return [] }
    let means = moment.answerLogits(group)
    return Self.values(
      means, truth: group.tokens, training: moment.trainUnits.logits,
      answers: group.answers(to: moment.train), classes: classes.map(Int.init),
      frequencies: frequencies)
  }

  /// The numbers of the columns.
  ///
  /// - Parameters:
  ///   - means: the mean logits of each answer, `[n × K]`.
  ///   - truth: the class of each answer.
  ///   - training: the logits of the training samples, `[N × K]`.
  ///   - answers: their answers; samples without one count nowhere.
  ///   - classes: their labels.
  ///   - frequencies: the key frequencies, or none to find them.
  /// - Returns: three numbers.
  static func values(
    _ means: Matrix<Double>, truth: [Int], training: Matrix<Double>, answers: [Int?],
    classes: [Int], frequencies: [Int]
  ) -> [Double] {
    let keys = frequencies.isEmpty ? strongest(means.power()) : frequencies
    let waves = waves(of: means, keys)
    let average = columnMeans(means)
    let restricted = truth.indices.map { answer in
      crossEntropy(average.indices.map { average[$0] + waves[answer, $0] }, truth[answer])
    }
    let excluded = answers.enumerated().compactMap { row, answer in
      answer.map { answer in
        crossEntropy(
          (0..<training.columns).map { training[row, $0] - waves[answer, $0] }, classes[row])
      }
    }
    return [
      restricted.reduce(0, +) / Double(restricted.count),
      excluded.reduce(0, +) / Double(excluded.count), Double(keys.count),
    ]
  }

  /// The fewest frequencies with 90 % of the power `[⌊n/2⌋ × K]` of all columns.
  private static func strongest(_ power: Matrix<Double>) -> [Int] {
    let strengths = (0..<power.rows).map { k in (0..<power.columns).reduce(0) { $0 + power[k, $1] }
    }
    let total = strengths.reduce(0, +)
    var (keys, explained) = ([Int](), 0.0)
    for k in strengths.indices.sorted(by: { (strengths[$0], $1) > (strengths[$1], $0) })
    where explained < 0.9 * total {
      keys.append(k + 1)
      explained += strengths[k]
    }
    return keys
  }

  /// The part of each column that is waves of some frequencies, `[n × K]`.
  private static func waves(of means: Matrix<Double>, _ keys: [Int]) -> Matrix<Double> {
    let count = means.rows
    let projection = Matrix<Double>(rows: count, columns: count)
    for left in 0..<count {
      for right in 0..<count {
        projection[left, right] = keys.reduce(0) { sum, k in
          let turns = Double(k * (left - right + count) % count) / Double(count)
          return sum + (2 * k == count ? 1 : 2) / Double(count) * Double.cos(2 * Double.pi * turns)
        }
      }
    }
    let waves = Matrix<Double>(rows: count, columns: means.columns)
    multiply(projection, by: means, into: waves)
    return waves
  }

  /// −log softmax at a class, in nats.
  private static func crossEntropy(_ logits: [Double], _ own: Int) -> Double {
    let largest = logits.max() ?? 0
    let total = logits.reduce(0) { $0 + Double.exp($1 - largest) }
    return largest + Double.log(total) - logits[own]
  }
}
