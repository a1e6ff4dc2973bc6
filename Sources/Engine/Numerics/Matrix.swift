/// Memory for scalars, aligned and padded so that kernels read it in whole vectors.
///
/// A class, because a network's tensors, their gradients and the windows into both share it.
@safe
final class Storage<S: Scalar> {
  fileprivate let base: UnsafeMutablePointer<S>
  /// The number of scalars, a multiple of the vector width.
  let count: Int

  /// Allocates room for `count` scalars, which hold ``Padding/filler`` until they are set.
  init(count: Int) {
    self.count = S.padded(count)
    let bytes = max(self.count, 1) * MemoryLayout<S>.stride
    unsafe base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: S.self, capacity: self.count)
    unsafe base.initialize(repeating: S(Padding.filler), count: self.count)
  }

  deinit { unsafe base.deallocate() }
}

/// What lies between the last element of a row and the end of its last vector.
///
/// Kernels compute whole vectors, and so read and write padding lane by lane; but no element of any
/// matrix depends on it. A sum or a maximum over lanes leaves it out (``Scalar/prefix(_:of:else:)``).
enum Padding {
  /// What padding holds at first; a test fills it with NaN.
  @TaskLocal static var filler = 0.0
}

/// A row-major window into storage: `[rows × columns]`, a row every `stride` scalars.
///
/// Copies share their elements. The window keeps its storage alive, and can only be made inside
/// it, so that holding one is always safe.
@safe
struct Matrix<S: Scalar> {
  private let storage: Storage<S>
  /// The first element; kernels alone go through it.
  let base: UnsafeMutablePointer<S>
  /// The number of rows.
  let rows: Int
  /// The number of elements in a row.
  let columns: Int
  /// The distance between the starts of two rows.
  let stride: Int
  /// Whether each row starts with a vector and fills whole ones together with padding of its own.
  let isPadded: Bool

  /// Opens a window; what follows its rows up to a whole vector must be padding if `isPadded`.
  ///
  /// - Precondition: the window lies inside the storage.
  init(
    in storage: Storage<S>, at offset: Int = 0, rows: Int, columns: Int, stride: Int? = nil,
    isPadded: Bool = false
  ) {
    let stride = stride ?? columns
    let end = offset + max(rows - 1, 0) * stride + (isPadded ? S.padded(columns) : columns)
    precondition(
      offset >= 0 && rows >= 0 && columns >= 0 && stride >= columns && end <= storage.count,
      "[\(rows) × \(columns)] every \(stride) from \(offset) leaves \(storage.count) scalars")
    self.storage = storage
    unsafe base = storage.base + offset
    self.rows = rows
    self.columns = columns
    self.stride = stride
    let isAligned = offset.isMultiple(of: S.lanes) && (rows < 2 || stride.isMultiple(of: S.lanes))
    self.isPadded = isAligned && (isPadded || columns.isMultiple(of: S.lanes))
  }

  private init(
    _ storage: Storage<S>, _ base: UnsafeMutablePointer<S>, _ shape: (Int, Int, Int),
    isPadded: Bool
  ) {
    self.storage = storage
    unsafe self.base = unsafe base
    (rows, columns, stride) = shape
    self.isPadded = isPadded
  }

  /// A matrix of zeros in storage of its own, with rows padded to whole vectors.
  init(rows: Int, columns: Int) {
    let stride = S.padded(columns)
    self.init(
      in: Storage(count: rows * stride), rows: rows, columns: columns, stride: stride,
      isPadded: true)
    if Padding.filler != 0 { updateEach { $0 = 0 } }
  }

  /// The window of some of the rows.
  func rows(_ range: Range<Int>) -> Matrix {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return unsafe Matrix(
      storage, base + range.lowerBound * stride, (range.count, columns, stride),
      isPadded: isPadded)
  }

  /// The window of some of the columns.
  ///
  /// It is padded if this one is, and it starts with a vector and ends with one or with the row.
  func columns(_ range: Range<Int>) -> Matrix {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return unsafe Matrix(
      storage, base + range.lowerBound, (rows, range.count, stride),
      isPadded: isPadded && startsAndEndsWithVectors(range))
  }

  // Inlined into a loop over heads, it makes Swift 6.3.1 crash.
  @inline(never)
  private func startsAndEndsWithVectors(_ range: Range<Int>) -> Bool {
    range.lowerBound.isMultiple(of: S.lanes)
      && (range.upperBound == columns || range.upperBound.isMultiple(of: S.lanes))
  }

  /// One element.
  subscript(row: Int, column: Int) -> S {
    get {
      precondition(
        (0..<rows).contains(row) && (0..<columns).contains(column),
        "[\(row), \(column)] of [\(rows) × \(columns)]")
      return unsafe base[row * stride + column]
    }
    nonmutating set {
      precondition(
        (0..<rows).contains(row) && (0..<columns).contains(column),
        "[\(row), \(column)] of [\(rows) × \(columns)]")
      unsafe base[row * stride + column] = newValue
    }
  }

  /// The elements, row by row.
  var elements: [S] {
    get { (0..<rows).flatMap { row in (0..<columns).map { self[row, $0] } } }
    nonmutating set {
      precondition(newValue.count == rows * columns, "\(newValue.count) elements")
      for (index, value) in newValue.enumerated() {
        self[index / columns, index % columns] = value
      }
    }
  }

  /// Calls `body` on each element in place, row by row.
  func updateEach(_ body: (inout S) -> Void) {
    for row in 0..<rows {
      for column in 0..<columns { unsafe body(&base[row * stride + column]) }
    }
  }

  /// The first vector of a row, of which it has ``vectorsPerRow``.
  ///
  /// - Precondition: the matrix ``isPadded``.
  @inline(__always)
  func vectors(row: Int) -> UnsafeMutablePointer<S.Vector> {
    precondition(isPadded && row >= 0 && row < rows, "row \(row) of \(rows), padded \(isPadded)")
    return unsafe UnsafeMutableRawPointer(base + row * stride).assumingMemoryBound(
      to: S.Vector.self)
  }

  /// The number of vectors that hold a padded row.
  var vectorsPerRow: Int { S.padded(columns) / S.lanes }

  /// The number of elements in the last vector of a row.
  var lastCount: Int { columns - (vectorsPerRow - 1) * S.lanes }
}
