internal import RealModule

/// How many frequencies hidden units have as functions of the answer of a modular task.
///
/// φ(s) is the mean of a unit over all pairs with answer s; for multiplication and division s is the
/// discrete logarithm of the answer to the smallest primitive root, and pairs that have a 0 are left
/// out. Its power at the frequencies k = 1 … ⌊n/2⌋, n the number of values of s, is what all
/// columns look at; the mean, k = 0, is left out. Over units:
/// ```
/// ipr = mean Σ_{±k} P² / (Σ_{±k} P)²             ½ for one frequency (Manning-Coe et al. 2025, arXiv:2502.01739)
/// ipr_folded = mean Σ_k P² / (Σ_k P)²            1 for one frequency (Gromov 2023, arXiv:2301.02679)
/// fourier_rank = median of the fewest frequencies with 90 % of the power
/// fsd_m = (share of units that have k among their m strongest, for the best k, − c)/(1 − c), c = m/⌊n/2⌋
/// frequencies = exp of the entropy of the power of all units over k
/// gini = Gini coefficient of the same power
/// ```
/// `fsd` and `fsd_2` are Sivasankar's synchronization (2026, arXiv:2606.12966) with m = 1 and 2. Their
/// shuffled null changes nothing, so that `fsd_null95` here is what units reach with 5 % chance
/// whose strongest frequency is drawn at random.
struct FourierStructure: Measure {
  static let kind = "fourier"
  static let fields: [Field<Self>] = []

  func accept(_ subject: MeasureSubject) throws(Refusal) {
    _ = try subject.cyclicGroup(for: Self.kind)
  }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["ipr", "ipr_folded", "fourier_rank", "fsd", "fsd_2", "fsd_null95", "frequencies", "gini"]
      .map { MeasureColumn($0) }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // As many answers as classes: their means, a transform, and each unit's power sorted thrice.
    let power = subject.classes * subject.units
    return LookWork(
      operations: (subject.train + subject.test) * subject.units + 2 * subject.classes * power
        + 10 * MeasureSubject.element * power, sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    guard let group = try? moment.subject.cyclicGroup(for: Self.kind) else { return [] }
    let means = group.means(
      [(moment.train, moment.trainUnits.hidden), (moment.test, moment.testUnits.hidden)])
    var generator = moment.generator(Self.kind)
    return Self.values(means, &generator)
  }

  /// The eight numbers of units as functions of s, `[n × H]`.
  static func values(_ means: Matrix<Double>, _ generator: inout Generator) -> [Double] {
    let power = means.power()
    let count = power.rows
    let units = (0..<power.columns).map { unit in (0..<count).map { power[$0, unit] } }
      .filter { $0.reduce(0, +) > 0 }
    guard !units.isEmpty else { return [Double](repeating: .nan, count: 8) }
    // At k = n/2 a real function has one frequency and not two.
    let doubled = (1...count).map { 2 * $0 == means.rows ? 1.0 : 2.0 }
    func participation(_ weights: [Double]) -> Double {
      let shares = units.map { unit in
        let total = unit.reduce(0, +)
        return zip(unit, weights).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / (total * total)
      }
      return shares.reduce(0, +) / Double(units.count)
    }
    let ranks = units.map { unit in
      var (rank, explained) = (0, 0.0)
      let total = unit.reduce(0, +)
      for share in unit.sorted(by: >) where explained < 0.9 * total {
        explained += share
        rank += 1
      }
      return Double(rank)
    }
    let all = (0..<count).map { k in units.reduce(0) { $0 + $1[k] } }
    let total = all.reduce(0, +)
    let entropy = all.reduce(0) { $1 > 0 ? $0 - $1 / total * Double.log($1 / total) : $0 }
    return [
      participation(doubled), participation(doubled.map { _ in 1 }), median(ranks),
      synchronization(units, strongest: 1), synchronization(units, strongest: 2),
      nullSynchronization(units: units.count, frequencies: count, &generator),
      Double.exp(entropy), gini(all),
    ]
  }

  private static func synchronization(_ units: [[Double]], strongest m: Int) -> Double {
    let count = units[0].count
    var votes = [Double](repeating: 0, count: count)
    for unit in units {
      for k in unit.indices.sorted(by: { (unit[$0], $1) > (unit[$1], $0) }).prefix(m) {
        votes[k] += 1
      }
    }
    return aboveChance((votes.max() ?? 0) / Double(units.count), chance: Double(m) / Double(count))
  }

  /// The 95th percentile of 199 draws.
  private static func nullSynchronization(
    units: Int, frequencies: Int, _ generator: inout Generator
  ) -> Double {
    let draws = (0..<199).map { _ in
      var votes = [Int](repeating: 0, count: frequencies)
      for _ in 0..<units { votes[generator.integer(below: frequencies)] += 1 }
      return Double(votes.max() ?? 0) / Double(units)
    }
    return aboveChance(draws.sorted()[189], chance: 1 / Double(frequencies))
  }

  private static func aboveChance(_ share: Double, chance: Double) -> Double {
    chance < 1 ? (share - chance) / (1 - chance) : .nan
  }

  /// Σ (2i − n − 1) x_i / (n Σ x), over ascending x.
  private static func gini(_ values: [Double]) -> Double {
    let (count, sorted) = (Double(values.count), values.sorted())
    let weighted = sorted.enumerated().reduce(0) {
      $0 + (2 * Double($1.offset + 1) - count - 1) * $1.element
    }
    return weighted / (count * values.reduce(0, +))
  }
}
