/// The CRC with the Castagnoli polynomial 0x1EDC6F41, bit-reflected (RFC 3720, appendix B.4).
///
/// It finds every change of up to 32 bits in a row, whatever the length.
public struct CRC32C: Sendable {
  private static let remainders = slicedRemainders(0x82f6_3b78)

  private var state = UInt32.max

  /// The checksum of no bytes yet.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// Continues with the eight bytes of a word, the lowest first.
  public mutating func update(_ word: UInt64) {
    state = remainder(of: word ^ UInt64(state), in: Self.remainders)
  }

  /// Continues with more bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    advance(&state, over: bytes, by: Self.remainders)
  }
}

/// The remainders of bytes by a bit-reflected polynomial, for eight bytes at once (Kounavis & Berry
/// 2005, "slicing-by-8"): row k of 256 has the remainder of each byte with k bytes of zeros behind it.
func slicedRemainders(_ polynomial: UInt32) -> [UInt32] {
  var rows: [UInt32] = []
  for byte in 0..<256 as Range<UInt32> {
    var crc = byte
    for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ polynomial }
    rows.append(crc)
  }
  for index in 256..<8 * 256 {
    let shorter = rows[index - 256]
    rows.append(shorter >> 8 ^ rows[Int(shorter & 0xff)])
  }
  return rows
}

/// Takes a CRC's state over bytes.
func advance(_ state: inout UInt32, over bytes: ArraySlice<UInt8>, by rows: [UInt32]) {
  unsafe bytes.withUnsafeBytes { bytes in
    var position = 0
    while position + 8 <= bytes.count {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      state = remainder(of: UInt64(littleEndian: word) ^ UInt64(state), in: rows)
      position += 8
    }
    while position < bytes.count {
      state = unsafe state >> 8 ^ rows[Int((state ^ UInt32(bytes[position])) & 0xff)]
      position += 1
    }
  }
}

@inline(__always)
private func remainder(of word: UInt64, in rows: [UInt32]) -> UInt32 {
  var remainder: UInt32 = 0
  for byte in 0..<8 {
    remainder ^= rows[(7 - byte) * 256 + Int(word >> UInt64(8 * byte) & 0xff)]
  }
  return remainder
}
