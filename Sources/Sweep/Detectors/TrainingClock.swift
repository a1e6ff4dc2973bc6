import Engine
import Foundation
import Statistics

/// How long a trial takes to come so near to an end, and how much longer to come nearer.
///
/// Tan, Gai & Zhang 2026 (arXiv:2606.05863) set two clocks against each other. With the training loss L
/// and the stable rank r of a weight matrix, at the end r_end,
/// ```
/// T_cls(ε) = the first step from which on L ≤ ε              O(ln 1/ε)
/// T_rep(η) = the first step from which on r ≤ (1 + η) r_end  Θ(η^−(2θ−1)), ½ < θ < 1
/// ```
/// each for ``sustained`` measured steps in a row.
enum TrainingClock: Hashable, Sendable {
  /// T_cls.
  case classification
  /// T_rep of a column of stable ranks.
  case representation(MeasuredColumn)

  /// For how many measured steps in a row.
  static let sustained = 3

  /// What it looks at.
  var name: String {
    switch self {
    case .classification: "train_loss"
    case .representation(let column): column.name
    }
  }

  /// ε or η, descending.
  var levels: [Double] {
    switch self {
    case .classification: [1e-1, 1e-2, 1e-3, 1e-4]
    case .representation: [0.5, 0.2, 0.1, 0.05]
    }
  }

  /// The step of each level along a trial; `nil` where it was not reached, or before the first look.
  func steps(_ track: MeasureTrack) -> [Int?] {
    guard let (first, last) = track.ends else { return levels.map { _ in nil } }
    return levels.map { level in
      let limit =
        switch self {
        case .classification: level
        case .representation: (1 + level) * last
        }
      let step = track.firing([(.below, limit)], sustained: Self.sustained).step
      return step.flatMap { $0 > first ? $0 : nil }
    }
  }

  /// How the steps grow, by least squares over the levels that were reached, of which it takes three.
  ///
  /// - Returns: steps for each e-fold of ε, or the exponent 2θ − 1.
  func slope(_ steps: [Int?]) -> Double? {
    let reached = zip(levels, steps).compactMap { level, step in
      step.map { step in
        Observation(
          group: 0, x: -log(level),
          y: self == .classification ? Double(step) : log(Double(step)))
      }
    }
    return reached.count < 3 ? nil : Regression(reached, groupCount: 1)?.slope
  }
}

extension MeasureTrack {
  /// The first measured step and the last value.
  fileprivate var ends: (first: Int, last: Double)? {
    guard let first = steps.first, let last = values.last else { return nil }
    return (first, last)
  }
}
