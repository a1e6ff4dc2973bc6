/// A number of which every digit is known: `coefficient × 10^exponent`.
struct DecimalNumber: Hashable, Sendable {
  /// The digits, with the sign.
  let coefficient: Int
  /// The power of ten of the last digit.
  let exponent: Int

  /// The nearest number in binary.
  var value: Double { Double("\(coefficient)e\(exponent)") ?? 0 }

  /// Typeset: `−0.25`, `20 000` with a thin space, `2×10⁷`.
  var label: String {
    guard coefficient != 0 else { return "0" }
    let (digits, exponent) = stripped
    let isPlain = (-4..<6).contains(digits.count + exponent - 1) && exponent > -9
    return sign + (isPlain ? Self.plain(digits, exponent) : Self.scientific(digits, exponent))
  }

  /// `10ᵏ`, typeset.
  static func power(_ exponent: Int) -> String { "10" + superscript(exponent) }

  private var sign: String { coefficient < 0 ? "−" : "" }

  /// The digits without zeros that stand for tens; decimals stay, so that an axis has equally many.
  private var stripped: (digits: [Character], exponent: Int) {
    var (digits, exponent) = (Array(String(coefficient.magnitude)), exponent)
    while exponent >= 0, digits.count > 1, digits.last == "0" {
      digits.removeLast()
      exponent += 1
    }
    return (digits, exponent)
  }

  private static func plain(_ digits: [Character], _ exponent: Int) -> String {
    let shown = digits + Array(repeating: "0", count: max(0, exponent))
    let decimals = max(0, -exponent)
    let padded = Array(repeating: "0", count: max(0, decimals + 1 - shown.count)) + shown
    let whole = Array(padded.dropLast(decimals))
    let fraction = padded.suffix(decimals)
    var grouped = String(whole)
    if whole.count > 4 {
      grouped = String(whole.dropLast(3)) + "\u{2009}" + String(whole.suffix(3))
    }
    return fraction.isEmpty ? grouped : grouped + "." + String(fraction)
  }

  private static func scientific(_ digits: [Character], _ exponent: Int) -> String {
    let mantissa = digits.count == 1 ? String(digits) : "\(digits[0])." + String(digits.dropFirst())
    return mantissa + "×" + power(exponent + digits.count - 1)
  }

  private static func superscript(_ number: Int) -> String {
    String(
      String(number).map { digit in
        digit == "-" ? "⁻" : Array("⁰¹²³⁴⁵⁶⁷⁸⁹")[digit.wholeNumberValue ?? 0]
      })
  }
}
