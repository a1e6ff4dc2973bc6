/// The mini-batches of a training set, one after the other.
///
/// A class, because the memory of a batch is made once and refilled in place.
final class Batches {
  private enum Order {
    case shuffled
    case fixed
    case withReplacement
  }

  private let whole: Samples
  private let order: Order
  private let size: Int
  private var generator: Generator
  /// Positions in the training set: an epoch's, or with replacement those of one batch.
  private var positions: [Int]
  /// Where in `positions` the next batch starts.
  private var start = 0
  private var batch: Samples

  /// Prepares the batches of a training set, or returns `nil` where a step sees all of it.
  init?(_ kind: BatchKind, of whole: Samples, seed: Int) {
    let size: Int
    switch kind {
    case .full: return nil
    case .shuffled(let batch): (order, size) = (.shuffled, batch.size)
    case .fixed(let batch): (order, size) = (.fixed, batch.size)
    case .withReplacement(let batch): (order, size) = (.withReplacement, batch.size)
    }
    self.whole = whole
    self.size = order == .withReplacement ? size : min(size, whole.count)
    generator = Generator(seed: seed, stream: "batches")
    batch = whole.emptied(withRoomFor: self.size)
    switch order {
    case .shuffled: positions = Array(0..<whole.count)
    case .fixed: positions = generator.shuffled(whole.count)
    case .withReplacement: positions = Array(repeating: 0, count: size)
    }
  }

  /// The next batch, which is overwritten by the one after it.
  ///
  /// Allocates nothing, as long as no batch is kept.
  func next() -> Samples {
    if order == .withReplacement {
      for i in positions.indices { positions[i] = generator.integer(below: whole.count) }
    } else if order == .shuffled, start == 0 {
      generator.shuffle(&positions)
    }
    let end = min(start + size, positions.count)
    batch.refill(from: whole, at: positions[start..<end])
    start = end == positions.count ? 0 : end
    return batch
  }
}

extension Batches: CarriedMemory {
  var byteCount: Int { 40 + (order == .shuffled ? 8 * positions.count : 0) }

  func write(to writer: inout ByteWriter) {
    writer.write(start)
    for word in generator.words { writer.write(word) }
    // An epoch's order comes out of the one before.
    if order == .shuffled { for position in positions { writer.write(position) } }
  }

  func restore(from reader: inout ByteReader) throws(ByteError) {
    start = try reader.readCount("batch")
    guard start % size == 0, start < positions.count else { throw .value(field: "batch") }
    let words = try reader.readList(4) { reader throws(ByteError) in
      try reader.readInteger(UInt64.self)
    }
    guard let generator = Generator(state: words) else { throw .value(field: "generator") }
    self.generator = generator
    guard order == .shuffled else { return }
    positions = try reader.readList(positions.count) { reader throws(ByteError) in
      try reader.readInteger(Int.self)
    }
    guard positions.sorted() == Array(0..<whole.count) else { throw .value(field: "positions") }
  }
}
