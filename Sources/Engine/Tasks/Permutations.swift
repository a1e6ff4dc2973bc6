/// An operation in the symmetric group of degree n, on all ordered pairs of its n! elements.
///
/// Power et al. 2022, arXiv:2201.02177, Appendix A.1.1, over S₅. A token stands for a permutation;
/// they are numbered in lexicographic order, so that 0 is the identity. The product is the
/// composition `(x · y)(i) = x(y(i))`. The paper's code composes the other way round, which gives
/// the same table with `x` and `y` exchanged.
public struct Permutations: Task {
  static let kind = "permutation"

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
    // S₇ has 5,040 elements and 25 million pairs; of S₈ there are 1.6 billion.
    Field("degree", \.degree, allowed: .within(2...7)),
  ]

  /// The number of elements, n!.
  var order: Int { (1...degree).reduce(1, *) }

  func sizes(_: SampleTable?) -> SampleSizes {
    .pairs(count: order * order, vocabulary: order, classes: order)
  }

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
  func sets(_: inout Generator, _: SampleTable?) -> SampleSets {
    let elements = elements
    var numbers: [[Int]: Int] = [:]
    for (number, element) in elements.enumerated() { numbers[element] = number }
    return SampleSets(
      pool: .allPairs(of: elements.count) { x, y in
        guard let result = numbers[result(elements[x], elements[y])] else {
          preconditionFailure("\(elements[x]) and \(elements[y]) lead out of the group")
        }
        return result
      })
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
