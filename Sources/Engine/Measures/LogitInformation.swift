internal import RealModule

/// Which Fisher information the logits of a sample have.
enum LogitInformation: String, ConfigurationChoice {
  /// That of a softmax, `diag p − p pᵀ`.
  case score
  /// That of numbers with an error of 1: the identity.
  case regression

  /// A vector that is random with its signs, and whose covariance is the information of logits.
  ///
  /// - Parameters:
  ///   - logits: z.
  ///   - signs: r, independently 1 or −1 with equal chances.
  /// - Returns: r, or `√p∘r − p Σ √p r` with p = softmax(z): its covariance is `diag p − p pᵀ`.
  func direction(_ logits: [Double], signs: [Double]) -> [Double] {
    guard self == .score else { return signs }
    let probabilities = softmax(logits)
    let parts = zip(probabilities, signs).map { $0.squareRoot() * $1 }
    let common = parts.reduce(0, +)
    return zip(parts, probabilities).map { $0 - $1 * common }
  }
}

/// The probabilities of a row of logits.
func softmax(_ logits: [Double]) -> [Double] {
  let largest = logits.max() ?? 0
  let weights = logits.map { Double.exp($0 - largest) }
  let total = weights.reduce(0, +)
  return weights.map { $0 / total }
}
