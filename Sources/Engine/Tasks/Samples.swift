/// Labelled inputs: for each sample a pair of tokens or a row of numbers, and the class it belongs
/// to or the values to learn.
struct Samples {
  /// The first token of each sample, in `0 ..< vocabulary`; none where inputs are dense.
  var first: [Int32] = []
  /// The second token of each sample, in `0 ..< vocabulary`; none where inputs are dense.
  var second: [Int32] = []
  /// Room for the numbers of samples, `[at least N × d]`, if inputs are dense.
  private var room: Matrix<Double>?
  /// Room for the values of samples, `[at least N × K]`, if values are to be learned.
  private var valueRoom: Matrix<Double>?
  /// The class of each sample, in `0 ..< classes`; all 0 where values are to be learned.
  var targets: [Int32] = []
  /// The number of tokens; 0 where inputs are dense.
  let vocabulary: Int
  /// K, the number of classes, or of values for each sample.
  let classes: Int
  /// The mean squared error below which a sample's values count as right.
  private(set) var tolerance = 0.0

  /// No samples yet, each of which will be a pair of tokens.
  init(vocabulary: Int, classes: Int) {
    self.vocabulary = vocabulary
    self.classes = classes
  }

  /// Pairs of tokens with their classes.
  init(
    first: [Int32], second: [Int32], targets: [Int32], vocabulary: Int, classes: Int
  ) {
    precondition(first.count == targets.count && second.count == targets.count, "counts disagree")
    self.first = first
    self.second = second
    self.targets = targets
    self.vocabulary = vocabulary
    self.classes = classes
  }

  /// Pairs of tokens with the values to learn, `[N × K]`.
  init(
    first: [Int32], second: [Int32], values: Matrix<Double>, vocabulary: Int, tolerance: Double
  ) {
    precondition(first.count == values.rows && second.count == values.rows, "counts disagree")
    self.first = first
    self.second = second
    valueRoom = values
    self.tolerance = tolerance
    targets = Array(repeating: 0, count: values.rows)
    self.vocabulary = vocabulary
    classes = values.columns
  }

  /// Rows of numbers, `[N × d]`, with their classes.
  init(rows: Matrix<Double>, targets: [Int32], classes: Int) {
    precondition(rows.rows == targets.count, "\(rows.rows) rows and \(targets.count) classes")
    room = rows
    self.targets = targets
    vocabulary = 0
    self.classes = classes
  }

  /// Rows of numbers, `[N × d]`, with the values to learn, `[N × K]`.
  init(rows: Matrix<Double>, values: Matrix<Double>, tolerance: Double) {
    precondition(rows.rows == values.rows, "\(rows.rows) rows and \(values.rows) of values")
    room = rows
    valueRoom = values
    self.tolerance = tolerance
    targets = Array(repeating: 0, count: rows.rows)
    vocabulary = 0
    classes = values.columns
  }

  /// The number of samples.
  var count: Int { targets.count }

  /// The numbers of each sample, `[N × d]`, if inputs are dense.
  var rows: Matrix<Double>? { room?.rows(0..<count) }

  /// The values to learn, `[N × K]`, if it is these and not classes.
  var values: Matrix<Double>? { valueRoom?.rows(0..<count) }

  /// The length d of a dense input; 0 for pairs of tokens.
  var features: Int { room?.columns ?? 0 }

  /// The samples at the given positions, in their order.
  func selecting(_ positions: [Int]) -> Samples {
    var selected = emptied(withRoomFor: positions.count)
    selected.refill(from: self, at: positions[...])
    return selected
  }

  /// No samples, with memory for some of the same kind.
  func emptied(withRoomFor count: Int) -> Samples {
    var empty = Samples(vocabulary: vocabulary, classes: classes)
    empty.targets.reserveCapacity(count)
    empty.tolerance = tolerance
    empty.valueRoom = valueRoom.map { Matrix(rows: count, columns: $0.columns) }
    if let room {
      empty.room = Matrix(rows: count, columns: room.columns)
    } else {
      empty.first.reserveCapacity(count)
      empty.second.reserveCapacity(count)
    }
    return empty
  }

  /// Replaces these samples by those at the given positions of others, in their order.
  ///
  /// Nothing is allocated if there is memory for them and no other copy of these samples.
  mutating func refill(from others: Samples, at positions: ArraySlice<Int>) {
    targets.removeAll(keepingCapacity: true)
    for position in positions { targets.append(others.targets[position]) }
    if let source = others.valueRoom, let valueRoom {
      copyRows(of: source, at: positions, into: valueRoom.rows(0..<positions.count))
    }
    if let source = others.room, let room {
      copyRows(of: source, at: positions, into: room.rows(0..<positions.count))
    } else {
      first.removeAll(keepingCapacity: true)
      second.removeAll(keepingCapacity: true)
      for position in positions {
        first.append(others.first[position])
        second.append(others.second[position])
      }
    }
  }
}
