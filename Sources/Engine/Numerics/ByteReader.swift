/// Why bytes are not what a ``ByteWriter`` wrote.
public enum ByteError: Error, Hashable, Sendable {
  /// They end before the value does.
  case truncated
  /// They hold a value that the field cannot have.
  case value(field: String)
}

/// Reads what a ``ByteWriter`` wrote, and throws at anything else.
///
/// Room is made only for what the remaining bytes can hold.
public struct ByteReader: Sendable {
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  /// Starts before the first byte.
  public init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    position = bytes.startIndex
  }

  /// The number of bytes not yet read.
  public var remaining: Int { bytes.endIndex - position }

  /// Reads so many bytes.
  public mutating func readBytes(_ count: Int) throws(ByteError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// Reads a whole number of a type.
  public mutating func readInteger<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(ByteError) -> Value {
    let size = Value.bitWidth / 8
    guard size <= remaining else { throw .truncated }
    var value: Value = 0
    for offset in 0..<size {
      value |= Value(truncatingIfNeeded: bytes[position + offset]) << (8 * offset)
    }
    position += size
    return value
  }

  /// Reads a whole number from 0.
  public mutating func readCount(_ field: String) throws(ByteError) -> Int {
    let value = try readInteger(Int.self)
    guard value >= 0 else { throw .value(field: field) }
    return value
  }

  /// Reads the length of a list whose elements take at least so many bytes each.
  public mutating func readCount(
    _ field: String, ofAtLeast size: Int
  ) throws(ByteError) -> Int {
    let count = try readCount(field)
    guard count <= remaining / size else { throw .truncated }
    return count
  }

  /// Reads a number.
  public mutating func readDouble() throws(ByteError) -> Double {
    Double(bitPattern: try readInteger(UInt64.self))
  }

  /// Reads a text.
  public mutating func readText(_ field: String) throws(ByteError) -> String {
    let bytes = try readBytes(try readCount(field))
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .value(field: field) }
    return text
  }

  /// Reads a list of numbers.
  public mutating func readDoubles(_ field: String) throws(ByteError) -> [Double] {
    try readList(try readCount(field, ofAtLeast: 8)) { reader throws(ByteError) in
      try reader.readDouble()
    }
  }

  /// Reads so many elements.
  ///
  /// - Precondition: the count was read with ``readCount(_:ofAtLeast:)``.
  public mutating func readList<Element>(
    _ count: Int, _ read: (inout ByteReader) throws(ByteError) -> Element
  ) throws(ByteError) -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }
}
