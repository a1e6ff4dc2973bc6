import Engine
import Foundation

/// A form that the delay may take, with one coefficient to be fitted.
enum DelayLaw: Hashable, Sendable {
  /// `ln delay = exponent · ln x + constant`, with a constant for each group of cells that agree in
  /// everything but `x` and how it is measured.
  ///
  /// `x` is the product of one or more fields of the configuration.
  case power(fields: [String])
  /// `response = slope / x + constant`, with a constant for each group as above.
  case inverse(fields: [String])
  /// `delay = slope · ln(‖θ_mem‖² / ‖θ_end‖²) / (ηλ) + intercept`, over all cells.
  ///
  /// The norm-separation law of Truong et al. 2026, arXiv:2603.13331, with `‖θ_end‖²` at the end of
  /// the trial as in their code. They claim a slope near 1/2 or 1, by the convention for the rate.
  case normSeparation

  /// The laws that are fitted.
  static let all: [DelayLaw] = [
    .power(fields: ["optimizer.learning_rate"]),
    .power(fields: ["optimizer.weight_decay"]),
    .power(fields: ["optimizer.learning_rate", "optimizer.weight_decay"]),
    .power(fields: ["train_fraction"]),
    .power(fields: ["task.modulus"]),
    .inverse(fields: ["optimizer.learning_rate"]),
    .inverse(fields: ["optimizer.weight_decay"]),
    .inverse(fields: ["optimizer.learning_rate", "optimizer.weight_decay"]),
    .normSeparation,
  ]

  /// The law's name.
  var name: String {
    switch self {
    case .power: "power law"
    case .inverse: "inverse law"
    case .normSeparation: "norm separation"
    }
  }

  /// The fields that it needs to vary; none for the norm separation.
  var fields: [String] {
    switch self {
    case .power(let fields), .inverse(let fields): fields
    case .normSeparation: []
    }
  }

  /// What the delay is held against.
  var predictor: String {
    switch self {
    case .power(let fields): fields.joined(separator: " * ")
    case .inverse(let fields):
      fields.count == 1 ? "1 / \(fields[0])" : "1 / (\(fields.joined(separator: " * ")))"
    case .normSeparation:
      "ln(norm2_memorization / norm2_end) / (optimizer.learning_rate * optimizer.weight_decay)"
    }
  }
}

/// The part of a law that is the same for all trials of a cell.
struct CellTerms: Hashable, Sendable {
  /// What a cell must agree in with another to share a constant with it.
  let group: String
  /// The logarithm of a power law's `x`, the `1/x` of an inverse law, or the rate `ηλ` of the norm
  /// separation.
  ///
  /// It is `nil` if it is undefined in this cell.
  let value: Double?
}

extension DelayLaw {

  /// Reads a cell.
  func terms(of cell: CellLabel) -> CellTerms {
    switch self {
    case .power(let fields):
      let value = cell.product(fields).flatMap { $0 > 0 ? log($0) : nil }
      return CellTerms(group: cell.group(without: fields), value: value)
    case .inverse(let fields):
      let value = cell.product(fields).flatMap { $0 > 0 ? 1 / $0 : nil }
      return CellTerms(group: cell.group(without: fields), value: value)
    case .normSeparation:
      return CellTerms(group: "", value: cell.decayRate)
    }
  }

  /// The predictor that all trials of a cell share; `nil` if each has its own, or there is none.
  func predictor(of terms: CellTerms) -> Double? {
    self == .normSeparation ? nil : terms.value
  }

  /// A trial's point, or why it has none.
  func point(
    _ trial: Milestones, _ terms: CellTerms, _ response: Response = .delay
  ) -> Result<(x: Double, y: Double), Omission> {
    switch trial.outcome {
    case .diverged: return .failure(.diverged)
    case .memorized, .untrained: return .failure(.censored)
    case .generalized: break
    }
    guard case .reached(let delay)? = response.milestone(trial) else {
      return .failure(.undefinedDelay)
    }
    guard let value = terms.value else { return .failure(.undefinedPredictor) }
    switch self {
    case .power:
      return delay > 0
        ? .success((value, log(Double(delay)))) : .failure(.nonPositiveDelay)
    case .inverse: return .success((value, Double(delay)))
    case .normSeparation:
      guard let start = trial.norm2AtMemorization, let end = trial.norm2AtEnd, start > 0, end > 0,
        start.isFinite, end.isFinite
      else { return .failure(.undefinedPredictor) }
      return .success((log(start / end) / value, Double(delay)))
    }
  }
}
