#if _endian(big)
  #error("matrices are written as they lie in memory, which must be little-endian")
#endif

extension ByteWriter {
  /// Writes the elements of a matrix, row by row, without their number.
  mutating func write<S: Scalar>(_ matrix: Matrix<S>) {
    for row in 0..<matrix.rows {
      unsafe bytes.append(
        contentsOf: UnsafeRawBufferPointer(
          start: matrix.base + row * matrix.stride, count: matrix.bytesPerRow))
    }
  }
}

extension ByteReader {
  /// Reads the elements of a matrix, row by row, into it.
  mutating func read<S: Scalar>(into matrix: Matrix<S>) throws(ByteError) {
    for row in 0..<matrix.rows {
      let source = try readBytes(matrix.bytesPerRow)
      unsafe source.withUnsafeBytes {
        unsafe UnsafeMutableRawBufferPointer(
          start: matrix.base + row * matrix.stride, count: matrix.bytesPerRow
        ).copyMemory(from: $0)
      }
    }
  }
}

extension Matrix {
  /// The bytes of a row without its padding.
  fileprivate var bytesPerRow: Int { columns * MemoryLayout<S>.size }
}
