import Engine

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
  static let version = 3
  private static let magic: [UInt8] = Array("gswp".utf8)
  private static let headerLength = 16

  /// The most bytes of a payload: MPI counts the bytes of a frame by a C int (MPI 3.1 §3.2.2).
  static let longestPayload = Int(Int32.max) - headerLength

  /// Writes a message as a frame.
  ///
  /// - Throws: ``MessageError/tooLong(_:)``, of a result with tens of millions of evaluations.
  static func encode(_ message: Message) throws(MessageError) -> [UInt8] {
    var payload = ByteWriter()
    message.encodePayload(to: &payload)
    guard payload.bytes.count <= longestPayload else { throw .tooLong(payload.bytes.count) }

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
    var reader = ByteReader(bytes[...])
    let (start, found, kind, length, checksum) = try header(&reader)
    guard start.elementsEqual(magic) else { throw .foreign }
    guard found == version else { throw .version(found: Int(found), expected: version) }
    guard length <= reader.remaining else { throw .truncated }
    guard length == reader.remaining else { throw .surplus(reader.remaining - Int(length)) }

    var computed = CRC32C()
    computed.update(bytes[..<(headerLength - 4)])
    computed.update(bytes[headerLength...])
    guard checksum == computed.value else {
      throw .checksum(found: checksum, computed: computed.value)
    }
    guard let known = Message.Kind(rawValue: kind) else { throw .kind(Int(kind)) }
    do throws(ByteError) {
      let message = try Message(known, payload: &reader)
      if reader.remaining == 0 { return message }
    } catch {
      throw MessageError(error)
    }
    throw .surplus(reader.remaining)
  }

  private static func header(
    _ reader: inout ByteReader
  ) throws(MessageError) -> (ArraySlice<UInt8>, UInt16, UInt16, UInt32, UInt32) {
    do throws(ByteError) {
      return (
        try reader.readBytes(magic.count), try reader.readInteger(UInt16.self),
        try reader.readInteger(UInt16.self), try reader.readInteger(UInt32.self),
        try reader.readInteger(UInt32.self)
      )
    } catch {
      throw MessageError(error)
    }
  }
}
