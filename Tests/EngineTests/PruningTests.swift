import Testing

@testable import Engine

@Suite("Compression")
struct PruningTests {
  @Test("a straight fall of accuracy has c = 2, and a constant 0.96 has c = 25")
  func area() {
    let line = PruningCurve(accuracies: (0...50).map { 1 - Double($0) / 50 })
    #expect(abs(line.area - 0.5) < 1e-12 && abs(line.compressionFactor - 2) < 1e-12)
    let flat = PruningCurve(accuracies: [Double](repeating: 0.96, count: 41))
    #expect(abs(flat.compressionFactor - 25) < 1e-9)
  }

  @Test("the smallest weights of each tensor go first, and biases stay")
  func order() {
    let trainer = TrainerCore<Double>(smallTrial(width: 4))
    let scratch = Parameters<Double>(trainer.parameters.layout)
    for tensor in trainer.parameters.tensors where tensor.rows == 1 {
      tensor.elements = [Double](repeating: 1e-9, count: tensor.columns)
    }
    let before = trainer.parameters.flat.elements
    let fractions = PruningConfiguration().fractions
    var seen = 0
    _ = PruningConfiguration().curve(of: trainer.parameters, scratch: scratch) { pruned in
      for (index, tensor) in pruned.layout.tensors.enumerated() {
        let kept = pruned.tensors[index].elements
        guard tensor.role == .weight else {
          #expect(kept == trainer.parameters.tensors[index].elements)
          continue
        }
        let all = trainer.parameters.tensors[index].elements
        let zeros = kept.count { $0 == 0 }
        #expect(zeros == Int(fractions[seen] * Double(all.count)))
        let threshold = zip(all, kept).filter { $1 == 0 }.map { $0.0.magnitude }.max() ?? 0
        #expect(kept.allSatisfy { $0 == 0 || $0.magnitude >= threshold })
      }
      seen += 1
      return 0
    }
    #expect(seen == 51)
    #expect(trainer.parameters.flat.elements == before)
  }
}
