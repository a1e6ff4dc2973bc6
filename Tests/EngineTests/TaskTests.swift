import Testing

@testable import Engine

@Suite("Tasks and splits")
struct TaskTests {
  private func samples(_ operation: ModularArithmetic.Operation, _ modulus: Int) -> Samples {
    var task = ModularArithmetic()
    task.operation = operation
    task.modulus = modulus
    #expect(task.samples().sizes == task.sizes(nil))
    return task.samples()
  }

  @Test("each operation obeys its law on all ordered pairs", arguments: [2, 3, 7, 29])
  func operations(p: Int) {
    for operation in ModularArithmetic.Operation.allCases {
      let samples = samples(operation, p)
      for i in 0..<samples.count {
        let (a, b, c) = (Int(samples.first[i]), Int(samples.second[i]), Int(samples.labels[i]))
        let isRight =
          switch operation {
          case .add: (c - a - b) % p == 0
          case .subtract: (c - a + b) % p == 0
          case .multiply: (c - a * b) % p == 0
          case .divide: b != 0 && (c * b - a) % p == 0
          case .divideIfOddElseSubtract:
            b % 2 == 1 ? (c * b - a) % p == 0 : (c - a + b) % p == 0
          case .sumOfSquares: (c - (a * a + b * b)) % p == 0
          case .quadraticForm: (c - ((a + b) * (a + b) - a * b)) % p == 0
          case .quadraticFormAndFirst: (c - (a * (a + b + 1) + b * b)) % p == 0
          case .cubeAndProduct: (c - a * (a * a + b)) % p == 0
          case .cubic: (c - (a * (a * a + b * b) + b)) % p == 0
          }
        #expect(isRight && (0..<p).contains(c), "\(operation) \(a) \(b) = \(c) mod \(p)")
      }
      let pairs = Set(zip(samples.first, samples.second).map { $0 * 1000 + $1 })
      #expect(pairs.count == samples.count)
    }
  }

  @Test("a split is a partition of the rounded size, drawn anew by each seed")
  func split() {
    let all = samples(.add, 11)
    for fraction in [0.1, 0.35, 0.5, 0.99] {
      var sets: Set<[Int32]> = []
      for seed in 0..<5 {
        var generator = Generator(seed: seed, stream: "split")
        let split = Split(SampleSets(pool: all), fraction: fraction, generator: &generator)
        #expect(split.train.count == Int((121 * fraction).rounded()))
        let keys = [split.train, split.test].flatMap {
          zip($0.first, $0.second).map { $0 * 11 + $1 }
        }
        #expect(keys.sorted() == (0..<121).map(Int32.init))
        sets.insert(split.train.labels + split.train.first)
      }
      #expect(sets.count == 5)
    }
  }

  @Test("pinning a stream fixes its draw and leaves the others free")
  func pinned() {
    var configuration = smallTrial()
    configuration.seed.split = 7
    configuration.seed.trial = 1
    let one = configuration.trainer([:], Double.self)
    configuration.seed.trial = 2
    let two = configuration.trainer([:], Double.self)
    #expect(one.split.train.labels == two.split.train.labels)
    #expect(one.split.train.first == two.split.train.first)
    #expect(one.parameters.flat.elements != two.parameters.flat.elements)
  }
}
