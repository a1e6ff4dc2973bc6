/// The CRC of zip files, with the polynomial 0x04C11DB7, bit-reflected (RFC 1952, section 8).
public struct CRC32: Sendable {
  private static let remainders = slicedRemainders(0xedb8_8320)

  private var state = UInt32.max

  /// The checksum of no bytes yet.
  public init() {}

  /// The checksum of all bytes so far.
  public var value: UInt32 { ~state }

  /// Continues with more bytes.
  public mutating func update(_ bytes: ArraySlice<UInt8>) {
    advance(&state, over: bytes, by: Self.remainders)
  }
}
