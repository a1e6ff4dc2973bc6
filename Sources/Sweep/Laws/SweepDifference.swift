import Engine
import Statistics

/// Two sweeps, cell by cell.
///
/// Cells are the same if they agree in every field that either sweep varies; whatever else differs
/// between the files is what is compared.
struct SweepDifference: Sendable {
  /// How a cell's trials were compared.
  enum Test: String, Hashable, Sendable {
    /// The sign test, over seeds that both sweeps have.
    case paired
    /// The log-rank test, over all trials.
    case logRank = "log-rank"
  }

  /// One cell of both, or of either.
  struct Cell: Sendable {
    /// Its values of the fields that either sweep varies; none where it has no such field.
    let values: [ConfigurationNode?]
    /// Its trials in the first and the second sweep; `nil` where the sweep has no such cell.
    let trials: [[TrialSummary]?]
    /// The budget in the first and the second sweep, if it is known.
    let budgets: [Int?]
    /// How many seeds both have.
    let pairs: Int
    /// How many of these came out with the same milestones.
    let equal: Int
    /// How its trials were compared, if there was anything to compare.
    let test: Test?
    /// The p-value of that.
    let pValue: Double?
    /// The same, corrected for all cells.
    fileprivate(set) var corrected: Double?
  }

  /// The fewest pairs by which an exact two-sided sign test can fall below .05: 2 · 2⁻⁶ = .031.
  static let fewestPairs = 6

  /// The fields that either sweep varies.
  let fields: [String]
  /// The response that is compared.
  let response: Response
  /// The cells: those of the first sweep in their order, then what only the second has.
  private(set) var cells: [Cell]
  /// Over all seeds of cells that both have: in how many the second sweep is later, and earlier.
  let overall: SignTest

  /// Compares two sweeps.
  init(_ first: SweepSummary, _ second: SweepSummary, by response: Response) {
    self.response = response
    let fields = first.fields + second.fields.filter { !first.fields.contains($0) }
    self.fields = fields
    func values(_ cell: CellLabel) -> [ConfigurationNode?] { fields.map(cell.value) }
    func key(_ cell: CellLabel) -> [String] { values(cell).map { $0?.canonicalJSON ?? "" } }
    let others = Dictionary(second.cells.indices.map { (key(second.cells[$0]), $0) }) {
      first, _ in first
    }
    var taken: Set<Int> = []
    var cells: [Cell] = []
    var (later, earlier) = (0, 0)
    for index in first.cells.indices {
      let label = first.cells[index]
      let other = others[key(label)].flatMap { taken.insert($0).inserted ? $0 : nil }
      let matched = other.map { second.trials[$0] }
      let signs = matched.map { Self.signs(first.trials[index], $0, response) }
      later += signs?.positive ?? 0
      earlier += signs?.negative ?? 0
      cells.append(
        Cell(
          values: values(label), trials: [first.trials[index], matched],
          budgets: [label.budget, other.flatMap { second.cells[$0].budget }],
          first.trials[index], matched, signs, response))
    }
    for index in second.cells.indices where !taken.contains(index) {
      let label = second.cells[index]
      cells.append(
        Cell(
          values: values(label), trials: [nil, second.trials[index]],
          budgets: [nil, label.budget], [], nil, nil, response))
    }
    let tested = cells.indices.filter { cells[$0].pValue != nil }
    let corrected = Holm.corrected(tested.map { cells[$0].pValue ?? 1 })
    for (index, p) in zip(tested, corrected) { cells[index].corrected = p }
    self.cells = cells
    overall = SignTest(positive: later, negative: earlier)
  }

  /// In how many pairs of seeds the second is later, and earlier, as far as censored ones let that be
  /// known.
  private static func signs(
    _ first: [TrialSummary], _ second: [TrialSummary], _ response: Response
  ) -> SignTest {
    var (later, earlier) = (0, 0)
    for (one, other) in pairs(first, second) {
      guard let a = response.time(one.milestones), let b = response.time(other.milestones) else {
        continue
      }
      // An event before the other's time, be that an event or not, came first.
      if a.isEvent, a.time < b.time { later += 1 }
      if b.isEvent, b.time < a.time { earlier += 1 }
    }
    return SignTest(positive: later, negative: earlier)
  }

  fileprivate static func pairs(
    _ first: [TrialSummary], _ second: [TrialSummary]
  ) -> [(TrialSummary, TrialSummary)] {
    let bySeed = Dictionary(second.map { ($0.seed, $0) }) { first, _ in first }
    return first.compactMap { trial in bySeed[trial.seed].map { (trial, $0) } }
  }
}

extension SweepDifference.Cell {
  fileprivate init(
    values: [ConfigurationNode?], trials: [[TrialSummary]?], budgets: [Int?],
    _ first: [TrialSummary], _ second: [TrialSummary]?, _ signs: SignTest?, _ response: Response
  ) {
    (self.values, self.trials, self.budgets) = (values, trials, budgets)
    let pairs = SweepDifference.pairs(first, second ?? [])
    self.pairs = pairs.count
    equal = pairs.count { $0.milestones == $1.milestones }
    corrected = nil
    if pairs.count >= SweepDifference.fewestPairs {
      test = .paired
      // Pairs that do not differ at all say that nothing does.
      pValue = signs?.pValue ?? 1
    } else if let second, !first.isEmpty, !second.isEmpty {
      test = .logRank
      let times = [first, second].map { $0.compactMap { response.time($0.milestones) } }
      pValue = LogRank(times)?.pValue ?? 1
    } else {
      (test, pValue) = (nil, nil)
    }
  }
}
