import Engine
import Testing

@testable import Sweep

@Suite("Methods")
struct MethodsTests {
  /// A store of two cells by two seeds, of which three trials are trained: two generalized, one not.
  static func text(_ contrasts: String = "") throws -> String {
    var text = ""
    try withDirectory { directory in
      let experiment = try Experiment(
        source: Mistake(15, "thresholds: {sustained: 1}\n" + contrasts, "").source
          .replacing("train_fraction: [0.4, 0.5]", with: "train_fraction: [0.5]"),
        path: "small.yaml")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      let grokked = plantedTrial(memorizedAt: 100, generalizedAt: 200, steps: 1000)
      let never = plantedTrial(memorizedAt: 100, generalizedAt: nil, steps: 1000)
      _ = try store.append([
        record(experiment, cell: 0, seed: 0, grokked), record(experiment, cell: 0, seed: 1, never),
        record(experiment, cell: 1, seed: 0, grokked),
      ])
      text = try Methods(ResultStore.openForReading(directory)).text
    }
    return text
  }

  @Test("a paragraph has what a reader needs to repeat the study, from the store")
  func paragraph() throws {
    let text = try Self.text()
    for words in [
      "The experiment small has 2 cells that vary train_fraction, optimizer.weight_decay, with 2 seeds",
      "3 of 4 trials were trained", "a budget of 1000 steps in float32 and took every step",
      "round(10^(k/100))", "train accuracy ≥ 0.99", "test accuracy ≥ 0.9",
      "Cells have n = 1 to 2 trials; generalized 2, right-censored 1, diverged 0",
      "at most 10 steps or 5.0 % of the step away", "Wilson", "on 1 host (node7)",
    ] { #expect(text.contains(words), "\(words) is not in: \(text)") }
    #expect(!text.contains("exploratory"))
    #expect(text.split(separator: "\n").count == 1)
  }

  @Test("declared hypotheses are counted")
  func hypotheses() throws {
    let text = try Self.text("contrasts: [{exponent: optimizer.weight_decay, is: -1}]")
    #expect(text.contains("1 hypothesis declared in the experiment file"))
    #expect(text.contains("everything else is exploratory"))
  }

  @Test("what is known of the machines is a sentence, with a count where it is not all of them")
  func provenance() {
    func attempt(_ host: String, kernel: String = "") -> Attempt {
      Attempt(
        number: 1, rank: 0,
        provenance: Provenance(host: host, blasKernel: kernel, compiler: "Swift 6.3"),
        startedAt: 0, wallSeconds: 1800)
    }
    var origins = Origins()
    #expect(origins.sentences.isEmpty)
    origins.add(attempt("b", kernel: "Zen"))
    origins.add(attempt("a"))
    #expect(
      origins.sentences == [
        "Trials were trained in 1.00 core-hours on 2 hosts (a, b), one BLAS thread each.",
        "The compiler was Swift 6.3.", "The kernels of BLAS were those for Zen (1 of 2 trials).",
      ])
  }
}
