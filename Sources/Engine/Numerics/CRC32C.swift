/// The CRC with the Castagnoli polynomial 0x1EDC6F41, bit-reflected (RFC 3720, appendix B.4).
///
/// It finds every change of up to 32 bits in a row, whatever the length.
public struct CRC32C: Sendable {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82f6_3b78 }
  }

  private var state = UInt32.max

  /// The checksum of no bytes yet.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// Continues with more bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    let table = Self.table
    for byte in bytes {
      state = state >> 8 ^ table[Int((state ^ UInt32(byte)) & 0xff)]
    }
  }
}
