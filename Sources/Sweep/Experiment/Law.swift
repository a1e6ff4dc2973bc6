/// A claim about how a response depends on fields of the configuration:
/// `response = c Π factor ^ exponent`, with a constant `c` for each group of cells.
struct Law: Hashable, Sendable {
  /// One factor of a law.
  struct Factor: Hashable, Sendable {
    /// The fields whose product it is.
    let fields: [String]
    /// The claimed exponent; `nil` if it is free.
    let claim: Double?
    /// How far from its claim the exponent may lie and the claim still be good enough; of a free one, how
    /// well it must be known.
    var margin = Law.defaultMargin
    /// Whether a critical value, which is fitted, is taken off before the power.
    var isAboveCritical = false

    /// The factor's name.
    var name: String {
      fields.joined(separator: " * ") + (isAboveCritical ? " - critical" : "")
    }
  }

  /// Which cells share a constant.
  enum Groups: Hashable, Sendable {
    /// Those that agree in every field but these, the factors, the budget, and how it is measured.
    case others(than: [String] = [])
    /// Those that agree in these fields.
    case within([String])
  }

  /// What it is called.
  let name: String
  /// What it is about.
  let response: Response
  /// The factors; none claims that the response is the same in all cells of a group.
  let factors: [Factor]
  /// Which cells share a constant.
  var groups = Groups.others()

  /// The margin where none is declared.
  ///
  /// The choice is ours: over a decade of a field, .15 in an exponent is a factor of 1.4.
  static let defaultMargin = 0.15
  /// The factor by which cells may miss a law, or a trait may change a response, and count as nothing.
  static let factorMargin = 1.15

  /// Whether nothing is claimed but the form.
  var isFree: Bool { factors.allSatisfy { $0.claim == nil } }

  /// Whether it has a critical value, which is fitted.
  var hasCritical: Bool { factors.contains(where: \.isAboveCritical) }

  /// Whether another law of the same cells is what this one says for some exponents.
  ///
  /// That it predicts better is then no evidence against this one.
  ///
  /// - Parameters:
  ///   - other: the other law.
  ///   - varying: the fields that vary among the cells.
  /// - Returns: whether it is.
  func hasSpecialCase(_ other: Law, varying: [String]) -> Bool {
    isFree && !hasCritical && !other.hasCritical && response == other.response
      && Set(other.fields).intersection(varying).isSubset(of: fields)
  }

  /// All fields that are factors.
  var fields: [String] { factors.flatMap(\.fields) }

  /// `delay = c/(ηλ)`, with one exponent for the product.
  ///
  /// Liu et al. 2022, arXiv:2210.01117, and many after them.
  static let inverseDecay = Law(
    name: "c / (eta lambda)", response: .delay,
    factors: [
      Factor(fields: ["optimizer.learning_rate", "optimizer.weight_decay"], claim: -1)
    ])

  /// A power of each field, all exponents free.
  static func power(_ fields: [String], _ response: Response = .delay) -> Law {
    Law(
      name: "c prod(\(fields.joined(separator: ", "))) ^ exponents", response: response,
      factors: fields.map { Factor(fields: [$0], claim: nil) })
  }

  /// The same groups and response without any factor: the least that a law has to beat.
  var flat: Law {
    let groups: Groups =
      switch groups {
      case .others(let ignored): .others(than: ignored + fields)
      case .within: groups
      }
    return Law(name: "c", response: response, factors: [], groups: groups)
  }
}
