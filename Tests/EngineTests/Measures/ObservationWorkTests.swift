import Testing

@testable import Engine

@Suite("The work of measures")
struct ObservationWorkTests {
  private func every(_ steps: Int) -> EvaluationGrid {
    var grid = EvaluationGrid()
    grid.every = steps
    return grid
  }

  @Test("is known of every measure that a trial accepts, before there is one")
  func known() {
    for (name, trial) in TrialVariations.networks {
      let requests = MeasureRequest.all(acceptedBy: trial)
      let shares = ObservationWork(requests, of: trial, tables: [:]).shares
      #expect(requests.count >= 5, "\(name)")
      for (index, request) in requests.enumerated() {
        let own = shares.filter { $0.part == .measure(index) }
        #expect(own.count == 1 && own[0].operations > 0, "\(name) \(request.kind)")
      }
      let subject = trial.subject(trial.sizes([:]))
      for part in SharedPart.allCases { #expect(subject.work(part) > 0, "\(name)") }
    }
  }

  @Test("shared by measures on one grid counts once, on two grids twice")
  func shared() {
    let trial = smallTrial(width: 5)
    func trainUnits(_ requests: [MeasureRequest]) -> Int {
      ObservationWork(requests, of: trial, tables: [:]).shares
        .count { $0.part == .shared(.trainUnits) }
    }
    let (kernel, probes) = (MeasureKind(TangentKernel()), MeasureKind(LinearProbes()))
    #expect(trainUnits([MeasureRequest(kernel), MeasureRequest(probes)]) == 1)
    #expect(trainUnits([MeasureRequest(kernel), MeasureRequest(probes, at: every(7))]) == 2)
    #expect(trainUnits([MeasureRequest(MeasureKind(ClassSeparation()))]) == 0)
  }

  @Test("counts the looks that a trial takes, bursts included", arguments: [1, 3, 20])
  func looks(spacing: Int) {
    var trial = smallTrial(width: 5, steps: 700)
    trial.evaluation.perDecade = 30
    var edge = SpectralEdge()
    (edge.updates, edge.spacing) = (3, spacing)
    var sparse = EvaluationGrid()
    sparse.perDecade = 10
    for grid in [nil, sparse, every(50), every(9)] {
      let requests = [
        MeasureRequest(MeasureKind(edge), at: grid),
        MeasureRequest(MeasureKind(MatrixRanks()), at: grid),
      ]
      let trainer = Trainer(trial, measures: requests)
      while trainer.advance() != nil {}
      let shares = ObservationWork(requests, of: trial, tables: [:]).shares
      for (share, series) in zip(shares, trainer.result.measures) {
        let (stated, taken) = (share.looks(steps: 700), Double(series.steps.count))
        #expect(
          abs(stated - taken) <= max(3, 0.15 * taken),
          "\(series.kind) \(grid?.node.canonicalJSON ?? "")")
      }
    }
  }

  @Test("grows with the network as its products do")
  func growth() {
    func operations(_ measure: some Measure, width: Int) -> Double {
      let trial = smallTrial(modulus: 31, width: width)
      return measure.work(trial.subject(trial.sizes([:]))).operations
    }
    // A decomposition grows with the cube, a read-out's gradient with the width.
    let wide = operations(LinearProbes(), width: 4000) / operations(LinearProbes(), width: 2000)
    #expect(wide > 7 && wide < 8)
    let decay = operations(NormDecay(), width: 4000) / operations(NormDecay(), width: 2000)
    #expect(decay > 1.9 && decay < 2.1)
  }

  @Test("is done as one part or as a look, and takes what it says it shares")
  func benchmark() throws {
    let trial = smallTrial(width: 5)
    let requests = MeasureRequest.all(acceptedBy: trial)
    let benchmark = MeasureBenchmark(requests, of: trial)
    for index in requests.indices { benchmark.take(.measure(index)) }
    for part in SharedPart.allCases { benchmark.take(.shared(part)) }
    let probes = try #require(requests.firstIndex { $0.kind == "probes" })
    #expect(benchmark.shared(by: probes) == [.trainUnits, .testUnits])
  }
}
