import Testing

@testable import Engine

@Suite("Label noise")
struct LabelNoiseTests {
  private func split(_ noise: Double, pinned: Int? = nil, seed: Int = 3) -> Split {
    var configuration = smallTrial(modulus: 23)
    configuration.trainFraction = 0.4
    configuration.labelNoise = noise
    configuration.seed.trial = seed
    configuration.seed.labelNoise = pinned
    return configuration.trainer([:], Float.self).split
  }

  @Test("exactly round(f n) training labels change, and nothing else", arguments: [0, 0.1, 0.5, 1])
  func count(noise: Double) {
    let (plain, noisy) = (split(0), split(noise))
    let changed = zip(plain.train.labels, noisy.train.labels).count { $0 != $1 }
    #expect(changed == Int((noise * Double(plain.train.count)).rounded()))
    #expect(noisy.train.labels.allSatisfy { (0..<23).contains($0) })
    #expect(plain.train.first == noisy.train.first && plain.train.second == noisy.train.second)
    #expect(plain.test.labels == noisy.test.labels && plain.test.first == noisy.test.first)
  }

  @Test("new labels are uniform over the other classes")
  func uniform() {
    let twos = [Int32](repeating: 2, count: 40_000)
    var samples = Samples.pairs(twos, twos, twos, vocabulary: 5, count: 5)
    var generator = Generator(seed: 1, stream: "label noise")
    samples.replaceLabels(fraction: 0.5, generator: &generator)
    let counts = (0..<5).map { c in samples.labels.count { $0 == c } }
    #expect(counts[2] == 20_000)
    // Five standard deviations of a binomial count.
    let slack = 5 * (20_000 * 0.25 * 0.75).squareRoot()
    for c in [0, 1, 3, 4] { #expect(abs(Double(counts[c]) - 5000) < slack, "\(counts)") }
  }

  @Test("labels can be pinned apart from the trial's seed")
  func pinned() {
    #expect(split(0.5, seed: 3).train.labels == split(0.5, pinned: 3, seed: 3).train.labels)
    #expect(split(0.5, seed: 3).train.labels != split(0.5, pinned: 4, seed: 3).train.labels)
  }
}
