/// Takes the measures of a trial while it trains.
final class Observation<S: Scalar>: CarriedMemory {
  private struct Entry {
    let measure: any Measure
    let steps: Set<Int>
  }

  private let trial: ObservedTrial
  private let entries: [Entry]
  /// The steps that a burst has to show, for each measure that has one.
  private let shown: Set<Int>
  private let longestBurst: Int
  /// The parameters at steps that a coming measure looks back to, ascending.
  private var snapshots: [(step: Int, parameters: Parameters<S>)] = []
  /// What was measured.
  private(set) var series: [MeasureSeries]

  /// Prepares measures.
  ///
  /// - Parameters:
  ///   - requests: the measures, each accepted by the trial.
  ///   - trial: what they look at.
  ///   - evaluated: the steps at which the trial is evaluated.
  ///   - budget: the trial's last step.
  init(_ requests: [MeasureRequest], of trial: ObservedTrial, evaluated: [Int], budget: Int) {
    self.trial = trial
    entries = requests.map { request in
      let steps = request.at?.steps(upTo: budget, including: []) ?? evaluated
      return Entry(
        measure: request.measure.measure,
        steps: Set(request.measure.measure.burst?.ends(among: steps) ?? steps))
    }
    series = requests.map { request in
      MeasureSeries(
        kind: request.kind, request: request.identity, version: request.version,
        columns: request.measure.measure.columns(trial.subject))
    }
    var shown: Set<Int> = []
    for entry in entries {
      guard let burst = entry.measure.burst else { continue }
      for end in entry.steps where end >= burst.length {
        shown.formUnion(stride(from: end - burst.length, to: end, by: burst.spacing))
      }
    }
    self.shown = shown
    longestBurst = entries.compactMap(\.measure.burst?.length).max() ?? 0
  }

  /// The steps at which something is looked at, ascending.
  var steps: [Int] { entries.reduce(shown) { $0.union($1.steps) }.sorted() }

  /// Looks at a step, once.
  ///
  /// - Parameters:
  ///   - step: the number of steps taken.
  ///   - parameters: as they are after it.
  ///   - isLast: whether the trial ends here; then all measures are taken.
  ///   - between: called where a look takes longer than a step, between two measures and within them.
  func look(
    at step: Int, _ parameters: Parameters<S>, isLast: Bool = false, between: () -> Void
  ) {
    let due = entries.indices.filter {
      (isLast || entries[$0].steps.contains(step)) && series[$0].steps.last != step
    }
    if !due.isEmpty {
      withoutActuallyEscaping(between) { between in
        let moment = Moment(trial, step: step, inFloat64(parameters), between: between)
        for index in due {
          let measure = entries[index].measure
          moment.snapshots = measure.burst.map { burst(ending: step, $0, moment.parameters) } ?? []
          series[index].append(measure.values(at: moment), at: step)
          between()
        }
      }
    }
    if shown.contains(step), snapshots.last?.step != step {
      snapshots.removeAll { $0.step < step - longestBurst }
      let copy = Parameters<S>(parameters.layout)
      copy.copy(parameters)
      snapshots.append((step, copy))
    }
  }

  private func burst(
    ending step: Int, _ burst: Burst, _ last: Parameters<Double>
  ) -> [Parameters<Double>] {
    let steps = stride(from: step - burst.length, to: step, by: burst.spacing)
    let found = steps.compactMap { step in snapshots.first { $0.step == step }?.parameters }
    return found.count == burst.updates ? found.map(inFloat64) + [last] : []
  }

  private func inFloat64(_ parameters: Parameters<S>) -> Parameters<Double> {
    let copy = Parameters<Double>(trial.layout)
    for (source, target) in zip(parameters.tensors, copy.tensors) { convert(source, to: target) }
    return copy
  }

  // MARK: - What is carried from step to step

  /// The step from which on nothing is written down: the last evaluation of a trial that has ended
  /// is made again.
  var writtenBefore = Int.max

  var byteCount: Int { snapshots.reduce(0) { $0 + $1.parameters.byteCount } }

  func write(to writer: inout ByteWriter) {
    writer.write(series.map { $0.before(writtenBefore) })
    writer.write(snapshots.count)
    for snapshot in snapshots {
      writer.write(snapshot.step)
      snapshot.parameters.write(to: &writer)
    }
  }

  func restore(from reader: inout ByteReader) throws(ByteError) {
    let written = try reader.readMeasureSeries()
    let isOwn =
      written.count == series.count
      && zip(written, series).allSatisfy {
        $0.request == $1.request && $0.version == $1.version && $0.columns == $1.columns
      }
    guard isOwn else { throw .value(field: "measures") }
    series = written
    snapshots = try reader.readList(try reader.readCount("snapshots", ofAtLeast: 8)) {
      [trial] reader throws(ByteError) in
      let parameters = Parameters<S>(trial.layout)
      let step = try reader.readCount("step")
      try parameters.restore(from: &reader)
      return (step, parameters)
    }
  }
}

extension Burst {
  /// The steps, of those given in ascending order, at which a burst can end so that none begins
  /// before another one has ended: no more than one has to be held in memory.
  fileprivate func ends(among steps: [Int]) -> [Int] {
    var ends: [Int] = []
    for step in steps where step - length >= ends.last ?? 0 { ends.append(step) }
    return ends
  }
}
