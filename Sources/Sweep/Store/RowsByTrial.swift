/// Rows that are sorted by their first column, a trial.
///
/// A search takes as long as several rows. It is left out where the rows of the trial that is asked
/// for follow those of the last one, as they do in a store that was written in order.
struct RowsByTrial {
  private var select: StoreStatement
  /// The trial of the current row; `nil` behind the last row.
  private var current: Int?
  /// The trial that was asked for last; the current row is the first one after its rows.
  private var last = Int.max

  /// Takes a statement whose one parameter is the first trial.
  init(_ select: StoreStatement) { self.select = select }

  mutating func forEach(of trial: Int, _ body: (StoreStatement) throws -> Void) throws {
    if last >= trial || current.map({ $0 < trial }) ?? false {
      select.reset()
      select.bind(trial)
      try advance()
    }
    last = trial
    while current == trial {
      try body(select)
      try advance()
    }
  }

  mutating func close() { select.reset() }

  private mutating func advance() throws {
    current = try select.next() ? select.integer(0) : nil
  }
}
