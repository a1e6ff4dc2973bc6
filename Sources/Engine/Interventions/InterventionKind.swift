/// A change to training that combines with any update rule.
public enum InterventionKind: ConfigurationVariant {
  /// An L2 penalty, where it stands in the list.
  case l2Penalty(L2Penalty)
  /// Grokfast with an exponential moving average.
  case grokfastEMA(GrokfastEMA)
  /// Grokfast with a moving average over a window.
  case grokfastMA(GrokfastMA)
  /// Egalitarian gradient descent.
  case egd(EGD)
  /// Gradients orthogonal to the parameters, ⊥Grad.
  case perpGrad(PerpGrad)
  /// Muon for hidden matrices.
  case muon(Muon)
  /// A fixed norm of the parameters.
  case normClamp(NormClamp)

  /// One entry for each intervention.
  public static let variants: [Variant<Self>] = [
    Variant("l2-penalty", Self.l2Penalty) { if case .l2Penalty(let it) = $0 { it } else { nil } },
    Variant("grokfast-ema", Self.grokfastEMA) {
      if case .grokfastEMA(let it) = $0 { it } else { nil }
    },
    Variant("grokfast-ma", Self.grokfastMA) {
      if case .grokfastMA(let it) = $0 { it } else { nil }
    },
    Variant("egd", Self.egd) { if case .egd(let it) = $0 { it } else { nil } },
    Variant("perp-grad", Self.perpGrad) { if case .perpGrad(let it) = $0 { it } else { nil } },
    Variant("muon", Self.muon) { if case .muon(let it) = $0 { it } else { nil } },
    Variant("norm-clamp", Self.normClamp) { if case .normClamp(let it) = $0 { it } else { nil } },
  ]
}

extension InterventionKind {
  /// Whether it takes over hidden matrices.
  var isMuon: Bool { if case .muon = self { true } else { false } }
}

/// An intervention at work on a network, with its memory.
///
/// A step runs in three rounds, each in the order of the list: ``filter(_:at:step:)`` changes the
/// gradient, then the update rule moves the parameters, except for tensors that an intervention
/// ``update(_:gradient:factor:)`` itself, then ``project(_:)`` corrects what they have become.
enum Intervention<S: Scalar> {
  case l2Penalty(L2Penalty)
  case grokfastEMA(GrokfastEMAFilter<S>)
  case grokfastMA(GrokfastMAFilter<S>)
  case egd(EGDFilter<S>)
  case perpGrad
  case muon(MuonRule<S>)
  case normClamp(NormClampProjection<S>)

  init(_ kind: InterventionKind, layout: ParameterLayout) {
    self =
      switch kind {
      case .l2Penalty(let constants): .l2Penalty(constants)
      case .grokfastEMA(let constants): .grokfastEMA(GrokfastEMAFilter(constants, layout))
      case .grokfastMA(let constants): .grokfastMA(GrokfastMAFilter(constants, layout))
      case .egd(let constants): .egd(EGDFilter(constants, layout))
      case .perpGrad: .perpGrad
      case .muon(let constants): .muon(MuonRule(constants, layout))
      case .normClamp(let constants): .normClamp(NormClampProjection(constants, layout))
      }
  }

  /// What a step leaves to the next one.
  var memory: [any CarriedMemory] {
    switch self {
    case .l2Penalty, .egd, .perpGrad: []
    case .grokfastEMA(let filter): filter.memory
    case .grokfastMA(let filter): filter.memory
    case .muon(let rule): rule.memory
    case .normClamp(let clamp): clamp.memory
    }
  }

  /// Whether a tensor is left to the intervention by the update rule.
  func takesOver(_ tensor: Tensor) -> Bool {
    if case .muon = self { tensor.isHiddenMatrix } else { false }
  }

  /// Changes the gradient of a step, counted from 1, taken at the parameters.
  func filter(_ gradient: Parameters<S>, at parameters: Parameters<S>, step: Int) {
    switch self {
    case .l2Penalty(let penalty): penalty.filter(gradient, at: parameters)
    case .grokfastEMA(let filter): filter(gradient, step: step)
    case .grokfastMA(let filter): filter(gradient, step: step)
    case .egd(let filter): filter(gradient, step: step)
    case .perpGrad: PerpGrad.filter(gradient, at: parameters)
    case .normClamp(let clamp): if step == 1 { clamp.remember(parameters) }
    case .muon: break
    }
  }

  /// Moves the tensors that are left to the intervention; `factor` is the schedule's.
  func update(_ parameters: Parameters<S>, gradient: Parameters<S>, factor: Double) {
    if case .muon(let rule) = self { rule(parameters, gradient: gradient, factor: factor) }
  }

  /// Corrects the parameters after the update.
  func project(_ parameters: Parameters<S>) {
    if case .normClamp(let clamp) = self { clamp(parameters) }
  }
}

extension Tensor {
  /// Whether the tensor is a weight matrix between the embedding and the read-out: those that act
  /// on activations and are followed by another layer.
  ///
  /// The first layer of a two-hot perceptron counts as one, as in the code of Saheb Pasand & Dohmatob
  /// 2025, arXiv:2510.04930.
  var isHiddenMatrix: Bool {
    role == .weight && rows > 1 && columns > 1 && module != .embedding && module != .readout
  }
}
