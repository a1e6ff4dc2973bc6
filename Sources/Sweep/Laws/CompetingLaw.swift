import Engine
import Foundation
import Statistics

/// A form of the delay that is compared with others on the same trials.
enum CompetingLaw: Hashable, Sendable {
  /// `delay = c / (ηλ)`: the simplest law, to which the others are compared.
  ///
  /// Liu et al. 2022, arXiv:2210.01117, and many after them.
  case inverseDecay
  /// `delay = c ln(V_a / V_b) / (ηλ)` with `V = ‖θ‖²`.
  ///
  /// Truong et al. 2026, arXiv:2603.13331, claim `c = 1`, and use `c = 1/2` in their code, which is
  /// the rate at which decay alone shrinks `V`.
  case normRatio(from: NormPoint, to: NormPoint)
  /// `delay = ln(V_mem / V*) / (2κηλ)` with one `κ` and one `V*` for all trials.
  ///
  /// First passage, by the authors of the norm ratio in 2026, arXiv:2605.18845.
  case firstPassage
  /// `delay = c Π field ^ exponent` over the numeric fields that vary.
  ///
  /// The train fraction and the modulus are what laws of the norm leave out.
  case power(fields: [String])
  /// `delay = c exp(a ‖θ_mem‖)`: the clamp law, with the critical norm as part of `a`.
  ///
  /// arXiv:2606.13753, where the norm is held fixed; here it is the one at memorization.
  case clamp

  /// The formula.
  var formula: String {
    switch self {
    case .inverseDecay: "c / (eta lambda)"
    case .normRatio(let from, let to): "c ln(V_\(from.rawValue) / V_\(to.rawValue)) / (eta lambda)"
    case .firstPassage: "ln(V_memorization / V*) / (2 kappa eta lambda)"
    case .power(let fields): "c prod(\(fields.joined(separator: ", "))) ^ exponents"
    case .clamp: "c exp(a |theta_memorization|)"
    }
  }

  /// Whether exponents are fitted, so that the slope on its own prediction says nothing.
  var fitsExponents: Bool {
    switch self {
    case .inverseDecay, .normRatio: false
    case .firstPassage, .power, .clamp: true
    }
  }

  /// What the constant of a law with one constant is multiplied with; `nil` if a norm is unknown,
  /// and not above 0 where the law predicts no delay.
  func basis(_ trial: LawTrial) -> Double? {
    switch self {
    case .inverseDecay: return 1 / trial.rate
    case .normRatio(let from, let to):
      guard let start = trial.norm2(from), let end = trial.norm2(to) else { return nil }
      return log(start / end) / trial.rate
    case .firstPassage, .clamp: return trial.norm2(.memorization)
    case .power: return 1
    }
  }

  /// Fits the law's constants by least squares of `ln delay`.
  func fitted(_ trials: [LawTrial]) -> FittedLaw? {
    let logs = trials.map { log($0.delay) }
    guard trials.count > 2 else { return nil }
    switch self {
    case .inverseDecay, .normRatio:
      let offsets = zip(trials, logs).map { $1 - log(basis($0) ?? .nan) }
      let constant = offsets.reduce(0, +) / Double(offsets.count)
      guard constant.isFinite else { return nil }
      return FittedLaw(constants: [("c", exp(constant))]) { trial in
        basis(trial).map { constant + log($0) }
      }
    case .firstPassage: return Self.firstPassage(trials)
    case .power(let fields):
      let columns = fields.map { field in trials.map { $0.fieldLogs[field] ?? .nan } }
      guard let fit = LeastSquares(columns, logs) else { return nil }
      let names = ["ln c"] + fields
      return FittedLaw(constants: Array(zip(names, fit.coefficients))) { trial in
        zip(fields, fit.coefficients.dropFirst()).reduce(fit.coefficients[0]) {
          $0 + $1.1 * (trial.fieldLogs[$1.0] ?? .nan)
        }
      }
    case .clamp:
      let norms = trials.map { ($0.norm2(.memorization) ?? .nan).squareRoot() }
      guard let fit = LeastSquares([norms], logs) else { return nil }
      let (constant, slope) = (fit.coefficients[0], fit.coefficients[1])
      return FittedLaw(constants: [("ln c", constant), ("a", slope)]) { trial in
        trial.norm2(.memorization).map { constant + slope * $0.squareRoot() }
      }
    }
  }

  /// For a given `V*`, `κ` is a mean; `V*` is found on a grid of 200 and then refined.
  private static func firstPassage(_ trials: [LawTrial]) -> FittedLaw? {
    let norms = trials.map { log($0.norm2(.memorization) ?? .nan) }
    guard let least = norms.min(), least.isFinite, ScaledColumn(norms).scale > 0 else { return nil }
    let targets = trials.map { log($0.delay * $0.rate) }
    // `below`: the logarithm of how far ln V* lies below the smallest ln V_mem.
    func fit(_ below: Double) -> (constant: Double, squares: Double) {
      let threshold = least - exp(below)
      let offsets = zip(targets, norms).map { $0 - log($1 - threshold) }
      let mean = offsets.reduce(0, +) / Double(offsets.count)
      return (mean, offsets.reduce(0) { $0 + ($1 - mean) * ($1 - mean) })
    }
    // From V* just below the smallest norm to e⁻⁵⁰ of it.
    let grid = (0..<200).map { log(1e-4) + Double($0) / 199 * (log(50) - log(1e-4)) }
    var best = grid.min { fit($0).squares < fit($1).squares } ?? 0
    var step = grid[1] - grid[0]
    while step > 1e-10 {
      let next = [best - step, best, best + step].min { fit($0).squares < fit($1).squares } ?? best
      if next == best { step /= 2 }
      best = min(max(next, grid[0]), grid[199])
      if best == grid[0] || best == grid[199] { step /= 2 }
    }
    let constant = fit(best).constant
    let threshold = least - exp(best)
    return FittedLaw(constants: [("kappa", exp(-constant) / 2), ("V*", exp(threshold))]) { trial in
      guard let norm = trial.norm2(.memorization), log(norm) > threshold else { return nil }
      return constant + log(log(norm) - threshold) - log(trial.rate)
    }
  }
}

/// A law with its constants.
struct FittedLaw {
  /// The constants with their names.
  let constants: [(name: String, value: Double)]
  /// `ln delay` as the law predicts it; `nil` if it predicts no delay.
  let predict: (LawTrial) -> Double?
}
