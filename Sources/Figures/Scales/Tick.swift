/// A marked place of an axis.
struct Tick: Hashable, Sendable {
  /// Where it is.
  let value: Double
  /// What stands there; empty for a minor tick.
  let label: String

  /// A tick with a text.
  init(_ value: Double, _ label: String = "") {
    (self.value, self.label) = (value, label)
  }

  /// A tick at a round number.
  init(_ number: DecimalNumber) {
    self.init(number.value, number.label)
  }
}

/// The ticks of an axis.
struct Ticks: Hashable, Sendable {
  /// Those with labels, in ascending order.
  var major: [Tick]
  /// Those without.
  var minor: [Tick]

  /// Ticks and no others.
  init(major: [Tick], minor: [Tick] = []) {
    (self.major, self.minor) = (major, minor)
  }

  /// Multiples of the smallest of 1, 2 and 5 times a power of ten that makes few enough of them.
  ///
  /// - Precondition: the domain has a positive, finite width.
  static func linear(from low: Double, to high: Double, atMost most: Int) -> [Tick] {
    var exponent = Int((Logarithm.decimal((high - low) / Double(most))).rounded(.down))
    while true {
      for base in [1, 2, 5] {
        let step = DecimalNumber(coefficient: base, exponent: exponent).value
        let first = (low / step - 1e-9).rounded(.up)
        let last = (high / step + 1e-9).rounded(.down)
        guard last - first < Double(most), max(abs(first), abs(last)) < 1e15 else { continue }
        guard first <= last else { return [] }
        return (Int(first)...Int(last)).map {
          Tick(DecimalNumber(coefficient: $0 * base, exponent: exponent))
        }
      }
      exponent += 1
    }
  }
}
