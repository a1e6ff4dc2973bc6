import Engine

/// As many seeds for each cell as it takes to know its generalization step: `seeds` as a mapping.
///
/// ```
/// seeds: {min: 5, max: 40, until: {relative_interval: 0.15}}
/// ```
struct AdaptiveSeeds: Configurable {
  /// How many trials every cell has.
  var least = 5
  /// How many trials no cell exceeds.
  var most = 5
  /// What closes a cell before that.
  var target = SeedTarget()

  static let fields: [Field<Self>] = [
    Field("min", \.least, required: true, allowed: .atLeast(5)),
    Field("max", \.most, required: true, allowed: .atLeast(5)),
    Field("until", \.target, required: true),
  ]

  mutating func checkTogether(
    _ node: ConfigurationNode, at path: String
  ) throws(ConfigurationError) {
    guard least <= most else {
      throw ConfigurationError(
        path: "\(path).max", line: node["max"]?.line,
        problem: .notAllowed(value: "\(most)", allowed: "a whole number from min, \(least)"))
    }
  }
}

/// How well a cell is to be known.
struct SeedTarget: Configurable {
  /// Half the width of the 95 % interval of the median generalization step, over the median.
  var relativeInterval = 0.15

  static let fields: [Field<Self>] = [
    Field("relative_interval", \.relativeInterval, required: true, allowed: .fraction)
  ]
}
