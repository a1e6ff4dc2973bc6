import Engine

extension ByteWriter {
  mutating func write(_ values: [Int]) {
    write(values.count)
    for value in values { write(value) }
  }

  mutating func write(_ flag: Bool) { write(UInt8(flag ? 1 : 0)) }

  mutating func write(_ trial: TrialID) { write(trial.rawValue) }

  mutating func write(_ attempt: AttemptID) {
    write(attempt.trial)
    write(attempt.number)
  }

  /// Writes an attempt, or -1 in place of its trial for none.
  mutating func write(_ attempt: AttemptID?) {
    if let attempt { write(attempt) } else { write(-1) }
  }

  mutating func write(_ pace: Pace) {
    write(pace.silence)
    write(pace.moment)
  }

  mutating func write(_ report: TrialReport) {
    write(report.trial)
    write(report.attempt)
    write(report.startedAt)
    write(report.wallSeconds)
    write(report.leavesCheckpoint)
    let result = report.result
    write(UInt8(Ending.allCases.firstIndex(of: result.ending) ?? 0))
    write(result.tensors.count)
    for tensor in result.tensors { write(tensor) }
    write(result.trajectory)
    write(result.kernels)
    write(result.measures)
  }
}

extension ByteReader {
  mutating func readTrial() throws(ByteError) -> TrialID {
    TrialID(rawValue: try readCount("trial"))
  }

  mutating func readAttempt() throws(ByteError) -> AttemptID {
    AttemptID(trial: try readTrial(), number: try readCount("attempt"))
  }

  /// Reads an attempt, or -1 for none.
  mutating func readAttemptIfPresent() throws(ByteError) -> AttemptID? {
    let number = try readInteger(Int.self)
    guard number >= -1 else { throw .value(field: "trial") }
    guard number >= 0 else { return nil }
    return AttemptID(trial: TrialID(rawValue: number), number: try readCount("attempt"))
  }

  /// Reads how a worker got on: two times, which are neither negative nor infinite.
  mutating func readPace() throws(ByteError) -> Pace {
    let pace = Pace(silence: try readDouble(), moment: try readDouble())
    guard pace.silence >= 0, pace.silence.isFinite, pace.moment >= 0, pace.moment.isFinite else {
      throw .value(field: "pace")
    }
    return pace
  }

  mutating func readFlag(_ field: String) throws(ByteError) -> Bool {
    let value = try readInteger(UInt8.self)
    guard value <= 1 else { throw .value(field: field) }
    return value == 1
  }

  mutating func readProvenance() throws(ByteError) -> Provenance {
    var provenance = Provenance()
    for field in Provenance.fields { provenance[keyPath: field] = try readText("provenance") }
    return provenance
  }

  mutating func readIntegers(_ field: String) throws(ByteError) -> [Int] {
    try readList(try readCount(field, ofAtLeast: 8)) { reader throws(ByteError) in
      try reader.readInteger(Int.self)
    }
  }

  /// Reads whole numbers from 0.
  mutating func readCounts(_ field: String) throws(ByteError) -> [Int] {
    let values = try readIntegers(field)
    guard values.allSatisfy({ $0 >= 0 }) else { throw .value(field: field) }
    return values
  }

  mutating func readReports() throws(ByteError) -> [TrialReport] {
    // Four numbers, a flag, an ending and four counts.
    try readList(try readCount("results", ofAtLeast: 66)) { reader throws(ByteError) in
      try reader.readReport()
    }
  }

  private mutating func readReport() throws(ByteError) -> TrialReport {
    let trial = try readTrial()
    let attempt = try readCount("attempt")
    let startedAt = try readDouble()
    let wallSeconds = try readDouble()
    let leavesCheckpoint = try readFlag("checkpoint")
    let position = Int(try readInteger(UInt8.self))
    guard position < Ending.allCases.count else { throw .value(field: "ending") }
    let ending = Ending.allCases[position]
    let tensors = try readList(try readCount("tensors", ofAtLeast: 8)) {
      reader throws(ByteError) in try reader.readText("tensor")
    }
    return TrialReport(
      trial: trial, attempt: attempt, startedAt: startedAt, wallSeconds: wallSeconds,
      leavesCheckpoint: leavesCheckpoint,
      result: TrialResult(
        tensors: tensors, trajectory: try readTrajectory(), ending: ending,
        kernels: try readKernels(), measures: try readMeasureSeries()))
  }
}
