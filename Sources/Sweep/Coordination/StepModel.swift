import Foundation
import Statistics

/// A power law of the steps that trials take, learned from cells of which some have ended.
///
/// A linear regression of `y = ln steps` on the coordinates `x` of the cells, with a normal prior:
/// ```
/// y = b₀ + b·x + ε      ε ~ N(0, σ²)      b ~ N(expected exponents, τ²)
/// ```
/// Where the known cells decide an exponent it is theirs, otherwise the expected one stays. A cell
/// of which only a lower bound is known counts with the mean above that bound (Tobin 1958; by the
/// EM algorithm of Dempster, Laird & Rubin 1977).
struct StepModel: Sendable {
  /// What is known of one cell.
  enum Observation: Hashable, Sendable {
    /// The logarithm of the mean steps of its trials.
    case mean(Double)
    /// The logarithm of steps that were not enough.
    case atLeast(Double)
  }

  /// The scatter σ of ln steps among the trials of a cell, before any cell is known.
  ///
  /// Of 20 cells of experiments/critical-norm.yaml by 20 seeds all but one have 0.06 to 0.21, and
  /// half at most 0.10; what a power law misses comes on top.
  static let scatter = 0.15
  /// The standard deviation of an exponent across a grid, in units of the exponent.
  ///
  /// In experiments/critical-norm.yaml, modulus 59, that of the train fraction is 2.8 to 3.5 between
  /// neighbours from 0.30 to 0.65, and 6 from 0.25 to 0.30.
  static let exponentVariation = 1.0 / 3
  /// The deviation τ of an exponent: published ones go from −4 to 1.
  private static let exponentDeviation = 2.0
  /// The same of the intercept: large, so that one known cell moves all others and no exponent.
  private static let interceptDeviation = 100.0
  /// How many known cells the scatter above counts as, beside those that tell it.
  private static let scatterWeight = 4.0

  /// b₀, then an exponent for each coordinate.
  private(set) var coefficients: [Double]
  /// σ as the known cells have it.
  let deviation: Double
  private let precision: CholeskyFactor?

  /// Learns from what is known.
  ///
  /// - Parameters:
  ///   - known: the coordinates of each known cell, and what is known.
  ///   - intercept: ln steps at the origin, as expected beforehand.
  ///   - exponents: the expected exponents.
  init(
    _ known: [(point: [Double], observation: Observation)], intercept: Double,
    exponents: [Double]
  ) {
    let means = known.compactMap { cell -> ([Double], Double)? in
      if case .mean(let y) = cell.observation { ([1] + cell.point, y) } else { nil }
    }
    let prior = Prior(intercept: intercept, exponents: exponents)
    let first = Fit(means, prior: prior)
    // Bounds far below what is expected anyway say nothing.
    let bounds = known.compactMap { cell -> (point: [Double], y: Double)? in
      let point = [1] + cell.point
      guard case .atLeast(let y) = cell.observation, y > first.value(point) - first.deviation
      else { return nil }
      return (point, y)
    }
    var fit = first
    // Each round closes a part of what is left; 30 bring bounds of half the cells within 1 %.
    for _ in 0..<(bounds.isEmpty ? 0 : 30) {
      let imputed = bounds.map { bound in
        let (mean, sigma) = (fit.value(bound.point), fit.deviation)
        return (
          bound.point, mean + sigma * NormalDistribution.hazard((bound.y - mean) / sigma)
        )
      }
      fit = Fit(means + imputed, prior: prior)
    }
    (coefficients, deviation, precision) = (fit.coefficients, fit.deviation, fit.factor)
  }

  /// The expected ln steps of a cell.
  func logSteps(_ point: [Double]) -> Double {
    zip(coefficients, [1] + point).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// How far two cells lie apart by what each coordinate adds to ln steps.
  func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(coefficients.dropFirst(), zip(a, b)).reduce(0) { sum, term in
      let difference = term.0 * (term.1.0 - term.1.1)
      return sum + difference * difference
    }.squareRoot()
  }

  /// The law as it may be too, by the noise of the known cells: its coefficients are displaced
  /// according to independent numbers from N(0, 1), one for each.
  func displaced(by normal: [Double]) -> StepModel {
    guard let shift = precision?.solveUpper(normal) else { return self }
    var law = self
    law.coefficients = zip(coefficients, shift).map { $0 + deviation * $1 }
    return law
  }

  /// What is believed before any cell is known.
  private struct Prior {
    let means: [Double]
    /// σ²/τ² of each coefficient.
    let weights: [Double]

    init(intercept: Double, exponents: [Double]) {
      means = [intercept] + exponents
      func weight(_ deviation: Double) -> Double { pow(StepModel.scatter / deviation, 2) }
      weights =
        [weight(StepModel.interceptDeviation)]
        + exponents.map { _ in weight(StepModel.exponentDeviation) }
    }
  }

  /// One solution of the normal equations `(Σ x xᵀ + W) b = Σ x y + W m`.
  private struct Fit {
    let coefficients: [Double]
    let deviation: Double
    let factor: CholeskyFactor?

    init(_ points: [([Double], Double)], prior: Prior) {
      let size = prior.means.count
      var matrix = (0..<size).map { i in (0..<size).map { $0 == i ? prior.weights[i] : 0 } }
      var right = zip(prior.weights, prior.means).map { $0 * $1 }
      for (x, y) in points {
        for i in 0..<size {
          right[i] += x[i] * y
          for j in 0...i { matrix[i][j] += x[i] * x[j] }
        }
      }
      let factor = CholeskyFactor(matrix)
      let coefficients = factor?.solve(right) ?? prior.means
      let squares = points.reduce(0) { sum, point in
        let value = zip(coefficients, point.0).reduce(0) { $0 + $1.0 * $1.1 }
        return sum + (point.1 - value) * (point.1 - value)
      }
      let weight = StepModel.scatterWeight
      deviation =
        ((weight * StepModel.scatter * StepModel.scatter + squares)
        / (weight + Double(points.count))).squareRoot()
      (self.factor, self.coefficients) = (factor, coefficients)
    }

    func value(_ point: [Double]) -> Double {
      zip(coefficients, point).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }
}
