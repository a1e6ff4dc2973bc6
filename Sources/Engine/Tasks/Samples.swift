/// What a network reads.
enum Inputs {
  /// Columns of tokens, each `[N]` and in `0 ..< vocabulary`: a pair of tokens has two.
  case tokens([[Int32]], vocabulary: Int)
  /// Rows of numbers, `[at least N × shape.count]`.
  case rows(Matrix<Double>, shape: Shape)
}

/// What a network has to say.
enum Targets {
  /// The class of each sample, `[N]`, each in `0 ..< count`.
  case classes([Int32], count: Int)
  /// The values of each sample, `[at least N × K]`, and the mean squared error below which they
  /// count as right.
  case values(Matrix<Double>, tolerance: Double)
}

/// Inputs with their targets.
struct Samples {
  private(set) var inputs: Inputs
  var targets: Targets
  /// N.
  private(set) var count: Int

  /// Pairs inputs with their targets.
  ///
  /// - Precondition: there are as many of both.
  init(_ inputs: Inputs, _ targets: Targets) {
    let counts =
      switch inputs {
      case .tokens(let columns, _): columns.map(\.count)
      case .rows(let rows, _): [rows.rows]
      }
    count = targets.count
    precondition(counts.allSatisfy { [count] in $0 == count }, "\(counts) inputs, \(count) targets")
    self.inputs = inputs
    self.targets = targets
  }

  private init(_ inputs: Inputs, _ targets: Targets, count: Int) {
    (self.inputs, self.targets, self.count) = (inputs, targets, count)
  }

  /// What a network has to know of them.
  var sizes: SampleSizes {
    SampleSizes(count: count, inputs: inputs.sizes, targets: targets.sizes)
  }

  /// The samples at the given positions, in their order.
  func selecting(_ positions: [Int]) -> Samples {
    var selected = emptied(withRoomFor: positions.count)
    selected.refill(from: self, at: positions[...])
    return selected
  }

  /// No samples, with memory for some of the same kind.
  func emptied(withRoomFor room: Int) -> Samples {
    Samples(inputs.emptied(withRoomFor: room), targets.emptied(withRoomFor: room), count: 0)
  }

  /// Replaces these samples by those at the given positions of others, in their order.
  ///
  /// Nothing is allocated if there is memory for them and no other copy of these samples.
  mutating func refill(from others: Samples, at positions: ArraySlice<Int>) {
    inputs.refill(from: others.inputs, at: positions)
    targets.refill(from: others.targets, at: positions)
    count = positions.count
  }
}

extension Inputs {
  fileprivate var sizes: InputSizes {
    switch self {
    case .tokens(let columns, let vocabulary):
      .tokens(columns: columns.count, vocabulary: vocabulary)
    case .rows(_, let shape): .rows(shape)
    }
  }

  fileprivate func emptied(withRoomFor room: Int) -> Inputs {
    switch self {
    case .tokens(let columns, let vocabulary):
      .tokens(columns.map { _ in .empty(withRoomFor: room) }, vocabulary: vocabulary)
    case .rows(_, let shape): .rows(Matrix(rows: room, columns: shape.count), shape: shape)
    }
  }

  fileprivate mutating func refill(from others: Inputs, at positions: ArraySlice<Int>) {
    switch (self, others) {
    case (.tokens(var columns, let vocabulary), .tokens(let sources, _)):
      self = .tokens([], vocabulary: vocabulary)  // the only copy is refilled in place
      for index in columns.indices { columns[index].refill(from: sources[index], at: positions) }
      self = .tokens(columns, vocabulary: vocabulary)
    case (.rows(let rows, _), .rows(let source, _)):
      copyRows(of: source, at: positions, into: rows.rows(0..<positions.count))
    default: preconditionFailure("tokens and rows of numbers do not mix")
    }
  }
}

extension Targets {
  fileprivate var count: Int {
    switch self {
    case .classes(let classes, _): classes.count
    case .values(let values, _): values.rows
    }
  }

  fileprivate var sizes: TargetSizes {
    switch self {
    case .classes(_, let count): .classes(count)
    case .values(let values, _): .values(values.columns)
    }
  }

  fileprivate func emptied(withRoomFor room: Int) -> Targets {
    switch self {
    case .classes(_, let count): .classes(.empty(withRoomFor: room), count: count)
    case .values(let values, let tolerance):
      .values(Matrix(rows: room, columns: values.columns), tolerance: tolerance)
    }
  }

  fileprivate mutating func refill(from others: Targets, at positions: ArraySlice<Int>) {
    switch (self, others) {
    case (.classes(var classes, let count), .classes(let source, _)):
      self = .classes([], count: count)  // the only copy is refilled in place
      classes.refill(from: source, at: positions)
      self = .classes(classes, count: count)
    case (.values(let values, _), .values(let source, _)):
      copyRows(of: source, at: positions, into: values.rows(0..<positions.count))
    default: preconditionFailure("classes and values do not mix")
    }
  }
}

extension [Int32] {
  fileprivate static func empty(withRoomFor room: Int) -> [Int32] {
    var empty: [Int32] = []
    empty.reserveCapacity(room)
    return empty
  }

  fileprivate mutating func refill(from others: [Int32], at positions: ArraySlice<Int>) {
    removeAll(keepingCapacity: true)
    for position in positions { append(others[position]) }
  }
}
