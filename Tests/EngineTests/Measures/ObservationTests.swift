import Testing

@testable import Engine

/// Every measure, as far as a trial has what it needs, on grids of all kinds.
private func requests(for trial: TrialConfiguration) -> [MeasureRequest] {
  var sparse = EvaluationGrid()
  sparse.perDecade = 4
  var even = EvaluationGrid()
  even.every = 5
  var edge = SpectralEdge()
  (edge.updates, edge.spacing) = (3, 2)
  var batches = SignalToNoise()
  batches.batches = 3
  var path = FisherPath()
  (path.samples, path.spacing) = (3, 2)
  var directions = DeadDirections()
  directions.samples = 6
  var jacobian = InputJacobian()
  jacobian.samples = 2
  let all: [(any Measure, EvaluationGrid?)] = [
    (NormDecay(), even), (SoftmaxCollapse(), sparse), (ClassSeparation(), nil),
    (MatrixRanks(), sparse), (FourierStructure(), nil), (CommutatorDefect(), sparse),
    (edge, even), (batches, sparse), (TangentKernel(), even), (ProgressMeasures(), sparse),
    (FamilyAccuracy(), nil), (LinearProbes(), sparse), (path, even), (directions, sparse),
    (jacobian, even),
  ]
  let subject = trial.subject(trial.sizes([:]))
  return all.filter { measure, _ in (try? measure.accept(subject)) != nil }
    .map { MeasureRequest(MeasureKind($0), at: $1) }
}

@Suite("Measures along a trial")
struct ObservationTests {
  private func finished(_ trainer: Trainer) -> TrialResult {
    while trainer.advance() != nil {}
    return trainer.result
  }

  @Test("change nothing of it, whatever is trained")
  func passive() throws {
    for (name, trial) in TrialVariations.all(steps: 30) {
      let requests = requests(for: trial)
      #expect(requests.count >= 5, "\(name)")
      var result = finished(Trainer(trial, measures: requests))
      #expect(result.measures.count == requests.count)
      #expect(result.measures.allSatisfy { !$0.steps.isEmpty }, "\(name)")
      result.measures = []
      #expect(result == finished(Trainer(trial)), "\(name)")
    }
  }

  @Test("are the same however often the trial is written down and taken up again")
  func resumes() throws {
    var generator = Generator(seed: 2, stream: "interruptions")
    for (name, trial) in TrialVariations.all(steps: 30) {
      let requests = requests(for: trial)
      let undisturbed = finished(Trainer(trial, measures: requests))
      var interrupted = Trainer(trial, measures: requests)
      while interrupted.advance(atMost: 1 + generator.integer(below: 4)) != .ended {
        guard generator.integer(below: 2) == 0 else { continue }
        interrupted = try Trainer(trial, measures: requests, resuming: interrupted.state())
      }
      #expect(bits(interrupted.result.measures) == bits(undisturbed.measures), "\(name)")
    }
  }

  @Test("go on to a larger budget as if it had been so from the start")
  func extends() throws {
    let trial = smallTrial(width: 5, steps: 40)
    let requests = requests(for: trial)
    let undisturbed = finished(Trainer(trial, measures: requests))
    for step in [10, 13, 18, 20] {
      var shorter = trial
      shorter.steps = step
      let first = Trainer(shorter, measures: requests)
      _ = finished(first)
      let extended = finished(
        try Trainer(trial, measures: requests, resuming: first.state()))
      #expect(bits(extended.measures) == bits(undisturbed.measures), "\(step)")
    }
  }

  @Test("are taken on their own grid, and at the end")
  func grids() {
    var trial = smallTrial(width: 5, steps: 23)
    trial.evaluation.every = 4
    var even = EvaluationGrid()
    even.every = 10
    var edge = SpectralEdge()
    (edge.updates, edge.spacing) = (3, 2)
    let result = finished(
      Trainer(
        trial,
        measures: [
          MeasureRequest(MeasureKind(ClassSeparation())),
          MeasureRequest(MeasureKind(MatrixRanks()), at: even),
          MeasureRequest(MeasureKind(edge)),
        ]))
    #expect(result.measures[0].steps == [0, 4, 8, 12, 16, 20, 23])
    #expect(result.measures[1].steps == [0, 10, 20, 23])
    // A burst of six steps never begins before the last one has ended.
    #expect(result.measures[2].steps == [8, 16, 23])
    #expect(result.measures[2].values.allSatisfy { $0.allSatisfy { $0.isFinite } })
  }

  @Test("taken up without the measures that a state has, or with others, are no state")
  func otherMeasures() {
    let trial = smallTrial(width: 5)
    let ranks = [MeasureRequest(MeasureKind(MatrixRanks()))]
    let with = Trainer(trial, measures: ranks)
    let without = Trainer(trial)
    #expect(throws: CheckpointError.self) { try Trainer(trial, resuming: with.state()) }
    #expect(throws: CheckpointError.self) {
      try Trainer(trial, measures: ranks, resuming: without.state())
    }
    #expect(throws: CheckpointError.self) {
      try Trainer(
        trial, measures: [MeasureRequest(MeasureKind(TangentKernel()))], resuming: with.state())
    }
  }

  @Test("are written as they are read, and unknown ones are refused with the list")
  func configuration() throws {
    for variant in MeasureKind.variants {
      let node = ConfigurationNode(
        .mapping([
          .init(key: "kind", line: 3, value: ConfigurationNode(.text(variant.kind), line: 3)),
          .init(
            key: "at", line: 3,
            value: ConfigurationNode(
              .mapping([.init(key: "every", line: 3, value: ConfigurationNode(.integer(7)))]))),
        ]))
      let request = try MeasureRequest(node, at: "measures[0]")
      #expect(request.at?.every == 7)
      let again = try MeasureRequest(request.node, at: "")
      #expect(again == request)
    }
    let unknown = ConfigurationNode(.text("entropy"), line: 9)
    let error = #expect(throws: ConfigurationError.self) {
      try MeasureRequest(unknown, at: "measures[0]")
    }
    #expect(error.map { "\($0)" }?.contains("allowed: decay, collapse, ildr, ranks") == true)
  }

  @Test("are read as they are written")
  func bytes() throws {
    let trial = smallTrial(width: 5, steps: 12)
    let series = finished(Trainer(trial, measures: requests(for: trial))).measures
    var writer = ByteWriter()
    writer.write(series)
    var reader = ByteReader(writer.bytes[...])
    let read = try reader.readMeasureSeries()
    #expect(bits(read) == bits(series))
    #expect(reader.remaining == 0)
    for end in stride(from: 0, to: writer.bytes.count, by: 7) {
      var short = ByteReader(writer.bytes[..<end])
      #expect(throws: ByteError.self) { try short.readMeasureSeries() }
    }
  }

  private func bits(_ series: [MeasureSeries]) -> [[UInt64]] {
    series.map { series in
      series.steps.map(UInt64.init) + series.values.flatMap { $0.map(\.bitPattern) }
    }
  }
}
