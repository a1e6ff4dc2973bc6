/// A binary operation over the integers modulo p, on all ordered pairs.
///
/// The nine operations of Power et al. 2022, arXiv:2201.02177, Appendix A.1.1, and multiplication,
/// which only their code has. Division leaves out the pairs with `b = 0`.
public struct ModularArithmetic: Task {
  static let kind = "modular"

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
    /// `a · b⁻¹` if `b` is odd, otherwise `a − b`
    case divideIfOddElseSubtract = "divide-if-odd-else-subtract"
    /// `a² + b²`
    case sumOfSquares = "x^2+y^2"
    /// `a² + ab + b²`
    case quadraticForm = "x^2+xy+y^2"
    /// `a² + ab + b² + a`
    case quadraticFormAndFirst = "x^2+xy+y^2+x"
    /// `a³ + ab`
    case cubeAndProduct = "x^3+xy"
    /// `a³ + ab² + b`
    case cubic = "x^3+xy^2+y"

    /// Whether some `b` has to have an inverse.
    var divides: Bool { self == .divide || self == .divideIfOddElseSubtract }
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
    // Up to here p² fits in 31 bits, and a³ + ab² + b in 63.
    Field("modulus", \.modulus, required: true, allowed: .within(2...46_340)),
  ]

  /// The number of ordered pairs.
  public var sampleCount: Int {
    operation == .divide ? modulus * (modulus - 1) : modulus * modulus
  }

  /// Checks that every divisor has an inverse.
  public func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    guard !operation.divides || Self.isPrime(modulus) else {
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

  func sizes(_: SampleTable?) -> SampleSizes {
    .pairs(count: sampleCount, vocabulary: modulus, classes: modulus)
  }

  /// All pairs with their results, by ascending `a`, then `b`.
  func sets(_: inout Generator, _: SampleTable?) -> SampleSets {
    SampleSets(
      pool: .allPairs(of: modulus) { a, b in
        operation == .divide && b == 0 ? nil : result(a, b)
      })
  }

  /// What is learned of a pair.
  ///
  /// - Precondition: a divisor is not 0.
  func result(_ a: Int, _ b: Int) -> Int {
    switch operation {
    case .add: (a + b) % modulus
    case .subtract: difference(a, b)
    case .multiply: a * b % modulus
    case .divide: quotient(a, b)
    case .divideIfOddElseSubtract:
      b.isMultiple(of: 2) ? difference(a, b) : quotient(a, b)
    case .sumOfSquares: (a * a + b * b) % modulus
    case .quadraticForm: (a * a + a * b + b * b) % modulus
    case .quadraticFormAndFirst: (a * a + a * b + b * b + a) % modulus
    case .cubeAndProduct: (a * a * a + a * b) % modulus
    case .cubic: (a * a * a + a * b * b + b) % modulus
    }
  }

  private func difference(_ a: Int, _ b: Int) -> Int { (a - b + modulus) % modulus }

  /// `a · b⁻¹`, where Fermat gives `b^(p−2) = b⁻¹`.
  private func quotient(_ a: Int, _ b: Int) -> Int { a * power(b, modulus - 2) % modulus }

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
