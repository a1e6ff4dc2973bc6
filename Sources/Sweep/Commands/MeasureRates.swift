import Dispatch
import Engine
import Foundation
import Synchronization

/// How long the measures of an experiment take on this machine.
///
/// Looks are timed on all cores at once, as the steps of a calibration are. What other processes
/// took meanwhile is not counted.
struct MeasureRates: Sendable {
  private struct Timing: Sendable {
    var operations = 0.0
    var seconds = 0.0
    var perOperation: Double { operations > 0 ? seconds / operations : 0 }
  }

  /// How long one part of a look is repeated, in seconds.
  private static let repeated = 0.05

  private let measures: [MeasureRequest]
  private let tables: SampleTables
  private var ofShape: [TrialConfiguration: [LookPart: Timing]] = [:]
  private var ofAll: [LookPart: Timing] = [:]

  /// Times looks at the networks of some cells, one after the other, until the time is over; the
  /// first one's in any case.
  init(
    timing measures: [MeasureRequest], of cells: [TrialConfiguration], tables: SampleTables,
    for seconds: Double, cores: Int
  ) {
    (self.measures, self.tables) = (measures, tables)
    guard !measures.isEmpty else { return }
    let (clock, start) = (ContinuousClock(), ContinuousClock.now)
    for cell in cells where ofShape[cell.shape] == nil {
      if !ofShape.isEmpty, clock.now - start > .seconds(seconds) { return }
      let timings = Self.timings(of: measures, at: cell, tables: tables, cores: cores)
      ofShape[cell.shape] = timings
      for (part, timing) in timings {
        ofAll[part, default: Timing()].operations += timing.operations
        ofAll[part, default: Timing()].seconds += timing.seconds
      }
    }
  }

  private static func timings(
    of measures: [MeasureRequest], at cell: TrialConfiguration, tables: SampleTables, cores: Int
  ) -> [LookPart: Timing] {
    let found = Mutex<(timings: [LookPart: Timing], wall: Double)>(([:], 0))
    let work = ObservationWork(measures, of: cell, tables: tables)
    let processorStart = Foundation.clock()
    DispatchQueue.concurrentPerform(iterations: cores) { _ in
      let clock = ContinuousClock()
      let begin = clock.now
      let benchmark = MeasureBenchmark(measures, of: cell, tables: tables)
      for share in work.shares {
        var looks = 0.0
        let start = clock.now
        repeat {
          benchmark.take(share.part)
          looks += 1
        } while clock.now - start < .seconds(repeated)
        let seconds = (clock.now - start) / .seconds(1)
        found.withLock {
          $0.timings[share.part, default: Timing()].operations += looks * share.operations
          $0.timings[share.part, default: Timing()].seconds += seconds
        }
      }
      found.withLock { $0.wall += (clock.now - begin) / .seconds(1) }
    }
    // POSIX counts millionths of seconds.
    let processor = Double(Foundation.clock() - processorStart) / 1e6
    return found.withLock { found in
      found.timings.mapValues {
        Timing(
          operations: $0.operations, seconds: $0.seconds * min(1, processor / found.wall))
      }
    }
  }

  /// The seconds that the measures of a trial take, by the number of its steps.
  func seconds(_ cell: TrialConfiguration) -> @Sendable (_ steps: Double) -> Double {
    guard !measures.isEmpty else { return { _ in 0 } }
    let timings = ofShape[cell.shape]
    let looks = ObservationWork(measures, of: cell, tables: tables).shares.map { share in
      let rate = (timings?[share.part] ?? ofAll[share.part])?.perOperation ?? 0
      return (share, seconds: share.operations * rate)
    }
    return { steps in looks.reduce(0) { $0 + $1.0.looks(steps: steps) * $1.seconds } }
  }
}
