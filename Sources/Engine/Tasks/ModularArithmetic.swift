/// A binary operation over the integers modulo p, on all ordered pairs.
///
/// Power et al. 2022, arXiv:2201.02177, Appendix A.1.1. Division leaves out the pairs with `b = 0`.
public struct ModularArithmetic: Configurable {
  /// What is computed from `a` and `b`.
  public enum Operation: String, ConfigurationChoice {
    /// `a + b`
    case add
    /// `a − b`
    case subtract
    /// `a · b`
    case multiply
    /// `a · b⁻¹`, for `b ≠ 0`
    case divide
  }

  /// What is computed.
  public var operation = Operation.add
  /// p.
  public var modulus = 97

  /// Addition modulo 97.
  public init() {}

  /// The keys of a modular task.
  public static let fields: [Field<Self>] = [
    Field("operation", \.operation, required: true),
    Field(
      "modulus", \.modulus, required: true,
      // An N × p table of logits has p³ entries; 1009³ floats are 4 GB.
      allowed: Allowed("a whole number from 2 to 1009") { (2...1009).contains($0) }),
  ]

  /// The number of ordered pairs.
  public var sampleCount: Int {
    operation == .divide ? modulus * (modulus - 1) : modulus * modulus
  }

  /// Checks that every divisor has an inverse.
  public func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    guard operation != .divide || Self.isPrime(modulus) else {
      throw ConfigurationError(
        path: path + ".modulus", line: node["modulus"]?.line,
        problem: .contradiction(
          value: "\(modulus)", reason: "division needs a prime modulus, such as \(nearbyPrimes)"))
    }
  }

  private var nearbyPrimes: String {
    let below = (2...max(2, modulus)).last(where: Self.isPrime)
    let above = (modulus...2 * modulus).first(where: Self.isPrime)
    return [below, above].compactMap { $0.map(String.init) }.joined(separator: " or ")
  }

  private static func isPrime(_ n: Int) -> Bool {
    n >= 2 && !(2..<n).prefix(while: { $0 * $0 <= n }).contains { n.isMultiple(of: $0) }
  }

  /// All pairs with their results, by ascending `a`, then `b`.
  func samples() -> Samples {
    var samples = Samples(vocabulary: modulus, classes: modulus)
    for a in 0..<modulus {
      for b in 0..<modulus where operation != .divide || b != 0 {
        samples.first.append(Int32(a))
        samples.second.append(Int32(b))
        samples.targets.append(Int32(result(a, b)))
      }
    }
    return samples
  }

  private func result(_ a: Int, _ b: Int) -> Int {
    switch operation {
    case .add: (a + b) % modulus
    case .subtract: (a - b + modulus) % modulus
    case .multiply: a * b % modulus
    case .divide: a * power(b, modulus - 2) % modulus  // Fermat: b^(p−2) = b⁻¹
    }
  }

  private func power(_ base: Int, _ exponent: Int) -> Int {
    var (result, square, remaining) = (1, base % modulus, exponent)
    while remaining > 0 {
      if !remaining.isMultiple(of: 2) { result = result * square % modulus }
      square = square * square % modulus
      remaining /= 2
    }
    return result
  }
}
