/// Writes values one after another, little-endian.
///
/// Whole numbers take as many bytes as their type, eight for an `Int`. Floating-point numbers go
/// by their bit pattern, and texts and lists begin with their count.
public struct ByteWriter: Sendable {
  /// What was written so far.
  public var bytes: [UInt8] = []

  /// Nothing yet, with room for so many bytes.
  public init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  /// Writes a whole number.
  public mutating func write(_ value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  /// Writes a number, in eight bytes.
  public mutating func write(_ value: Double) { write(value.bitPattern) }

  /// Writes a text.
  public mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  /// Writes a list of numbers.
  public mutating func write(_ values: [Double]) {
    write(values.count)
    for value in values { write(value) }
  }
}
