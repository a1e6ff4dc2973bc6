/// The parity of a few bits among many that do not matter.
///
/// An input has `n = k + m` random bits `xᵢ = ±1`, and its class is 1 where the product of the k
/// relevant ones is −1, otherwise 0. Samples are drawn independently, so that with few bits one
/// input may be in the training and in the test set.
///
/// Prieto et al. 2025, arXiv:2501.04697, take k = 3 and m = 40, and Truong et al. 2026,
/// arXiv:2603.13331, k = 3 and n = 20, 30, 40; the relevant bits are the first k in both. The code
/// of Prieto et al. has bits 0 and 1, and no input twice.
public struct SparseParity: Task {
  static let kind = "parity"

  /// Which bits are relevant.
  public enum Positions: String, ConfigurationChoice {
    /// The first k.
    case first
    /// Any k, drawn for each seed. A network that treats all inputs alike learns as with the first.
    case drawn
  }

  /// k, the number of relevant bits.
  public var relevantBits = 3
  /// m, the number of other bits.
  public var noiseBits = 40
  /// The number of samples, training and test together.
  public var samples = 2000
  /// Which bits are relevant.
  public var positions = Positions.first

  /// Three of 43 bits, 2000 samples.
  public init() {}

  /// The keys of a parity task.
  public static let fields: [Field<Self>] = [
    Field("relevant_bits", \.relevantBits, required: true, allowed: .count()),
    Field("noise_bits", \.noiseBits, required: true, allowed: .count(from: 0)),
    Field("samples", \.samples, required: true, allowed: .count(from: 2)),
    Field("positions", \.positions),
  ]

  /// n, the length of an input.
  var inputs: Int { relevantBits + noiseBits }

  func sizes(_: SampleTable?) -> SampleSizes {
    SampleSizes(count: samples, inputs: .rows(.vector(inputs)), targets: .classes(2))
  }

  /// Draws the relevant positions, then the samples.
  func sets(_ generator: inout Generator, _: SampleTable?) -> SampleSets {
    let relevant = relevantPositions(&generator)
    let rows = Matrix<Double>(rows: samples, columns: inputs)
    rows.updateEach { $0 = generator.next() >> 63 == 0 ? 1 : -1 }
    let targets = (0..<samples).map { sample -> Int32 in
      relevant.reduce(1) { $0 * rows[sample, $1] } < 0 ? 1 : 0
    }
    return SampleSets(
      pool: Samples(.rows(rows, shape: .vector(inputs)), .classes(targets, count: 2)))
  }

  /// The relevant positions in ascending order.
  func relevantPositions(_ generator: inout Generator) -> [Int] {
    switch positions {
    case .first: Array(0..<relevantBits)
    case .drawn: generator.shuffled(inputs)[..<relevantBits].sorted()
    }
  }
}
