/// A transformer of a paper, under the first author's name and the year, or the paper's.
///
/// A name stands for the network's keys and its initialization, and is written out in a trial's
/// configuration: the network under its name and the network in full are one trial.
enum NamedTransformer: String, CaseIterable {
  /// Nanda et al. 2023, arXiv:2301.05217, as in their `transformers.py`: one layer without layer
  /// norm, with biases in the feed-forward part only and a logit for `=`.
  case nanda2023 = "nanda-2023"
  /// Truong et al. 2026, arXiv:2603.13331, as in the released code: two tokens,
  /// `torch.nn.TransformerEncoderLayer` with GELU, a final norm, biases everywhere.
  case normSeparation2026 = "norm-separation-2026"
  /// Power et al. 2022, arXiv:2201.02177, as in the `transformer.py` of openai/grok: a decoder of
  /// two layers with post-norm, sinusoidal positions and no bias in any product.
  ///
  /// They read out a whole sequence, `<eos> a op b = c <eos>`, and score `c` and the last `<eos>`;
  /// here the sequence is `a op b =`, and `c` alone counts.
  case power2022 = "power-2022"

  var configuration: TransformerConfiguration {
    var network = TransformerConfiguration()
    switch self {
    case .nanda2023: network.outputs = .vocabulary
    case .normSeparation2026:
      network.activation = .gelu
      network.tokens = .pair
      network.layerNorm = .post
      network.finalNorm = true
      network.attentionBias = true
      network.outputBias = true
    case .power2022:
      network.layers = 2
      network.tokens = .operationEquals
      network.positions = .sinusoidal
      network.layerNorm = .post
      network.feedForwardBias = false
      network.outputs = .vocabulary
    }
    return network
  }

  var scheme: Initialization.Scheme {
    switch self {
    case .nanda2023: .nanda2023
    case .normSeparation2026: .pytorch
    case .power2022: .pytorchLinear
    }
  }
}
