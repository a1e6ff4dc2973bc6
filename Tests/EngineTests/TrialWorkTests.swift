import Testing

@testable import Engine

@Suite("Work of a trial")
struct TrialWorkTests {
  @Test("sizes of samples are known before there are any")
  func sizes() {
    var division = ModularArithmetic()
    (division.operation, division.modulus) = (.divide, 7)
    var permutations = Permutations()
    permutations.degree = 3
    var tasks: [TaskKind] = [.modular(division), .permutation(permutations)]
    tasks += TrialVariations.networks.map(\.trial.task)
    for task in tasks {
      let samples = task.samples()
      #expect(
        task.sizes
          == SampleSizes(
            vocabulary: samples.vocabulary, features: samples.features, classes: samples.classes))
    }
  }

  @Test("a perceptron's step is its read-out with both adjoints, an evaluation its test set's")
  func perceptron() {
    var trial = TrialConfiguration()
    trial.trainFraction = 0.25
    guard case .perceptron(var model) = trial.model else { return }
    model.width = 10
    trial.model = .perceptron(model)
    let work = TrialWork(trial)
    let (train, test) = (2352.0, 7057.0)
    #expect(work.step == 6 * train * 10 * 97)
    #expect(work.evaluation == 2 * test * 10 * 97)
    #expect(work.curve == 51 * work.evaluation)

    trial.batch = .shuffled(MiniBatch())
    let batched = TrialWork(trial)
    #expect(batched.step == 6 * 512 * 10 * 97)
    #expect(batched.evaluation == 2 * (train + test) * 10 * 97)
  }

  @Test("deeper networks and larger training sets take more")
  func monotone() {
    for (name, trial) in TrialVariations.networks {
      var larger = trial
      larger.trainFraction = min(0.9, 1.5 * trial.trainFraction)
      #expect(TrialWork(larger).step > TrialWork(trial).step, "\(name)")
      #expect(TrialWork(larger).evaluation < TrialWork(trial).evaluation, "\(name)")
    }
    #expect(TrialWork(smallTrial(width: 5, depth: 2)).step > TrialWork(smallTrial(width: 5)).step)
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
    (other.optimizer, other.steps, other.seed.trial) = (.adamW(rule), 77, 5)
    #expect(other.shape == trial.shape)
    other.trainFraction = 0.3
    #expect(other.shape != trial.shape)
    #expect(TrialWork(trial.shape).step == TrialWork(trial).step)
  }
}
