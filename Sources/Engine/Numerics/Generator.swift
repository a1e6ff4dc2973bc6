internal import RealModule

/// A deterministic stream of random numbers: xoshiro256++ (Blackman & Vigna 2021,
/// ACM TOMS 47(4):36), seeded through SplitMix64 as its authors advise.
///
/// A stream derives from a seed and a name, so that adding one never shifts another. Nothing here
/// uses the standard library's distributions, whose results may change with its version.
public struct Generator: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// The stream of a name under a seed.
  public init(seed: Int, stream: String) {
    // FNV-1a over the name, then mixed with the seed.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in stream.utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }
    var mixer = hash ^ Self.mixed(UInt64(bitPattern: Int64(seed)))
    func next() -> UInt64 {
      mixer &+= 0x9e37_79b9_7f4a_7c15
      return Self.mixed(mixer)
    }
    state = (next(), next(), next(), next())
  }

  /// Takes up a stream at a position, or returns `nil` for all zeros, which never change.
  init?(state: [UInt64]) {
    precondition(state.count == 4, "a state of \(state.count) words")
    guard state.contains(where: { $0 != 0 }) else { return nil }
    self.state = (state[0], state[1], state[2], state[3])
  }

  /// The four words that say where the stream is.
  var words: [UInt64] { [state.0, state.1, state.2, state.3] }

  /// The output function of SplitMix64 (Steele, Lea & Flood 2014, Figure 14).
  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { x << k | x >> (64 - k) }
    let result = rotated(state.0 &+ state.3, 23) &+ state.0
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A uniform whole number in `0 ..< bound`, without bias.
  ///
  /// The high word of a 64 × 64-bit product; the low words of the few products that would favour
  /// some results are drawn again (Lemire 2019, arXiv:1805.10941).
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no whole number lies in 0 ..< \(bound)")
    let bound = UInt64(bound)
    let unfair = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= unfair { return Int(product.high) }
    }
  }

  /// A uniform number above 0 and at most 1, in steps of 2⁻⁵³.
  public mutating func unit() -> Double {
    Double(next() >> 11 &+ 1) * 0x1p-53
  }

  /// Two independent numbers from N(0, 1) (Box & Muller 1958).
  public mutating func normalPair() -> (Double, Double) {
    let radius = (-2 * Double.log(unit())).squareRoot()
    let angle = 2 * Double.pi * unit()
    return (radius * Double.cos(angle), radius * Double.sin(angle))
  }

  /// The whole numbers `0 ..< count` in random order (Fisher & Yates; Durstenfeld 1964).
  public mutating func shuffled(_ count: Int) -> [Int] {
    var result = Array(0..<count)
    shuffle(&result)
    return result
  }

  /// Puts values into random order.
  mutating func shuffle(_ values: inout [Int]) {
    for i in stride(from: values.count - 1, to: 0, by: -1) {
      values.swapAt(i, integer(below: i + 1))
    }
  }
}
