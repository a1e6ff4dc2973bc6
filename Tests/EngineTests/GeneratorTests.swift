import Testing

@testable import Engine

@Suite("Random streams")
struct GeneratorTests {
  @Test("a stream depends on its seed and its name, and on nothing else")
  func identity() {
    func start(_ seed: Int, _ stream: String) -> [UInt64] {
      var generator = Generator(seed: seed, stream: stream)
      return (0..<4).map { _ in generator.next() }
    }
    #expect(start(3, "split") == start(3, "split"))
    #expect(start(3, "split") != start(4, "split"))
    #expect(start(3, "split") != start(3, "batches"))
    #expect(start(-1, "split") != start(1, "split"))
  }

  @Test("whole numbers below a bound are uniform", arguments: [1, 2, 7, 1000])
  func integers(bound: Int) {
    var generator = Generator(seed: 1, stream: "test")
    var counts = [Int](repeating: 0, count: bound)
    let draws = 200 * bound
    for _ in 0..<draws { counts[generator.integer(below: bound)] += 1 }
    // χ² with bound − 1 degrees of freedom has mean bound − 1 and variance 2 (bound − 1).
    let chi2 = counts.map { Double(($0 - 200) * ($0 - 200)) / 200 }.reduce(0, +)
    let freedom = Double(bound - 1)
    #expect(abs(chi2 - freedom) <= 5 * (2 * freedom).squareRoot())
  }

  @Test("normal numbers have the moments of N(0, 1)")
  func normal() {
    var generator = Generator(seed: 2, stream: "test")
    let draws = (0..<50_000).flatMap { _ in
      let pair = generator.normalPair()
      return [pair.0, pair.1]
    }
    func moment(_ k: Int) -> Double {
      draws.map { x in (0..<k).reduce(1.0) { product, _ in product * x } }.reduce(0, +)
        / Double(draws.count)
    }
    // Five standard errors at 100,000 draws.
    #expect(abs(moment(1)) < 0.016)
    #expect(abs(moment(2) - 1) < 0.023)
    #expect(abs(moment(3)) < 0.062)
    #expect(abs(moment(4) - 3) < 0.16)
  }

  @Test("a shuffle is a permutation, and every position is equally likely")
  func shuffle() {
    var firstPositions = [Int](repeating: 0, count: 10)
    for seed in 0..<2000 {
      var generator = Generator(seed: seed, stream: "split")
      let shuffled = generator.shuffled(10)
      #expect(shuffled.sorted() == Array(0..<10), "seed \(seed)")
      firstPositions[shuffled[0]] += 1
    }
    // 200 expected each; five standard deviations are 67.
    #expect(firstPositions.allSatisfy { abs($0 - 200) < 67 }, "\(firstPositions)")
  }
}
