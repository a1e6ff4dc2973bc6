internal import CBLAS
internal import RealModule

/// A floating-point type that the engine computes in: `Float` or `Double`.
///
/// What compares lanes stands here once for each type: Swift 6.3 vectorizes comparisons of a
/// concrete `SIMD16<Float>`, but turns those of a generic vector into a loop over its lanes.
protocol Scalar: Real, BinaryFloatingPoint, SIMDScalar, Codable, Sendable {
  /// A vector of the width the kernels work in; memory is padded to a multiple of it.
  associatedtype Vector: SIMD, Sendable where Vector.Scalar == Self

  /// `eˣ` in each lane, for `x ≤ 88`; 0 where the result would be subnormal.
  static func exponential(_ x: Vector) -> Vector
  /// `Φ(x)` in each lane, the normal distribution function, and `e^(−x²/2)`.
  static func normalDistribution(_ x: Vector) -> (cumulative: Vector, bell: Vector)
  /// `tanh x` in each lane.
  static func hyperbolicTangent(_ x: Vector) -> Vector
  /// The larger of both in each lane.
  static func larger(_ a: Vector, _ b: Vector) -> Vector
  /// `max(0, x)` and its slope, 0 or 1, in each lane; NaN stays NaN.
  static func rectifier(_ x: Vector) -> (value: Vector, slope: Vector)
  /// `x + 1` for `x ≥ 0` and `1 / (1 − x)` below, in each lane.
  static func stableMax(_ x: Vector) -> Vector
  /// The first `count` lanes of `x`, and another number in the rest, whatever they hold.
  static func prefix(_ count: Int, of x: Vector, else other: Self) -> Vector
  /// `x` in each lane, but 0 where a kernel has marked the lane as no part of its row by a number
  /// of `−greatestFiniteMagnitude / 4`.
  static func present(_ x: Vector) -> Vector

  /// `C ← op(A)·op(B) + β·C` for row-major matrices (BLAS `gemm` with α = 1).
  static func gemm(
    transposingA: Bool, transposingB: Bool, m: CInt, n: CInt, k: CInt,
    _ a: UnsafePointer<Self>, _ lda: CInt, _ b: UnsafePointer<Self>, _ ldb: CInt, beta: Self,
    _ c: UnsafeMutablePointer<Self>, _ ldc: CInt)

  /// The singular value decomposition of a column-major matrix (LAPACK `gesdd`); see
  /// ``SingularValueDecomposition``.
  ///
  /// - Returns: LAPACK's `info`, 0 if all went well.
  static func gesdd(
    _ job: CChar, m: CInt, n: CInt, _ a: UnsafeMutablePointer<Self>, _ lda: CInt,
    singularValues: UnsafeMutablePointer<Self>, _ u: UnsafeMutablePointer<Self>, _ ldu: CInt,
    _ vt: UnsafeMutablePointer<Self>, _ ldvt: CInt, work: UnsafeMutablePointer<Self>, count: CInt,
    integers: UnsafeMutablePointer<CInt>
  ) -> CInt
}

extension Scalar {
  /// The number of lanes of a vector.
  static var lanes: Int { Vector.scalarCount }

  /// The smallest multiple of the vector width that holds `count` elements.
  static func padded(_ count: Int) -> Int { (count + lanes - 1) / lanes * lanes }
}

extension Float: Scalar {
  typealias Vector = SIMD16<Float>

  @inline(__always)
  private static var laneNumbers: Vector {
    Vector(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15)
  }

