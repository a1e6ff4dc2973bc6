import Foundation
import Statistics

/// How the delay goes with the norm at memorization, given the memorization step.
///
/// Within cells, a log-normal model of `ln delay` on `ln V` and `ln T_mem` has a constant for each cell;
/// between cells, one of the cells' means has a deviation for each cell, and `delay ηλ` in place of the
/// delay. Censored trials that memorized are in both.
struct NormAssociation: Sendable {
  /// The exponent of `V` within cells.
  let within: ClusterRegression?
  /// The exponent of the mean `V` between cells.
  let between: ClusterRegression?
  /// The standard deviation of `ln V` within cells.
  let spread: Double
  /// How many trials have a norm at memorization.
  let count: Int
  /// How many of them are censored.
  let censored: Int
  /// How many cells they form.
  let cells: Int
  /// The cells' mean `ln V` and mean norm, of those with a rate of decay.
  let means: [Int: (logSquare: Double, norm: Double)]
  /// Cells with the trials that have a norm.
  private let times: [Int: [IntervalTime]]

  /// Looks at a sweep.
  init(_ data: LawData) {
    var single: [Cluster] = []
    var whole: [Cluster] = []
    var (squares, freedom, count, censored) = (0.0, 0.0, 0, 0)
    var means: [Int: (logSquare: Double, norm: Double)] = [:]
    var times: [Int: [IntervalTime]] = [:]
    for (index, cell) in data.sweep.cells.enumerated() where !data.times[index].isEmpty {
      var rows: [(norm: Double, step: Double, time: IntervalTime)] = []
      for trial in data.sweep.trials[index] {
        guard let norm = trial.milestones.norm2(.memorization), norm > 0,
          let step = trial.milestones.memorization.step, step > 0,
          case .success(let time) = data.response.interval(
            trial.milestones, spacing: data.sweep.spacing)
        else { continue }
        rows.append((log(norm), log(Double(step)), time))
      }
      guard !rows.isEmpty, let rate = cell.decayRate else { continue }
      let n = Double(rows.count)
      let mean = rows.reduce(0) { $0 + $1.norm } / n
      squares += rows.reduce(0) { $0 + ($1.norm - mean) * ($1.norm - mean) }
      freedom += n - 1
      count += rows.count
      censored += rows.count { !$0.time.isEvent }
      single += rows.map {
        Cluster(group: index, predictors: [$0.norm, $0.step], times: [$0.time])
      }
      whole.append(
        Cluster(
          group: 0, predictors: [mean, rows.reduce(0) { $0 + $1.step } / n],
          times: rows.map(\.time), offset: -log(rate)))
      means[index] = (mean, rows.reduce(0) { $0 + exp($1.norm / 2) } / n)
      times[index] = rows.map(\.time)
    }
    self.count = count
    self.censored = censored
    cells = means.count
    self.means = means
    self.times = times
    spread = freedom > 0 ? (squares / freedom).squareRoot() : 0
    within = Self.fit(single, deviates: false)
    between = Self.fit(whole, deviates: true)
  }

  /// A fit on both predictors, or on the norm alone where the step says nothing more.
  private static func fit(_ clusters: [Cluster], deviates: Bool) -> ClusterRegression? {
    ClusterRegression(clusters, deviates: deviates)
      ?? ClusterRegression(
        clusters.map {
          Cluster(
            group: $0.group, predictors: [$0.predictors[0]], times: $0.times, offset: $0.offset)
        }, deviates: deviates)
  }

  /// The scores of the cells under a law of the norm at memorization.
  func scores(_ law: NormLaw, _ data: LawData) -> [Int: Double] {
    let cells = means.keys.sorted()
    func model(
      variancesOf pilot: ClusterRegression? = nil,
      _ predict: (Int) -> (predictors: [Double], offset: Double)?
    ) -> ClusterRegression? {
      let clusters = cells.compactMap { cell in
        predict(cell).map {
          Cluster(
            group: 0, predictors: $0.predictors, times: times[cell] ?? [], offset: $0.offset)
        }
      }
      guard clusters.count == cells.count else { return nil }
      return pilot.map { ClusterRegression(clusters, variancesOf: $0) }
        ?? ClusterRegression(clusters)
    }
    var best: ClusterRegression?
    switch law {
    case .ratio: return [:]
    case .clamp: best = model { cell in means[cell].map { ([$0.norm], 0) } }
    case .firstPassage:
      guard let least = means.values.map(\.logSquare).min() else { return [:] }
      // ln V* from just below the smallest norm to e⁻⁵⁰ of it, all with the variances of the middle one.
      func fit(_ step: Int, variancesOf pilot: ClusterRegression?) -> ClusterRegression? {
        let threshold = least - exp(log(1e-3) + Double(step) / 15 * log(5e4))
        return model(variancesOf: pilot) { cell in
          guard let mean = means[cell], let rate = data.sweep.cells[cell].decayRate else {
            return nil
          }
          return ([], log(mean.logSquare - threshold) - log(rate))
        }
      }
      let pilot = fit(8, variancesOf: nil)
      let likelihoods = (0..<16).map { step in
        pilot.flatMap { fit(step, variancesOf: $0) }?.logLikelihood ?? -.infinity
      }
      best = likelihoods.indices.max { likelihoods[$0] < likelihoods[$1] }
        .flatMap { fit($0, variancesOf: nil) }
    }
    guard let best else { return [:] }
    return Dictionary(
      uniqueKeysWithValues: zip(best.positions, best.heldOut()).compactMap { position, score in
        score.map { (cells[position], $0) }
      })
  }
}
