import Engine

/// The sums of one cell's observations, enough for a line.
struct CellSums: Hashable, Sendable {
  /// The group whose mean is taken out.
  let group: Int
  /// How many observations there are.
  let count: Double
  let x: Double
  let y: Double
  let xx: Double
  let xy: Double

  /// Sums up observations of one group; `nil` if there are none.
  init?(_ observations: [Observation]) {
    guard let first = observations.first else { return nil }
    group = first.group
    count = Double(observations.count)
    x = observations.reduce(0) { $0 + $1.x }
    y = observations.reduce(0) { $0 + $1.y }
    xx = observations.reduce(0) { $0 + $1.x * $1.x }
    xy = observations.reduce(0) { $0 + $1.x * $1.y }
  }
}

extension Bootstrap {
  /// The 95 % interval of a slope, from resampled cells.
  ///
  /// Cells are drawn with replacement, each whole with all its trials (the cluster bootstrap of
  /// Davison & Hinkley 1997, §3.8, first strategy): drawing trials within them as well would count
  /// their spread twice. So the misfit of whole cells widens the interval, which that of
  /// ``interval(sizes:statistic:)`` does not see. Percentiles of so few cells are too narrow; the
  /// interval is instead `slope ± t s` with the bootstrap's standard deviation `s` and as many
  /// degrees of freedom as there are cells less the constants.
  ///
  /// - Returns: `nil` below two degrees of freedom, or if too many resamples decide no slope.
  static func cellInterval(_ cells: [CellSums]) -> Interval? {
    let groups = Set(cells.map(\.group)).count
    let freedom = cells.count - groups - 1
    guard freedom >= 2, let slope = slope(cells) else { return nil }
    var stream = Generator(seed: seed, stream: "cell bootstrap")
    var values: [Double] = []
    for _ in 0..<resamples {
      let drawn = cells.indices.map { _ in cells[stream.integer(below: cells.count)] }
      if let value = Self.slope(drawn) { values.append(value) }
    }
    guard Double(values.count) >= neededShare * Double(resamples) else { return nil }
    let mean = values.reduce(0, +) / Double(values.count)
    let square = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    let reach = StudentT(degreesOfFreedom: freedom).quantile(0.975) * square.squareRoot()
    return Interval(low: slope - reach, high: slope + reach)
  }

  /// The slope within groups.
  private static func slope(_ cells: [CellSums]) -> Double? {
    let groups = (cells.map(\.group).max() ?? 0) + 1
    var sums = [(n: Double, x: Double, y: Double)](repeating: (0, 0, 0), count: groups)
    var (xx, xy) = (0.0, 0.0)
    for cell in cells {
      sums[cell.group].n += cell.count
      sums[cell.group].x += cell.x
      sums[cell.group].y += cell.y
      xx += cell.xx
      xy += cell.xy
    }
    let raw = xx
    for sum in sums where sum.n > 0 {
      xx -= sum.x * sum.x / sum.n
      xy -= sum.x * sum.y / sum.n
    }
    return xx > 1e-12 * raw.magnitude ? xy / xx : nil
  }
}
