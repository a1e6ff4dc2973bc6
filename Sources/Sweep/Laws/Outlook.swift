import Engine
import Foundation
import Statistics

/// What would decide a claim that is still open: larger sweeps, simulated from the fit.
///
/// A simulated sweep has the fitted exponents, variances and bounds. One with more cells repeats those
/// there are, each with a deviation of its own; one with more seeds has more trials in each. It is decided if
/// every exponent's interval lies within its margin, or one's excludes the claim; of free exponents if all
/// are known to their margins. Looking ahead costs some hundred fits, and is left until it is asked for.
struct Outlook: Sendable {
  /// How many more cells, and how many more seeds a cell, would do; `nil` if none that were tried.
  struct Need: Hashable, Sendable {
    let cells: Int?
    let seeds: Int?
  }

  private let fit: LawFit
  private let model: ClusterRegression

  /// Looks ahead from a fit.
  init?(_ fit: LawFit) {
    guard let model = fit.model, !fit.clusters.isEmpty else { return nil }
    self.fit = fit
    self.model = model
  }

  /// How many sweeps of a size are simulated, and how many of them must be decided.
  private static let sweeps = 40
  private static let decided = 32
  /// Times as many cells, or seeds, as there are.
  private static let sizes = [1.25, 1.5, 2, 3, 4, 6, 8]
  /// No sweep of more trials is simulated.
  private static let largest = 5000
  private static let seed = 20_250_101

  /// What would do; `nil` if a larger sweep is too large to be simulated.
  var need: Need? {
    guard Double(fit.count) * Self.sizes[0] <= Double(Self.largest) else { return nil }
    let count = fit.clusters.count
    let trials = Double(fit.count) / Double(count)
    func least(_ tries: [(more: Int, cells: Int, trials: Int)]) -> Int? {
      tries.first { tried in
        tried.cells * tried.trials <= Self.largest && suffices(tried.cells, tried.trials)
      }?.more
    }
    let size = max(1, Int(trials.rounded()))
    return Need(
      cells: least(
        Self.sizes.map { factor in
          let cells = max(count + 1, Int((factor * Double(count)).rounded(.up)))
          return (cells - count, cells, size)
        }),
      seeds: least(
        Self.sizes.map { factor in
          let more = max(1, Int((factor * trials).rounded(.up)) - size)
          return (more, count, size + more)
        }))
  }

  private func suffices(_ cells: Int, _ trials: Int) -> Bool {
    var noise = Generator(seed: Self.seed, stream: "outlook \(cells) \(trials)")
    var (yes, no) = (0, 0)
    while yes < Self.decided, no <= Self.sweeps - Self.decided {
      if isDecided(cells, trials, &noise) { yes += 1 } else { no += 1 }
    }
    return yes >= Self.decided
  }

  private func isDecided(_ cells: Int, _ trials: Int, _ noise: inout Generator) -> Bool {
    // Constants matter only beside bounds, and follow from the cells' own times.
    let clusters = (0..<cells).map { number -> Cluster in
      let known = fit.clusters[number % fit.clusters.count].cluster
      let location = model.location(number % fit.clusters.count)
      let own = location + model.deviation * noise.normalPair().0
      let bound = known.times.filter { !$0.isEvent }.map(\.lower).max() ?? .infinity
      let times = (0..<trials).map { _ -> IntervalTime in
        let time = exp(known.offset + own + model.scale * noise.normalPair().0)
        return IntervalTime(SurvivalTime(min(time, bound), isEvent: time <= bound))
      }
      return Cluster(
        group: known.group, predictors: known.predictors, times: times, offset: known.offset)
    }
    guard let larger = ClusterRegression(clusters) else { return false }
    let factors = fit.law.factors
    let intervals = factors.indices.map { larger.interval($0) }
    if fit.law.isFree {
      return zip(factors, intervals).allSatisfy { ($1.high - $1.low) / 2 <= $0.margin }
    }
    let claimed = zip(factors, intervals).compactMap { factor, interval in
      factor.claim.map { (claim: $0, factor.margin, interval) }
    }
    return claimed.contains { !$0.2.has($0.claim) }
      || claimed.allSatisfy { $0.2.low >= $0.claim - $0.1 && $0.2.high <= $0.claim + $0.1 }
  }
}
