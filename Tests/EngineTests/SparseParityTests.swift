import Testing

@testable import Engine

@Suite("Sparse parity")
struct SparseParityTests {
  private func task(_ positions: SparseParity.Positions, k: Int = 3, m: Int = 9) -> SparseParity {
    var task = SparseParity()
    (task.relevantBits, task.noiseBits, task.samples) = (k, m, 500)
    task.positions = positions
    return task
  }

  private func drawn(_ task: SparseParity, seed: Int) throws -> (
    relevant: [Int], rows: Matrix<Double>, targets: [Int32]
  ) {
    var generator = Generator(seed: seed, stream: "task")
    let relevant = task.relevantPositions(&generator)
    let samples = TaskKind(task).sets(seed: seed).pool
    return (relevant, try #require(samples.rows), samples.labels)
  }

  @Test("the class is the parity of the relevant bits", arguments: SparseParity.Positions.allCases)
  func label(positions: SparseParity.Positions) throws {
    for seed in 0..<10 {
      let (relevant, rows, targets) = try drawn(task(positions), seed: seed)
      #expect(Set(relevant).count == 3 && relevant.allSatisfy { (0..<12).contains($0) })
      if positions == .first { #expect(relevant == [0, 1, 2]) }
      #expect(rows.elements.allSatisfy { $0.magnitude == 1 })
      for (sample, target) in targets.enumerated() {
        let minuses = relevant.count { rows[sample, $0] < 0 }
        #expect(Int(target) == minuses % 2, "seed \(seed) sample \(sample)")
      }
    }
  }

  @Test("noise bits do not matter: none goes with the class")
  func noise() throws {
    let (relevant, rows, targets) = try drawn(task(.first), seed: 1)
    // Σ xᵢ y over 500 samples has standard deviation √500; five of them are 112.
    for bit in 0..<12 {
      let sum = targets.indices.map { rows[$0, bit] * (targets[$0] == 0 ? 1 : -1) }.reduce(0, +)
      #expect(abs(sum) < 112, "bit \(bit) of which \(relevant) are relevant")
      let mean = targets.indices.map { rows[$0, bit] }.reduce(0, +)
      #expect(abs(mean) < 112, "bit \(bit)")
    }
    // All three together decide it.
    let decided = targets.indices.map {
      rows[$0, 0] * rows[$0, 1] * rows[$0, 2] * (targets[$0] == 0 ? 1 : -1)
    }
    #expect(decided.allSatisfy { $0 == 1 })
  }

  @Test("samples and drawn positions come from the seed, which can be pinned")
  func seeds() throws {
    let positions = try Set((0..<20).map { try drawn(task(.drawn), seed: $0).relevant })
    #expect(positions.count > 5)
    #expect(
      try drawn(task(.first), seed: 1).rows.elements != drawn(task(.first), seed: 2).rows.elements)

    var configuration = denseTrial()
    configuration.seed.task = 3
    configuration.seed.split = 3
    let one = configuration.trainer([:], Double.self)
    configuration.seed.trial = 1
    let two = configuration.trainer([:], Double.self)
    #expect(one.split.train.labels == two.split.train.labels)
    #expect(one.split.train.rows?.elements == two.split.train.rows?.elements)
    #expect(one.parameters.flat.elements != two.parameters.flat.elements)
  }

  @Test("a split divides dense samples as they are")
  func split() throws {
    let samples = TaskKind(task(.first)).sets(seed: 4).pool
    var generator = Generator(seed: 0, stream: "split")
    let split = Split(SampleSets(pool: samples), fraction: 0.3, generator: &generator)
    func keys(_ samples: Samples) throws -> [[Double]] {
      let rows = try #require(samples.rows)
      return (0..<samples.count).map { i in
        (0..<rows.columns).map { rows[i, $0] } + [Double(samples.labels[i])]
      }
    }
    #expect(split.train.count == 150)
    func ordered(_ rows: [[Double]]) -> [[Double]] {
      rows.sorted { $0.lexicographicallyPrecedes($1) }
    }
    #expect(try ordered(keys(split.train) + keys(split.test)) == ordered(keys(samples)))
  }
}
