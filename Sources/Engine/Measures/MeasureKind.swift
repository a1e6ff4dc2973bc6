/// Any measure.
public struct MeasureKind: Choice {
  let measure: any Measure

  /// Chooses a measure.
  init(_ measure: any Measure) { self.measure = measure }

  /// All measures, one entry each.
  public static let variants: [Variant<Self>] = [
    entry(NormDecay.self),
    entry(SoftmaxCollapse.self),
    entry(ClassSeparation.self),
    entry(MatrixRanks.self),
    entry(FourierStructure.self),
    entry(ProgressMeasures.self),
    entry(CommutatorDefect.self),
    entry(SpectralEdge.self),
    entry(SignalToNoise.self),
    entry(TangentKernel.self),
    entry(FamilyAccuracy.self),
    entry(LinearProbes.self),
    entry(FisherPath.self),
    entry(DeadDirections.self),
    entry(InputJacobian.self),
  ]

  private static func entry<M: Measure>(_: M.Type) -> Variant<Self> {
    Variant(M.kind, { (measure: M) in Self(measure) }, { $0.measure as? M })
  }

  /// The measure.
  public var chosen: any Configurable { measure }
}

/// A measure and the steps at which it is taken.
public struct MeasureRequest: ConfigurationConvertible {
  /// The measure.
  public var measure: MeasureKind
  /// Its own grid of steps; without one, every evaluation.
  public var at: EvaluationGrid?

  /// Asks for a measure.
  public init(_ measure: MeasureKind, at grid: EvaluationGrid? = nil) {
    (self.measure, at) = (measure, grid)
  }

  /// Reads the keys of a measure, and `at` beside them.
  public init(_ node: ConfigurationNode, at path: String) throws(ConfigurationError) {
    var own = node
    if case .mapping(let entries) = node.content {
      own.content = .mapping(entries.filter { $0.key != "at" })
    }
    measure = try MeasureKind(own, at: path)
    if let grid = node["at"] { at = try EvaluationGrid(grid, at: path + ".at") }
  }

  /// The measure's mapping, with `at` if it has a grid of its own.
  public var node: ConfigurationNode {
    var node = measure.node
    if let at { node.set(at.node, at: ["at"]) }
    return node
  }
}

extension MeasureRequest {
  /// The word that selects the measure.
  public var kind: String { type(of: measure.measure).kind }

  /// The measure, its constants and its grid, as canonical JSON: what its values are stored by.
  public var identity: String { node.canonicalJSON }

  /// The version of the measure's definition.
  public var version: Int { type(of: measure.measure).version }
}
