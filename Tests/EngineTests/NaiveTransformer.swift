import Foundation

@testable import Engine

/// The network of `TransformerConfiguration` as its documentation defines it: one sample at a time,
/// every position in every layer, and no shortcut.
struct NaiveTransformer {
  let configuration: TransformerConfiguration
  let parameters: Parameters<Double>
  let vocabulary: Int

  private func tensor(_ name: String) -> [[Double]] {
    let matrix = parameters[name]
    return (0..<matrix.rows).map { row in (0..<matrix.columns).map { matrix[row, $0] } }
  }

  private func has(_ name: String) -> Bool {
    parameters.layout.tensors.contains { $0.name == name }
  }

  private func dot(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func linear(_ x: [Double], _ name: String) -> [Double] {
    let weight = tensor("\(name).weight")
    let bias = has("\(name).bias") ? tensor("\(name).bias")[0] : nil
    return weight[0].indices.map { j in
      (bias?[j] ?? 0) + dot(x, weight.map { $0[j] })
    }
  }

  private func norm(_ x: [Double], _ name: String) -> [Double] {
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(x.count)
    let (gain, bias) = (tensor("\(name).gain")[0], tensor("\(name).bias")[0])
    return x.indices.map { (x[$0] - mean) / (variance + 1e-5).squareRoot() * gain[$0] + bias[$0] }
  }

  private func sum(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map(+) }

  private func attention(_ x: [[Double]], _ layer: String) -> [[Double]] {
    let (queries, keys, values) = (
      x.map { linear($0, "\(layer).query") }, x.map { linear($0, "\(layer).key") },
      x.map { linear($0, "\(layer).value") }
    )
    let size = configuration.width / configuration.heads
    return x.indices.map { i in
      var mixed = [Double](repeating: 0, count: configuration.width)
      for head in 0..<configuration.heads {
        let lanes = head * size..<(head + 1) * size
        let scores = x.indices.map { j in
          configuration.causal && j > i
            ? -Double.infinity
            : dot(queries[i][lanes], keys[j][lanes]) / Double(size).squareRoot()
        }
        let weights = scores.map { exp($0) }
        let total = weights.reduce(0, +)
        for j in x.indices {
          for lane in lanes { mixed[lane] += weights[j] / total * values[j][lane] }
        }
      }
      return linear(mixed, "\(layer).attention")
    }
  }

  private func feedForward(_ x: [Double], _ layer: String) -> [Double] {
    let units = linear(x, "\(layer).hidden").map { u in
      switch configuration.activation {
      case .relu: max(0, u)
      case .gelu: u * 0.5 * erfc(-u / 2.0.squareRoot())
      case .tanh: tanh(u)
      case .quadratic: u * u
      }
    }
    return linear(units, "\(layer).feed_forward")
  }

  private func position(_ j: Int) -> [Double] {
    switch configuration.positions {
    case .none: [Double](repeating: 0, count: configuration.width)
    case .learned: tensor("positions")[j]
    case .sinusoidal:
      (0..<configuration.width).map { i in
        let angle = Double(j) / pow(10_000, Double(i - i % 2) / Double(configuration.width))
        return i % 2 == 0 ? sin(angle) : cos(angle)
      }
    }
  }

  /// The logits of a pair of tokens.
  func logits(_ a: Int, _ b: Int) -> [Double] {
    let tokens =
      switch configuration.tokens {
      case .pair: [a, b]
      case .pairEquals: [a, b, vocabulary]
      case .operationEquals: [a, vocabulary + 1, b, vocabulary]
      }
    let embedding = tensor("embedding")
    var x = tokens.indices.map { sum(embedding[tokens[$0]], position($0)) }
    for number in 1...configuration.layers {
      let layer = "layer\(number)"
      let (first, second) = ("\(layer).attention_norm", "\(layer).feed_forward_norm")
      switch configuration.layerNorm {
      case .none:
        x = zip(x, attention(x, layer)).map(sum)
        x = x.map { sum($0, feedForward($0, layer)) }
      case .pre:
        x = zip(x, attention(x.map { norm($0, first) }, layer)).map(sum)
        x = x.map { sum($0, feedForward(norm($0, second), layer)) }
      case .post:
        x = zip(x, attention(x, layer)).map { norm(sum($0, $1), first) }
        x = x.map { norm(sum($0, feedForward($0, layer)), second) }
      }
    }
    var last = x[x.count - 1]
    if configuration.finalNorm { last = norm(last, "final_norm") }
    guard configuration.readout == .tied else { return linear(last, "output") }
    let bias = has("output.bias") ? tensor("output.bias")[0] : nil
    let outputs = configuration.outputs == .classes ? vocabulary : embedding.count
    return (0..<outputs).map { token in
      (bias?[token] ?? 0) + dot(last, embedding[token])
    }
  }

  /// The summed cross-entropy of samples.
  func loss(over samples: Samples) -> Double {
    samples.labels.indices.map { i in
      let z = logits(Int(samples.first[i]), Int(samples.second[i]))
      return log(z.map { exp($0) }.reduce(0, +)) - z[Int(samples.labels[i])]
    }.reduce(0, +)
  }
}
