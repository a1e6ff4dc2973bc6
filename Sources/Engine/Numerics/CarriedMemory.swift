/// Something that training carries from step to step, written down and taken up in place.
///
/// What is overwritten before it is read, such as a gradient, and what follows from the
/// configuration, such as a split, is not carried.
protocol CarriedMemory {
  /// The number of bytes that are written.
  var byteCount: Int { get }
  func write(to writer: inout ByteWriter)
  func restore(from reader: inout ByteReader) throws(ByteError)
}

extension Matrix: CarriedMemory {
  var byteCount: Int { rows * columns * MemoryLayout<S>.size }

  func write(to writer: inout ByteWriter) { writer.write(self) }

  func restore(from reader: inout ByteReader) throws(ByteError) { try reader.read(into: self) }
}
