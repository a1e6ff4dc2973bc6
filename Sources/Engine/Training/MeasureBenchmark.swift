/// Looks of measures at a network that has taken its first steps, to be timed.
public final class MeasureBenchmark {
  private let trial: ObservedTrial
  private let measures: [any Measure]
  private let path: [Parameters<Double>]
  /// The moment of which all is made that measures share.
  private let known: Moment

  /// Prepares a trial that accepts the measures.
  public init(
    _ requests: [MeasureRequest], of configuration: TrialConfiguration, tables: SampleTables = [:]
  ) {
    precondition(BLAS.isSerial)
    measures = requests.map(\.measure.measure)
    let trainer = configuration.trainer(tables, Double.self)
    trial = configuration.observed(trainer.split)
    let updates = measures.compactMap(\.burst?.updates).max() ?? 0
    path = (0...updates).map { step in
      if step > 0 { trainer.trainOnce() }
      let copy = Parameters<Double>(trainer.parameters.layout)
      copy.copy(trainer.parameters)
      return copy
    }
    known = Moment(trial, step: updates, path[updates])
    let subject = known.subject
    for part in Set(measures.flatMap { $0.work(subject).sharing }) { known.make(part) }
  }

  /// What a look of the measure at a position takes besides its own part.
  public func shared(by index: Int) -> Set<SharedPart> {
    measures[index].work(known.subject).sharing
  }

  /// Does one part of a look.
  public func take(_ part: LookPart) {
    switch part {
    case .shared(let part): Moment(trial, step: known.step, known.parameters).make(part)
    case .measure(let index):
      known.snapshots = measures[index].burst.map { path.suffix($0.updates + 1) } ?? []
      _ = measures[index].values(at: known)
    }
  }
}

extension MeasureRequest {
  /// Every measure that a trial accepts, with its defaults.
  public static func all(acceptedBy configuration: TrialConfiguration) -> [MeasureRequest] {
    let subject = configuration.subject(configuration.sizes([:]))
    return MeasureKind.variants.compactMap { variant in
      guard let kind = try? MeasureKind(ConfigurationNode(.text(variant.kind)), at: ""),
        (try? kind.measure.accept(subject)) != nil
      else { return nil }
      return MeasureRequest(kind)
    }
  }
}
