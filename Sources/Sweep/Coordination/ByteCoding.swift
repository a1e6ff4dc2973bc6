import Engine

extension ByteWriter {
  mutating func write(_ report: TrialReport) {
    write(report.attempt)
    write(report.startedAt)
    write(report.wallSeconds)
    let result = report.result
    write(UInt8(Ending.allCases.firstIndex(of: result.ending) ?? 0))
    write(result.tensors.count)
    for tensor in result.tensors { write(tensor) }
    write(result.trajectory)
  }
}

extension ByteReader {
  mutating func readTrial() throws(ByteError) -> TrialID {
    TrialID(rawValue: try readCount("trial"))
  }

  mutating func readReport() throws(ByteError) -> TrialReport {
    let attempt = try readCount("attempt")
    let startedAt = try readDouble()
    let wallSeconds = try readDouble()
    let position = Int(try readInteger(UInt8.self))
    guard position < Ending.allCases.count else { throw .value(field: "ending") }
    let ending = Ending.allCases[position]
    let tensors = try readList(try readCount("tensors", ofAtLeast: 8)) {
      reader throws(ByteError) in try reader.readText("tensor")
    }
    return TrialReport(
      attempt: attempt, startedAt: startedAt, wallSeconds: wallSeconds,
      result: TrialResult(tensors: tensors, trajectory: try readTrajectory(), ending: ending))
  }
}
