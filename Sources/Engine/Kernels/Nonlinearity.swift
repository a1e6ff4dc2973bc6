/// A nonlinearity as the kernels see it: its value and its slope.
protocol Nonlinearity {
  /// Computes φ(x) and φ′(x) in each lane.
  static func apply<S: Scalar>(_ x: S.Vector, as: S.Type) -> (value: S.Vector, slope: S.Vector)
}

/// The rectifier `max(0, x)`; its slope at 0 is taken as 0.
enum Rectifier: Nonlinearity {
  @inline(__always)
  static func apply<S: Scalar>(_ x: S.Vector, as: S.Type) -> (value: S.Vector, slope: S.Vector) {
    S.rectifier(x)
  }
}

/// The Gaussian error linear unit `x Φ(x)`, with slope `Φ(x) + x φ(x)`.
enum GaussianErrorLinear: Nonlinearity {
  @inline(__always)
  static func apply<S: Scalar>(_ x: S.Vector, as: S.Type) -> (value: S.Vector, slope: S.Vector) {
    let (cumulative, bell) = S.normalDistribution(x)
    let density = bell * S(0.398_942_280_401_432_7)  // 1 / √(2π)
    return (x * cumulative, cumulative.addingProduct(x, density))
  }
}

/// The square `x²`.
enum Square: Nonlinearity {
  @inline(__always)
  static func apply<S: Scalar>(_ x: S.Vector, as: S.Type) -> (value: S.Vector, slope: S.Vector) {
    (x * x, x + x)
  }
}

/// The hyperbolic tangent, with slope `1 − tanh² x`.
enum HyperbolicTangent: Nonlinearity {
  @inline(__always)
  static func apply<S: Scalar>(_ x: S.Vector, as: S.Type) -> (value: S.Vector, slope: S.Vector) {
    let t = S.hyperbolicTangent(x)
    return (t, 1 - t * t)
  }
}
