/// A part of what looking at a trial takes.
public enum LookPart: Hashable, Sendable {
  /// What several measures look at.
  case shared(SharedPart)
  /// What a measure does by itself, by its position among those asked for.
  case measure(Int)
}

/// What the measures of a trial take, before there is one.
public struct ObservationWork: Sendable {
  /// A part of it, each time that it is taken.
  public struct Share: Sendable {
    /// Which part.
    public let part: LookPart
    /// Floating-point operations of one look, comparable between looks of one part.
    public let operations: Double
    fileprivate let grid: EvaluationGrid
    /// The least number of steps from one look to the next.
    fileprivate let apart: Int

    /// How often it is taken in a trial that ends after so many steps, up to one or two.
    public func looks(steps: Double) -> Double { grid.count(upTo: steps, apart: Double(apart)) }
  }

  private struct Occasion: Hashable {
    let grid: EvaluationGrid
    let apart: Int
  }

  /// All parts; what measures share is there once for each grid.
  public let shares: [Share]

  /// Collects the parts of measures that a trial accepts.
  public init(
    _ requests: [MeasureRequest], of configuration: TrialConfiguration, tables: SampleTables
  ) {
    let subject = configuration.subject(configuration.sizes(tables))
    var shares: [Share] = []
    var shared: [Occasion: Set<SharedPart>] = [:]
    for (index, request) in requests.enumerated() {
      let measure = request.measure.measure
      let work = measure.work(subject)
      let occasion = Occasion(
        grid: request.at ?? configuration.evaluation, apart: measure.burst?.length ?? 1)
      shared[occasion, default: []].formUnion(work.sharing)
      shares.append(
        Share(
          part: .measure(index), operations: work.operations, grid: occasion.grid,
          apart: occasion.apart))
    }
    for (occasion, parts) in shared {
      for part in SharedPart.allCases where parts.contains(part) {
        shares.append(
          Share(
            part: .shared(part), operations: subject.work(part), grid: occasion.grid,
            apart: occasion.apart))
      }
    }
    self.shares = shares
  }
}
