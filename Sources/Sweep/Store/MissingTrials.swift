import Engine
import Synchronization

/// Trials that are to be trained: eight bytes each, their configurations made when asked for.
struct MissingTrials: RandomAccessCollection, Sendable {
  private struct Position {
    let cell: Int32
    let seed: Int32
  }

  private let experiment: Experiment
  private let cells: RecentCells
  private var positions: [Position] = []

  /// None of an experiment's trials.
  init(_ experiment: Experiment) {
    self.experiment = experiment
    cells = RecentCells()
  }

  var startIndex: Int { positions.startIndex }
  var endIndex: Int { positions.endIndex }

  subscript(index: Int) -> TrialConfiguration {
    let position = positions[index]
    return cells.cell(Int(position.cell), of: experiment)
      .trial(seed: experiment.seeds[Int(position.seed)])
  }

  /// Adds the trial of a cell with one of the experiment's seeds.
  mutating func append(cell: Int, seedAt position: Int) {
    positions.append(Position(cell: Int32(cell), seed: Int32(position)))
  }
}

/// The cells that were asked for last: making one takes as long as storing its trial.
private final class RecentCells: Sendable {  // a class, because it changes while it is read
  private static let limit = 1024
  private let cells = Mutex<[Int: Cell]>([:])

  func cell(_ index: Int, of experiment: Experiment) -> Cell {
    cells.withLock { cells in
      if let cell = cells[index] { return cell }
      if cells.count == Self.limit { cells.removeAll(keepingCapacity: true) }
      let cell = experiment.cell(index)
      cells[index] = cell
      return cell
    }
  }
}
