/// An operation in the symmetric group of degree n, on all ordered pairs of its n! elements.
///
/// Power et al. 2022, arXiv:2201.02177, Appendix A.1.1, over S₅. A token stands for a permutation;
/// they are numbered in lexicographic order, so that 0 is the identity. The product is the
/// composition `(x · y)(i) = x(y(i))`. The paper's code composes the other way round, which gives
/// the same table with `x` and `y` exchanged.
public struct Permutations: Configurable {
  /// What is computed from `x` and `y`.
  public enum Operation: String, ConfigurationChoice {
    /// `x · y`
    case compose
    /// `x · y · x⁻¹`
    case conjugate
    /// `x · y · x`
    case sandwich = "xyx"
  }

  /// What is computed.
  public var operation = Operation.compose
  /// n.
  public var degree = 5

  /// Composition in S₅.
  public init() {}

  /// The keys of a permutation task.
  public static let fields: [Field<Self>] = [
    Field("operation", \.operation, required: true),
    Field(
      "degree", \.degree,
      // S₆ has 720 elements: 518,400 pairs, and as many rows of 720 logits.
      allowed: Allowed("a whole number from 2 to 5") { (2...5).contains($0) }),
  ]

  /// The number of elements, n!.
  var order: Int { (1...degree).reduce(1, *) }

  /// The number of ordered pairs.
  public var sampleCount: Int { order * order }

  /// The elements in lexicographic order, each as its list of images.
  var elements: [[Int]] {
    var elements: [[Int]] = [[]]
    for _ in 0..<degree {
      elements = elements.flatMap { images in
        (0..<degree).filter { !images.contains($0) }.map { images + [$0] }
      }
    }
    return elements
  }

  /// All pairs with their results, by ascending `x`, then `y`.
  func samples() -> Samples {
    let elements = elements
    var numbers: [[Int]: Int32] = [:]
    for (number, element) in elements.enumerated() { numbers[element] = Int32(number) }

    var samples = Samples(vocabulary: elements.count, classes: elements.count)
    for (x, left) in elements.enumerated() {
      for (y, right) in elements.enumerated() {
        guard let result = numbers[result(left, right)] else {
          preconditionFailure("\(left) and \(right) lead out of the group")
        }
        samples.first.append(Int32(x))
        samples.second.append(Int32(y))
        samples.targets.append(result)
      }
    }
    return samples
  }

  private func result(_ x: [Int], _ y: [Int]) -> [Int] {
    switch operation {
    case .compose: Self.product(x, y)
    case .conjugate: Self.product(Self.product(x, y), Self.inverse(x))
    case .sandwich: Self.product(Self.product(x, y), x)
    }
  }

  /// `(x · y)(i) = x(y(i))`.
  static func product(_ x: [Int], _ y: [Int]) -> [Int] { y.map { x[$0] } }

  /// The permutation that takes `x(i)` back to `i`.
  static func inverse(_ x: [Int]) -> [Int] {
    var inverse = x
    for (i, image) in x.enumerated() { inverse[image] = i }
    return inverse
  }
}
