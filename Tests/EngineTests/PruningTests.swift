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

  @Test(
    "at a fraction q exactly ⌊qn⌋ weights of a tensor are zero", arguments: [41, 51, 101, 1001])
  func counts(points: Int) {
    var pruning = PruningConfiguration()
    pruning.points = points
    for count in [1, 7, 50, 97, 100, 300] {
      let layout = ParameterLayout([
        Tensor(name: "w", rows: 1, columns: count, role: .weight, fanIn: 1)
      ])
      let (parameters, scratch) = (Parameters<Float>(layout), Parameters<Float>(layout))
      fill(parameters.tensors[0], with: 1)
      var point = 0
      _ = pruning.curve(of: parameters, scratch: scratch) { pruned in
        let zeros = pruned.tensors[0].elements.count { $0 == 0 }
        let (n, steps) = (point * count, points - 1)
        #expect(steps * zeros <= n && n < steps * (zeros + 1), "\(point) of \(count)")
        point += 1
        return 0
      }
    }
  }

  @Test("the smallest weights of each tensor go first, and biases stay")
  func order() {
    let trainer = smallTrial(width: 4).trainer([:], Double.self)
    let scratch = Parameters<Double>(trainer.parameters.layout)
    for tensor in trainer.parameters.tensors where tensor.rows == 1 {
      tensor.elements = [Double](repeating: 1e-9, count: tensor.columns)
    }
    let before = trainer.parameters.flat.elements
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
        // ⌊qn⌋ for q = seen / 50, in whole numbers.
        #expect(50 * zeros <= seen * all.count && seen * all.count < 50 * (zeros + 1))
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
