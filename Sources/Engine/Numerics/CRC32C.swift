/// The CRC with the Castagnoli polynomial 0x1EDC6F41, bit-reflected (RFC 3720, appendix B.4).
///
/// It finds every change of up to 32 bits in a row, whatever the length. Eight bytes are taken at
/// once, with a row of 256 remainders for each (Kounavis & Berry 2005, "slicing-by-8").
public struct CRC32C: Sendable {
  /// Row k has the remainder of each byte with k bytes of zeros behind it.
  private static let remainders: [UInt32] = {
    var rows: [UInt32] = []
    for byte in 0..<256 as Range<UInt32> {
      var crc = byte
      for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82f6_3b78 }
      rows.append(crc)
    }
    for index in 256..<8 * 256 {
      let shorter = rows[index - 256]
      rows.append(shorter >> 8 ^ rows[Int(shorter & 0xff)])
    }
    return rows
  }()

  private var state = UInt32.max

  /// The checksum of no bytes yet.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// Continues with the eight bytes of a word, the lowest first.
  public mutating func update(_ word: UInt64) {
    state = Self.remainder(of: word ^ UInt64(state), in: Self.remainders)
  }

  @inline(__always)
  private static func remainder(of word: UInt64, in rows: [UInt32]) -> UInt32 {
    var remainder: UInt32 = 0
    for byte in 0..<8 {
      remainder ^= rows[(7 - byte) * 256 + Int(word >> UInt64(8 * byte) & 0xff)]
    }
    return remainder
  }

  /// Continues with more bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    let rows = Self.remainders
    unsafe bytes.withUnsafeBytes { bytes in
      var position = 0
      while position + 8 <= bytes.count {
        let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        state = Self.remainder(of: UInt64(littleEndian: word) ^ UInt64(state), in: rows)
        position += 8
      }
      while position < bytes.count {
        state = unsafe state >> 8 ^ rows[Int((state ^ UInt32(bytes[position])) & 0xff)]
        position += 1
      }
    }
  }
}
