import Engine
import GRDB

/// A checksum that is stored beside a trial, so that a reader notices what was changed or lost.
///
/// CRC-32C finds accidents; it is no proof against someone who changes the checksum too.
struct Seal {
  private var checksum = CRC32C()

  /// The checksum of all that was added.
  var value: Int { Int(checksum.value) }

  mutating func add(_ value: Int) { checksum.update(UInt64(bitPattern: Int64(value))) }

  mutating func add(_ value: Int?) {
    add(value == nil ? 0 : 1)
    add(value ?? 0)
  }

  /// Adds a number as SQLite gives it back: NULL for what is not finite, and no negative zero.
  mutating func add(_ value: Double) {
    let stored = value.isFinite ? value : .nan
    checksum.update((stored == 0 ? 0 : stored).bitPattern)
  }

  mutating func add(_ value: Double?) { add(value ?? .nan) }

  mutating func add(_ text: String) {
    add(text.utf8.count)
    checksum.update(ArraySlice(text.utf8))
  }
}

extension Seal {
  /// Begins with what the trials of a cell have in common: its canonical JSON, and the names of the
  /// network's tensors.
  init(_ cell: String, tensors: [String]) {
    add(cell)
    for tensor in tensors { add(tensor) }
  }

  /// Adds all that one trial of the cell left behind.
  func sealing(_ result: TrialResult, seed: Int) -> Seal {
    var seal = self
    seal.add(seed)
    seal.add(result.ending.rawValue)
    for evaluation in result.trajectory {
      seal.add(evaluation.step)
      seal.add(evaluation.trainLoss)
      seal.add(evaluation.trainAccuracy)
      seal.add(evaluation.testLoss)
      seal.add(evaluation.testAccuracy)
      for norm2 in evaluation.tensorNorm2 { seal.add(norm2) }
      let accuracies = evaluation.pruning?.accuracies ?? []
      seal.add(accuracies.count)
      for accuracy in accuracies { seal.add(accuracy) }
    }
    return seal
  }

  /// Adds what a trial's trajectory says under given thresholds.
  mutating func add(_ milestones: Milestones, under thresholds: Thresholds) {
    add(Milestones.definition)
    add(thresholds.memorization)
    add(thresholds.generalization)
    add(thresholds.sustained)
    for milestone in [milestones.memorization, milestones.generalization] {
      add(milestone.step)
      add(milestone.lastBelow)
    }
    add(milestones.outcome == .diverged ? 1 : 0)
    add(milestones.steps)
    add(milestones.norm2AtMemorization)
    add(milestones.norm2AtGeneralization)
    add(milestones.norm2AtEnd)
    add(milestones.norm2AtStart)
    add(milestones.norm2Peak)
    add(milestones.crossings?.beforeMemorization)
    add(milestones.crossings?.beforeGeneralization)
    add(milestones.crossings?.gapAtMemorization)
    add(milestones.crossings?.gapAtGeneralization)
    add(milestones.crossings?.memorizationLost == true ? 1 : 0)
    add(milestones.crossings?.memorizationCollapsed == true ? 1 : 0)
    add(milestones.crossings?.relapses ?? 0)
    add(milestones.compressionFactor)
  }
}

extension DatabaseError {
  /// What is stored of a trial is not what was written, and what to do about it.
  static func damaged(_ what: String, of trial: Int) -> DatabaseError {
    DatabaseError(
      resultCode: .SQLITE_CORRUPT,
      message: "\(what); DELETE FROM trials WHERE id = \(trial) takes it out, and the next run "
        + "trains it again")
  }
}
