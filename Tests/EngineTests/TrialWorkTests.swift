import Testing

@testable import Engine

@Suite("Work of a trial")
struct TrialWorkTests {
  @Test("sizes of samples are known before there are any")
  func sizes() throws {
    var division = ModularArithmetic()
    (division.operation, division.modulus) = (.divide, 7)
    var permutations = Permutations()
    permutations.degree = 3
    let tasks = [TaskKind(division), TaskKind(permutations)]
    for task in tasks + TrialVariations.networks.map(\.trial.task) {
      #expect(try task.sizes() == task.sets().pool.sizes)
    }
  }

  private func work(_ trial: TrialConfiguration) -> TrialWork { TrialWork(trial, trial.sizes([:])) }

  @Test("a perceptron's step is its read-out with both adjoints, an evaluation its test set's")
  func perceptron() {
    var trial = TrialConfiguration()
    trial.trainFraction = 0.25
    var model = PerceptronConfiguration()
    model.width = 10
    trial.model = NetworkKind(model)
    let (train, test) = (2352.0, 7057.0)
    #expect(work(trial).step == 6 * train * 10 * 97)
    #expect(work(trial).evaluation == 2 * test * 10 * 97)
    #expect(work(trial).curve == 51 * work(trial).evaluation)

    trial.batch = .shuffled(MiniBatch())
    #expect(work(trial).step == 6 * 512 * 10 * 97)
    #expect(work(trial).evaluation == 2 * (train + test) * 10 * 97)
  }

  @Test("an embedding's products with the first layer count, once a token")
  func embedding() {
    var trial = smallTrial(modulus: 97, width: 10)
    trial.trainFraction = 0.25
    // Two products [97 × 5] · [5 × 10] in every pass, beside the read-out.
    let (readout, first) = (2352.0 * 10 * 97, 97.0 * 5 * 10)
    #expect(work(trial).step == 6 * (readout + 2 * first))
  }

  @Test("a table of features is planned with its own sizes")
  func featureTable() throws {
    var task = TableTask()
    task.file = TableContent(sha256: "of this test", rows: 4)
    (task.inputs, task.label) = (.features, "c")
    let table = SampleTable(
      columns: ["x", "y", "z", "c"], numbers: [1, 2, 3, 0, 4, 5, 6, 1, 7, 8, 9, 2, 1, 1, 1, 1])
    var trial = denseTrial(width: 10)
    trial.task = TaskKind(task)
    let sizes = try trial.task.sizes([task.file: table])
    #expect(sizes.inputs == .rows(.vector(3)) && sizes.targets == .classes(3))
    let products = 2.0 * 3 * 10 + 2 * 10 * 3
    #expect(TrialWork(trial, sizes).step == 6 * products)
  }

  @Test("deeper networks and larger training sets take more")
  func monotone() {
    for (name, trial) in TrialVariations.networks {
      var larger = trial
      larger.trainFraction = min(0.9, 1.5 * trial.trainFraction)
      #expect(work(larger).step > work(trial).step, "\(name)")
      #expect(work(larger).evaluation < work(trial).evaluation, "\(name)")
    }
    #expect(work(smallTrial(width: 5, depth: 2)).step > work(smallTrial(width: 5)).step)
  }

  @Test("evaluations are counted as the grid has them", arguments: [nil, 250])
  func evaluations(every: Int?) {
    var grid = EvaluationGrid()
    grid.every = every
    for last in [1, 20, 43, 44, 100, 1361, 60_000] {
      let exact = grid.steps(upTo: last, including: []).count
      #expect((grid.count(upTo: Double(last)) - Double(exact)).magnitude <= 2, "\(last)")
    }
  }

  @Test("constants of the rule and the budget leave the shape alone, sizes do not")
  func shape() {
    let trial = smallTrial(width: 5)
    var other = trial
    var rule = AdamW()
    rule.weightDecay = 0.7
    (other.optimizer, other.steps, other.seed.trial) = (OptimizerKind(rule), 77, 5)
    #expect(other.shape == trial.shape)
    other.trainFraction = 0.3
    #expect(other.shape != trial.shape)
    #expect(work(trial.shape).step == work(trial).step)
  }
}
