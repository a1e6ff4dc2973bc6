import Testing

@testable import Sweep

@Suite("Notes on an experiment")
struct ExperimentNotesTests {
  private func notes(_ base: String, grid: String) throws -> [String] {
    let source = """
      experiment: notes
      base:
        task: {kind: modular, operation: add, modulus: 113}
        model: {kind: perceptron, input: two-hot, width: 64, activation: relu}
        train_fraction: 0.7
      \(base.split(separator: "\n").map { "  \($0)\n" }.joined())grid: {\(grid)}
      seeds: 1
      """
    return try Experiment(source: source, path: "notes.yaml").notes
  }

  @Test("a decay that float32 cannot express is told with what it does")
  func decay() throws {
    let optimizer = "optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}\nsteps: 60000\n"
    #expect(try notes(optimizer, grid: "optimizer.weight_decay: [1, 0.1, 0]").isEmpty)
    let lines = try notes(optimizer, grid: "optimizer.weight_decay: [1, 2.5e-5]")
    #expect(
      lines == [
        "float32 rounds the decay in 1 of 2 cells by more than 1 %: ηλ = 2.5e-08 acts as 0; "
          + "precision: float64 decays as it says"
      ])
    #expect(
      try notes(optimizer, grid: "precision: [float64], optimizer.weight_decay: [2.5e-5]").isEmpty)
  }

  @Test("evaluations that take most of the work are told with what fewer would take")
  func evaluations() throws {
    let rule = "optimizer: {kind: adam, learning_rate: 5e-3, l2: 3e-5}\n"
    let lines = try notes(
      rule + "batch: {kind: fixed, size: 64}\nsteps: 1400\n", grid: "optimizer.l2: [3e-5]")
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.hasPrefix("evaluations are most of the work in 1 of 1 cells, up to 9"))
    #expect(try notes(rule + "steps: 1400\n", grid: "optimizer.l2: [3e-5]").isEmpty)
  }
}
