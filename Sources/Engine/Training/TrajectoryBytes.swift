extension ByteWriter {
  /// Writes a trajectory: its number of evaluations, then these.
  public mutating func write(_ trajectory: [Evaluation]) {
    write(trajectory.count)
    for evaluation in trajectory {
      write(evaluation.step)
      write(evaluation.trainLoss)
      write(evaluation.trainAccuracy)
      write(evaluation.testLoss)
      write(evaluation.testAccuracy)
      write(evaluation.tensorNorm2)
      write(evaluation.pruning?.accuracies ?? [])
    }
  }
}

extension ByteReader {
  /// Reads a trajectory.
  public mutating func readTrajectory() throws(ByteError) -> [Evaluation] {
    // An evaluation is a step, four measures and two counts of eight bytes each, at least.
    try readList(try readCount("trajectory", ofAtLeast: 56)) { reader throws(ByteError) in
      try reader.readEvaluation()
    }
  }

  private mutating func readEvaluation() throws(ByteError) -> Evaluation {
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
}
