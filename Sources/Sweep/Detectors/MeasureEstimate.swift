import Engine
import Statistics

/// One column of a measure at a moment, over the trials of a cell.
struct MeasureEstimate: Hashable, Sendable {
  /// What was measured.
  let column: MeasuredColumn
  /// How many trials the cell has.
  private(set) var trials = 0
  /// How many of them have no number there because it is undefined.
  private(set) var undefined = 0
  /// Of how many nothing is read, and why.
  private(set) var absent: [Absence: Int] = [:]
  /// The largest distance of the moment to the measured step before it, in steps.
  private(set) var lag = 0
  private var values: [Double] = []

  /// No trials.
  init(_ column: MeasuredColumn) { self.column = column }

  /// Takes in a trial.
  mutating func add(_ measures: [MeasureSeries], of trial: Milestones, at moment: MeasureMoment) {
    trials += 1
    do throws(Absence) {
      let (value, lag) = try moment.lookUp(MeasureTrack(column, in: measures), of: trial)
      self.lag = max(self.lag, lag)
      if value.isFinite { values.append(value) } else { undefined += 1 }
    } catch {
      absent[error, default: 0] += 1
    }
  }

  /// How many trials have a number.
  var count: Int { values.count }
  /// The median of the numbers; `nil` of none.
  var median: Double? { values.isEmpty ? nil : quantile(values.sorted(), 0.5) }
  /// Their mean, with Student's interval.
  var mean: MeanEstimate { MeanEstimate(values) }
}
