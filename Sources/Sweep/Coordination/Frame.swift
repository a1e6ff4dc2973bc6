/// The bytes of a message on their way between two processes.
///
/// All numbers are little-endian; the fields are, one a line:
/// ```
/// magic     4 bytes  "gswp"
/// version   2 bytes
/// kind      2 bytes  Message.Kind
/// length    4 bytes  of the payload
/// checksum  4 bytes  CRC-32C of the twelve bytes before it and of the payload
/// payload
/// ```
enum Frame {
  /// The format; it changes whenever the header or a payload does.
  static let version = 1
  private static let magic: [UInt8] = Array("gswp".utf8)
  private static let headerLength = 16

  /// Writes a message as a frame.
  static func encode(_ message: Message) -> [UInt8] {
    var payload = ByteWriter()
    message.encodePayload(to: &payload)
    precondition(payload.bytes.count <= Int(Int32.max), "MPI counts bytes by a C int")

    var frame = ByteWriter(capacity: headerLength + payload.bytes.count)
    frame.bytes += magic
    frame.write(UInt16(version))
    frame.write(message.kind.rawValue)
    frame.write(UInt32(payload.bytes.count))
    var checksum = CRC32C()
    checksum.update(frame.bytes[...])
    checksum.update(payload.bytes[...])
    frame.write(checksum.value)
    return frame.bytes + payload.bytes
  }

  /// Reads the message of a frame.
  ///
  /// - Throws: ``MessageError`` for anything that ``encode(_:)`` does not write; whatever the bytes
  ///   are, reading them does not trap.
  static func decode(_ bytes: [UInt8]) throws(MessageError) -> Message {
    var reader = ByteReader(bytes)
    guard try reader.readBytes(magic.count).elementsEqual(magic) else { throw .foreign }
    let found = Int(try reader.readInteger(UInt16.self))
    guard found == version else { throw .version(found: found, expected: version) }
    let kind = try reader.readInteger(UInt16.self)
    let length = Int(try reader.readInteger(UInt32.self))
    let checksum = try reader.readInteger(UInt32.self)
    guard length <= reader.remaining else { throw .truncated }
    guard length == reader.remaining else { throw .surplus(reader.remaining - length) }

    var computed = CRC32C()
    computed.update(bytes[..<(headerLength - 4)])
    computed.update(bytes[headerLength...])
    guard checksum == computed.value else {
      throw .checksum(found: checksum, computed: computed.value)
    }
    guard let known = Message.Kind(rawValue: kind) else { throw .kind(Int(kind)) }
    let message = try Message(known, payload: &reader)
    guard reader.remaining == 0 else { throw .surplus(reader.remaining) }
    return message
  }
}

/// The CRC with the Castagnoli polynomial 0x1EDC6F41, bit-reflected (RFC 3720, appendix B.4).
///
/// It finds every error of up to three bits in frames of any length that occurs here.
struct CRC32C {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0x82f6_3b78 }
  }

  private var state = UInt32.max

  /// The checksum of all bytes so far.
  var value: UInt32 { ~state }

  /// Continues with more bytes.
  mutating func update(_ bytes: ArraySlice<UInt8>) {
    let table = Self.table
    for byte in bytes {
      state = state >> 8 ^ table[Int((state ^ UInt32(byte)) & 0xff)]
    }
  }
}