  /// Splits off the nearest power of two and takes a polynomial of the rest, with the constants of
  /// Cephes `expf` (Moshier 1992); the relative error is below 2e-7.
  ///
  /// Adding 1.5·2²³ rounds to a whole number and leaves it in the low bits; `rounded()` and the
  /// conversions between `SIMD16<Float>` and `SIMD16<Int32>` are not vectorized by Swift 6.3.
  @inline(__always)
  static func exponential(_ x: Vector) -> Vector {
    let shifter = Vector(repeating: 12_582_912)
    let shifted = shifter.addingProduct(x, Vector(repeating: 1.442_695_04))
    let power = shifted - shifter
    var r = x.addingProduct(power, Vector(repeating: -0.693_359_375))
    r = r.addingProduct(power, Vector(repeating: 2.121_944_4e-4))
    var p = Vector(repeating: 1.987_569_15e-4)
    p = Vector(repeating: 1.398_199_95e-3).addingProduct(p, r)
    p = Vector(repeating: 8.333_451_9e-3).addingProduct(p, r)
    p = Vector(repeating: 4.166_579_6e-2).addingProduct(p, r)
    p = Vector(repeating: 1.666_666_55e-1).addingProduct(p, r)
    p = Vector(repeating: 5.000_000_1e-1).addingProduct(p, r)
    p = (r + 1).addingProduct(p, r * r)
    let bits = unsafe unsafeBitCast(shifted, to: SIMD16<UInt32>.self) &<< 23
    let scale = unsafe unsafeBitCast(bits &+ SIMD16(repeating: 127 << 23), to: Vector.self)
    return (p * scale).replacing(with: 0, where: x .< -87.3)
  }

  /// `1 − Φ(x) = e^(−x²/2) · t · P(t)` with `t = 1 / (1 + 0.21 x)` for `x ≥ 0`.
  ///
  /// The polynomial is a minimax fit with a relative error of 1.7e-8 up to x = 14, made by
  /// `scripts/fit-normal-tail.py`; the result is within 4e-7 of its value, tails included.
  @inline(__always)
  static func normalDistribution(_ x: Vector) -> (cumulative: Vector, bell: Vector) {
    let bell = exponential(x * x * -0.5)
    let magnitude = x.replacing(with: -x, where: x .< 0)
    let t = 1 / Vector(repeating: 1).addingProduct(magnitude, Vector(repeating: 0.21))
    var p = Vector(repeating: -0.071_656_28)
    p = Vector(repeating: 0.283_588_42).addingProduct(p, t)
    p = Vector(repeating: -0.330_253_09).addingProduct(p, t)
    p = Vector(repeating: 0.349_400_68).addingProduct(p, t)
    p = Vector(repeating: -0.093_924_993).addingProduct(p, t)
    p = Vector(repeating: 0.124_872_642).addingProduct(p, t)
    p = Vector(repeating: 0.069_192_190).addingProduct(p, t)
    p = Vector(repeating: 0.085_068_855).addingProduct(p, t)
    p = Vector(repeating: 0.083_711_576).addingProduct(p, t)
    let tail = bell * t * p
    return ((1 - tail).replacing(with: tail, where: x .< 0), bell)
  }

  /// An odd polynomial below 0.625, with the constants of Cephes `tanhf` (Moshier 1992), and
  /// `1 − 2 / (e^2|x| + 1)` above.
  ///
  /// From 10 on the result is 1, where `tanh` and 1 are one `Float`.
  @inline(__always)
  static func hyperbolicTangent(_ x: Vector) -> Vector {
    let square = x * x
    var p = Vector(repeating: -5.704_988_72e-3)
    p = Vector(repeating: 2.063_908_88e-2).addingProduct(p, square)
    p = Vector(repeating: -5.373_971_56e-2).addingProduct(p, square)
    p = Vector(repeating: 1.333_144_22e-1).addingProduct(p, square)
    p = Vector(repeating: -3.333_328_19e-1).addingProduct(p, square)
    let near = x.addingProduct(p * square, x)
    let magnitude = x.replacing(with: -x, where: x .< 0)
    let bounded = magnitude.replacing(with: 10, where: magnitude .> 10)
    let far = 1 - 2 / (exponential(bounded + bounded) + 1)
    let signed = far.replacing(with: -far, where: x .< 0)
    return signed.replacing(with: near, where: magnitude .< 0.625)
  }

