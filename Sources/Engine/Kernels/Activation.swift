/// A nonlinearity, applied to each hidden unit.
public enum Activation: String, ConfigurationChoice {
  /// `max(0, x)`
  case relu
  /// `x Φ(x)` with the exact normal distribution function (Hendrycks & Gimpel 2016,
  /// arXiv:1606.08415), not its tanh approximation.
  case gelu
  /// `x²`
  case quadratic
  /// `tanh x`
  case tanh
}

/// A loop over hidden units that the compiler specializes for each nonlinearity.
protocol NonlinearLoop {
  func run<F: Nonlinearity>(through nonlinearity: F.Type)
}

extension Activation {
  /// Runs a loop through the nonlinearity of this name.
  @inline(__always)
  func run(_ loop: some NonlinearLoop) {
    switch self {
    case .relu: loop.run(through: Rectifier.self)
    case .gelu: loop.run(through: GaussianErrorLinear.self)
    case .quadratic: loop.run(through: Square.self)
    case .tanh: loop.run(through: HyperbolicTangent.self)
    }
  }
}
