import Testing

@testable import Engine

@Suite("Batches")
struct BatchTests {
  /// Samples that tell themselves apart: sample i is the pair (i, 2i) of class i.
  private func numbered(_ count: Int) -> Samples {
    let tokens = (0..<count).map(Int32.init)
    return .pairs(tokens, tokens.map { $0 * 2 }, tokens, vocabulary: 2 * count, count: count)
  }

  private func size(_ size: Int) -> MiniBatch {
    var batch = MiniBatch()
    batch.size = size
    return batch
  }

  /// The samples of some batches in a row, each by its number.
  private func draw(_ kind: BatchKind, of count: Int, batches: Int, seed: Int = 1) throws
    -> [[Int32]]
  {
    let sampler = try #require(Batches(kind, of: numbered(count), seed: seed))
    return (0..<batches).map { _ in
      let batch = sampler.next()
      #expect(batch.first == batch.labels && batch.second == batch.labels.map { $0 * 2 })
      return batch.labels
    }
  }

  @Test(
    "an epoch sees each sample exactly once, the last batch being shorter",
    arguments: [1, 7, 10, 64])
  func epochs(count: Int) throws {
    for kind in [BatchKind.shuffled(size(3)), .fixed(size(3)), .shuffled(size(1000))] {
      let length = kind == .shuffled(size(1000)) ? count : min(3, count)
      let perEpoch = (count + length - 1) / length
      let batches = try draw(kind, of: count, batches: 3 * perEpoch)
      for epoch in 0..<3 {
        let seen = batches[epoch * perEpoch..<(epoch + 1) * perEpoch]
        #expect(seen.flatMap(\.self).sorted() == (0..<Int32(count)).map(\.self), "\(kind)")
        #expect(seen.dropLast().allSatisfy { $0.count == length })
      }
    }
  }

  @Test("`fixed` repeats its order, `shuffled` does not, and both come from the seed")
  func order() throws {
    let fixed = try draw(.fixed(size(8)), of: 40, batches: 15)
    #expect(fixed[0..<5] == fixed[5..<10] && fixed[0..<5] == fixed[10..<15])
    #expect(fixed[0..<5].flatMap(\.self) != (0..<40).map(\.self))
    let shuffled = try draw(.shuffled(size(8)), of: 40, batches: 10)
    #expect(shuffled[0..<5] != shuffled[5..<10])
    for kind in [BatchKind.fixed(size(8)), .shuffled(size(8)), .withReplacement(size(8))] {
      #expect(try draw(kind, of: 40, batches: 7) == draw(kind, of: 40, batches: 7))
      #expect(try draw(kind, of: 40, batches: 7) != draw(kind, of: 40, batches: 7, seed: 2))
    }
  }

  @Test("draws with replacement are uniform, and repeat within a batch")
  func replacement() throws {
    let batches = try draw(.withReplacement(size(50)), of: 20, batches: 80)
    #expect(batches.allSatisfy { $0.count == 50 })
    var counts = [Int](repeating: 0, count: 20)
    for sample in batches.joined() { counts[Int(sample)] += 1 }
    // χ² with 19 degrees of freedom at 200 each: mean 19, standard deviation 6.2.
    let chi2 = counts.map { Double(($0 - 200) * ($0 - 200)) / 200 }.reduce(0, +)
    #expect(chi2 < 50, "\(counts)")
  }

  @Test("a batch of all samples trains like the full batch, to rounding")
  func whole() throws {
    for trial in [smallTrial(steps: 30), denseTrial(steps: 30)] {
      let full = trained(trial)
      var other = trial
      for kind in [BatchKind.shuffled(size(10_000)), .fixed(size(10_000))] {
        other.batch = kind
        let result = trained(other)
        #expect(result.trajectory.map(\.step) == full.trajectory.map(\.step))
        for (one, two) in zip(full.trajectory, result.trajectory) {
          #expect(abs(one.trainLoss - two.trainLoss) < 1e-12, "step \(one.step)")
          #expect(abs(one.testLoss / two.testLoss - 1) < 1e-10, "step \(one.step)")
          #expect(abs(one.norm2 / two.norm2 - 1) < 1e-11, "step \(one.step)")
        }
      }
    }
  }

  @Test("mini-batches keep the laws of a trial", arguments: 0..<3)
  func laws(kind: Int) throws {
    var configuration = smallTrial(precision: .float32, steps: 60)
    configuration.batch =
      [
        BatchKind.shuffled(size(5)), .fixed(size(5)), .withReplacement(size(5)),
      ][kind]
    let result = trained(configuration)
    // The same configuration, the same bits; how often it is evaluated changes nothing.
    #expect(trained(configuration) == result)
    var seldom = configuration
    seldom.evaluation.every = 30
    #expect(trained(seldom).trajectory[1] == result.trajectory.first { $0.step == 30 })
    // Training metrics are those of the whole training set.
    let core = configuration.trainer([:], Float.self)
    let pass = core.network.pass(
      over: core.split.train, core.parameters, gradient: nil, wantsLoss: true)
    #expect(result.trajectory[0].trainLoss == pass.loss / Double(core.split.train.count))
    // The order of batches has a stream of its own.
    configuration.seed.batches = 9
    let other = trained(configuration)
    #expect(other.trajectory[0] == result.trajectory[0])
    #expect(other.trajectory.last != result.trajectory.last)
  }

  @Test("batches of dense samples hold their rows")
  func dense() throws {
    let whole = denseTrial().task.sets(seed: 1).pool
    let rows = try #require(whole.rows)
    let sampler = try #require(Batches(.fixed(size(7)), of: whole, seed: 1))
    var seen = 0
    while seen < whole.count {
      let batch = sampler.next()
      let values = try #require(batch.rows)
      #expect(values.rows == batch.count)
      for i in 0..<batch.count {
        let own = (0..<values.columns).map { values[i, $0] }
        let isThere = (0..<whole.count).contains { position in
          whole.labels[position] == batch.labels[i]
            && (0..<rows.columns).allSatisfy { rows[position, $0] == own[$0] }
        }
        #expect(isThere)
      }
      seen += batch.count
    }
    #expect(seen == whole.count)
  }

  @Test("a batch is written as a word or a mapping")
  func written() throws {
    func read(_ content: ConfigurationNode.Content) throws -> BatchKind {
      try BatchKind(ConfigurationNode(content), at: "batch")
    }
    #expect(try read(.text("full")) == .full)
    #expect(BatchKind.full.node.canonicalJSON == #""full""#)
    let fixed = BatchKind.fixed(size(64))
    #expect(fixed.node.canonicalJSON == #"{"kind":"fixed","size":64}"#)
    #expect(try read(fixed.node.content) == fixed)
    let error = #expect(throws: ConfigurationError.self) { try read(.text("shuffled")) }
    #expect(error?.description == "batch.size is missing")
  }
}