  @inline(__always)
  static func larger(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .> a) }

  @inline(__always)
  static func rectifier(_ x: Vector) -> (value: Vector, slope: Vector) {
    (
      x.replacing(with: Vector.zero, where: x .< 0),
      Vector.zero.replacing(with: Vector(repeating: 1), where: x .> 0)
    )
  }

  @inline(__always)
  static func stableMax(_ x: Vector) -> Vector {
    (x + 1).replacing(with: 1 / (1 - x), where: x .< 0)
  }

  @inline(__always)
  static func prefix(_ count: Int, of x: Vector, else other: Float) -> Vector {
    x.replacing(with: other, where: laneNumbers .>= Float(count))
  }

  @inline(__always)
  static func present(_ x: Vector) -> Vector {
    x.replacing(with: 0, where: x .< -greatestFiniteMagnitude / 8)
  }

  static func gemm(
    transposingA: Bool, transposingB: Bool, m: CInt, n: CInt, k: CInt,
    _ a: UnsafePointer<Float>, _ lda: CInt, _ b: UnsafePointer<Float>, _ ldb: CInt, beta: Float,
    _ c: UnsafeMutablePointer<Float>, _ ldc: CInt
  ) {
    unsafe cblas_sgemm(
      CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans,
      transposingB ? CblasTrans : CblasNoTrans, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
  }
}

extension Double: Scalar {
  typealias Vector = SIMD8<Double>

  @inline(__always)
  private static var laneNumbers: Vector {
    Vector(0, 1, 2, 3, 4, 5, 6, 7)
  }

  /// The system's `exp`, lane by lane: `Double` is for gradient checks and precision studies.
  @inline(__always)
  static func exponential(_ x: Vector) -> Vector {
    var result = Vector.zero
    for lane in x.indices where x[lane] >= -708 { result[lane] = Double.exp(x[lane]) }
    return result.replacing(with: x, where: x .!= x)
  }

  /// The system's `erfc`, lane by lane.
  @inline(__always)
  static func normalDistribution(_ x: Vector) -> (cumulative: Vector, bell: Vector) {
    var cumulative = Vector.zero
    for lane in x.indices {
      cumulative[lane] = 0.5 * Double.erfc(-x[lane] * 0.5.squareRoot())
    }
    return (cumulative, exponential(x * x * -0.5))
  }

  /// The system's `tanh`, lane by lane.
  @inline(__always)
  static func hyperbolicTangent(_ x: Vector) -> Vector {
    var result = Vector.zero
    for lane in x.indices { result[lane] = Double.tanh(x[lane]) }
    return result
  }

  @inline(__always)
  static func larger(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .> a) }

  @inline(__always)
  static func rectifier(_ x: Vector) -> (value: Vector, slope: Vector) {
    (
      x.replacing(with: Vector.zero, where: x .< 0),
      Vector.zero.replacing(with: Vector(repeating: 1), where: x .> 0)
    )
  }

  @inline(__always)
  static func stableMax(_ x: Vector) -> Vector {
    (x + 1).replacing(with: 1 / (1 - x), where: x .< 0)
  }

  @inline(__always)
  static func prefix(_ count: Int, of x: Vector, else other: Double) -> Vector {
    x.replacing(with: other, where: laneNumbers .>= Double(count))
  }

  @inline(__always)
  static func present(_ x: Vector) -> Vector {
    x.replacing(with: 0, where: x .< -greatestFiniteMagnitude / 8)
  }

  static func gemm(
    transposingA: Bool, transposingB: Bool, m: CInt, n: CInt, k: CInt,
    _ a: UnsafePointer<Double>, _ lda: CInt, _ b: UnsafePointer<Double>, _ ldb: CInt, beta: Double,
    _ c: UnsafeMutablePointer<Double>, _ ldc: CInt
  ) {
    unsafe cblas_dgemm(
      CblasRowMajor, transposingA ? CblasTrans : CblasNoTrans,
      transposingB ? CblasTrans : CblasNoTrans, m, n, k, 1, a, lda, b, ldb, beta, c, ldc)
  }
}
