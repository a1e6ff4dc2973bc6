import Engine

/// Writes values one after another, little-endian.
///
/// Whole numbers take eight bytes, floating-point numbers travel by their bit pattern, and texts
/// and lists begin with their count.
struct ByteWriter {
  var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func write(_ value: some FixedWidthInteger) {
    for shift in stride(from: 0, to: value.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }

  mutating func write(_ value: Double) { write(value.bitPattern) }

  mutating func write(_ text: String) {
    write(text.utf8.count)
    bytes += text.utf8
  }

  mutating func write(_ values: [Double]) {
    write(values.count)
    for value in values { write(value) }
  }

  mutating func write(_ report: TrialReport) {
    write(report.attempt)
    write(report.startedAt)
    write(report.wallSeconds)
    let result = report.result
    write(UInt8(Ending.allCases.firstIndex(of: result.ending) ?? 0))
    write(result.tensors.count)
    for tensor in result.tensors { write(tensor) }
    write(result.trajectory.count)
    for evaluation in result.trajectory { write(evaluation) }
  }

  private mutating func write(_ evaluation: Evaluation) {
    write(evaluation.step)
    write(evaluation.trainLoss)
    write(evaluation.trainAccuracy)
    write(evaluation.testLoss)
    write(evaluation.testAccuracy)
    write(evaluation.tensorNorm2)
    write(evaluation.pruning?.accuracies ?? [])
  }
}

/// Reads what a ``ByteWriter`` wrote, and throws at anything else.
struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// The number of bytes not yet read.
  var remaining: Int { bytes.count - position }

  mutating func readBytes(_ count: Int) throws(MessageError) -> ArraySlice<UInt8> {
    guard count <= remaining else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count]
  }

  mutating func readInteger<Value: FixedWidthInteger>(
    _ type: Value.Type
  ) throws(MessageError) -> Value {
    try readBytes(Value.bitWidth / 8).reversed().reduce(0) {
      $0 << 8 | Value(truncatingIfNeeded: $1)
    }
  }

  /// Reads a whole number from 0.
  mutating func readCount(_ field: String) throws(MessageError) -> Int {
    let value = try readInteger(Int.self)
    guard value >= 0 else { throw .value(field: field) }
    return value
  }

  /// Reads the length of a list, before any room is made for it.
  private mutating func readCount(
    _ field: String, ofAtLeast size: Int
  ) throws(MessageError) -> Int {
    let count = try readCount(field)
    guard count <= remaining / size else { throw .truncated }
    return count
  }

  mutating func readDouble() throws(MessageError) -> Double {
    Double(bitPattern: try readInteger(UInt64.self))
  }

  mutating func readText(_ field: String) throws(MessageError) -> String {
    let bytes = try readBytes(try readCount(field))
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .value(field: field) }
    return text
  }

  mutating func readDoubles(_ field: String) throws(MessageError) -> [Double] {
    try readList(try readCount(field, ofAtLeast: 8)) { reader throws(MessageError) in
      try reader.readDouble()
    }
  }

  mutating func readTrial() throws(MessageError) -> TrialID {
    TrialID(rawValue: try readCount("trial"))
  }

  mutating func readReport() throws(MessageError) -> TrialReport {
    let attempt = try readCount("attempt")
    let startedAt = try readDouble()
    let wallSeconds = try readDouble()
    let position = Int(try readInteger(UInt8.self))
    guard position < Ending.allCases.count else { throw .value(field: "ending") }
    let ending = Ending.allCases[position]
    let tensors = try readList(try readCount("tensors", ofAtLeast: 8)) {
      reader throws(MessageError) in try reader.readText("tensor")
    }
    // An evaluation is a step, four measures and two counts of eight bytes each, at least.
    let trajectory = try readList(try readCount("trajectory", ofAtLeast: 56)) {
      reader throws(MessageError) in try reader.readEvaluation()
    }
    return TrialReport(
      attempt: attempt, startedAt: startedAt, wallSeconds: wallSeconds,
      result: TrialResult(tensors: tensors, trajectory: trajectory, ending: ending))
  }

  private mutating func readEvaluation() throws(MessageError) -> Evaluation {
    let step = try readCount("step")
    let trainLoss = try readDouble()
    let trainAccuracy = try readDouble()
    let testLoss = try readDouble()
    let testAccuracy = try readDouble()
    let tensorNorm2 = try readDoubles("norms")
    let accuracies = try readDoubles("pruning")
    guard accuracies.count != 1 else { throw .value(field: "pruning") }
    return Evaluation(
      step: step, trainLoss: trainLoss, trainAccuracy: trainAccuracy, testLoss: testLoss,
      testAccuracy: testAccuracy, tensorNorm2: tensorNorm2,
      pruning: accuracies.isEmpty ? nil : PruningCurve(accuracies: accuracies))
  }

  private mutating func readList<Element>(
    _ count: Int, _ read: (inout ByteReader) throws(MessageError) -> Element
  ) throws(MessageError) -> [Element] {
    var elements: [Element] = []
    elements.reserveCapacity(count)
    for _ in 0..<count { elements.append(try read(&self)) }
    return elements
  }
}
