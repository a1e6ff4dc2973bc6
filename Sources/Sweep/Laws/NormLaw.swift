/// A law of the delay that uses the norm of the parameters.
enum NormLaw: Hashable, Sendable {
  /// `delay = c ln(V_a / V_b) / (ηλ)` with `V = ‖θ‖²`.
  ///
  /// Truong et al. 2026, arXiv:2603.13331, claim `c = 1`, and use `c = 1/2` in their code, which is the
  /// rate at which decay alone shrinks `V`. `V_b` is taken when the trial has generalized or later.
  case ratio(from: NormPoint, to: NormPoint)
  /// `delay = ln(V_mem / V*) / (2κηλ)` with one `κ` and one `V*` for all trials.
  ///
  /// First passage, by the same authors in 2026, arXiv:2605.18845.
  case firstPassage
  /// `delay = c exp(a ‖θ_mem‖)`: the clamp law, with the critical norm as part of `a`.
  ///
  /// arXiv:2606.13753, where the norm is held fixed; here it is the one at memorization.
  case clamp

  /// The formula.
  var formula: String {
    switch self {
    case .ratio(let from, let to): "c ln(V_\(from.rawValue) / V_\(to.rawValue)) / (eta lambda)"
    case .firstPassage: "ln(V_memorization / V*) / (2 kappa eta lambda)"
    case .clamp: "c exp(a |theta_memorization|)"
    }
  }

  /// The norms that it uses.
  var points: [NormPoint] {
    if case .ratio(let from, let to) = self { [from, to] } else { [.memorization] }
  }

  /// Whether it uses what is measured at generalization or later: it then contains the outcome, because
  /// a norm that decays has a smaller ratio the later a trial generalizes.
  var containsOutcome: Bool { points.contains { [.peak, .generalization, .end].contains($0) } }

  /// All of them.
  static let all: [NormLaw] =
    [NormPoint.start, .memorization, .peak].flatMap { from in
      [NormPoint.generalization, .end].map { .ratio(from: from, to: $0) }
    } + [.firstPassage, .clamp]
}
