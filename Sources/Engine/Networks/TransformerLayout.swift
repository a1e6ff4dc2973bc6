/// Where a transformer's tensors stand in its layout.
struct TransformerLayout {
  /// The tensors of a layer norm, each `[1 × d]`.
  struct Norm {
    let gain: Int
    let bias: Int
  }

  /// The tensors of a layer.
  struct Layer {
    /// `W_Q`, `W_K` and `W_V`, each `[d × d]`, head beside head.
    let query, key, value: Int
    /// `W_O [d × d]`, head below head.
    let attention: Int
    /// `b_Q`, `b_V` and `b_O`, each `[1 × d]`.
    let queryBias, valueBias, attentionBias: Int?
    let attentionNorm: Norm?
    /// `W_in [d × f]` and `b_in [1 × f]`.
    let hidden: Int
    let hiddenBias: Int?
    /// `W_out [f × d]` and `b_out [1 × d]`.
    let feedForward: Int
    let feedForwardBias: Int?
    let feedForwardNorm: Norm?
  }

  /// `E`: a row for each token, then one for `=` and one for `op`, as far as they occur.
  let embedding: Int
  /// Learned `P [T × d]`.
  let positions: Int?
  let layers: [Layer]
  let finalNorm: Norm?
  /// All tensors in their order.
  let tensors: [Tensor]

  init(_ configuration: TransformerConfiguration, _ sequence: TokenSequence, outputs: Int) {
    var tensors: [Tensor] = []
    func place(_ tensor: Tensor) -> Int {
      tensors.append(tensor)
      return tensors.count - 1
    }
    let width = configuration.width
    func weight(_ name: String, _ rows: Int, _ columns: Int, _ module: Tensor.Module) -> Int {
      place(
        Tensor(
          name: "\(name).weight", rows: rows, columns: columns, role: .weight, fanIn: rows,
          module: module))
    }
    func bias(
      _ name: String, _ columns: Int, fanIn: Int, _ module: Tensor.Module, if wanted: Bool
    ) -> Int? {
      guard wanted else { return nil }
      return place(
        Tensor(
          name: "\(name).bias", rows: 1, columns: columns, role: .bias, fanIn: fanIn,
          module: module))
    }
    func norm(_ name: String, if wanted: Bool) -> Norm? {
      guard wanted else { return nil }
      // A layer norm's bias starts at 0 in every scheme, as an embedding's would.
      return Norm(
        gain: place(
          Tensor(name: "\(name).gain", rows: 1, columns: width, role: .gain, fanIn: width)),
        bias: place(
          Tensor(
            name: "\(name).bias", rows: 1, columns: width, role: .bias, fanIn: width,
            module: .embedding)))
    }

    embedding = place(
      Tensor(
        name: "embedding", rows: sequence.tokens, columns: width, role: .weight, fanIn: width,
        module: .embedding))
    positions =
      configuration.positions != .learned
      ? nil
      : place(
        Tensor(
          name: "positions", rows: sequence.length, columns: width, role: .weight, fanIn: width,
          module: .embedding))
    let normalizes = configuration.layerNorm != .none
    let hasBias = configuration.attentionBias
    let units = configuration.feedForward
    layers = (1...configuration.layers).map { number in
      let layer = "layer\(number)"
      return Layer(
        query: weight("\(layer).query", width, width, .projection),
        key: weight("\(layer).key", width, width, .projection),
        value: weight("\(layer).value", width, width, .projection),
        attention: weight("\(layer).attention", width, width, .mixing),
        queryBias: bias("\(layer).query", width, fanIn: width, .projection, if: hasBias),
        valueBias: bias("\(layer).value", width, fanIn: width, .projection, if: hasBias),
        attentionBias: bias("\(layer).attention", width, fanIn: width, .mixing, if: hasBias),
        attentionNorm: norm("\(layer).attention_norm", if: normalizes),
        hidden: weight("\(layer).hidden", width, units, .linear),
        hiddenBias: bias(
          "\(layer).hidden", units, fanIn: width, .linear, if: configuration.feedForwardBias),
        feedForward: weight("\(layer).feed_forward", units, width, .linear),
        feedForwardBias: bias(
          "\(layer).feed_forward", width, fanIn: units, .linear, if: configuration.feedForwardBias),
        feedForwardNorm: norm("\(layer).feed_forward_norm", if: normalizes))
    }
    finalNorm = norm("final_norm", if: configuration.finalNorm)
    tensors += Readout<Float>.tensors(
      width: width, outputs: outputs, hasBias: configuration.outputBias,
      isTied: configuration.readout == .tied)
    self.tensors = tensors
  }
}
