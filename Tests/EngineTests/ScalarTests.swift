import Foundation
import Testing

@testable import Engine

@Suite("Vector mathematics")
struct ScalarTests {
  /// Calls `body` with each lane's argument and results, over a grid of arguments.
  private func sweep<S: Scalar>(
    _ range: ClosedRange<Double>, _: S.Type, _ body: (Double, S, S, S) -> Void
  ) {
    let points = 4000
    for start in stride(from: 0, to: points, by: S.lanes) {
      var x = S.Vector.zero
      for lane in x.indices {
        let share = Double(start + lane) / Double(points)
        x[lane] = S(range.lowerBound + share * (range.upperBound - range.lowerBound))
      }
      let exponential = S.exponential(x)
      let normal = S.normalDistribution(x)
      for lane in x.indices {
        body(Double(x[lane]), exponential[lane], normal.cumulative[lane], normal.bell[lane])
      }
    }
  }

  @Test("the exponential is that of the mathematics library")
  func exponential() {
    sweep(-87...88, Float.self) { x, value, _, _ in
      #expect(abs(Double(value) / exp(x) - 1) < 3e-7, "x = \(x)")
    }
    sweep(-700...700, Double.self) { x, value, _, _ in
      #expect(abs(value / exp(x) - 1) < 1e-15, "x = \(x)")
    }
  }

  @Test("the exponential vanishes far below zero and keeps NaN")
  func exponentialEdges() {
    var x = Float.Vector(repeating: -200)
    x[1] = -.greatestFiniteMagnitude
    x[2] = .nan
    x[3] = 0
    let y = Float.exponential(x)
    #expect(y[0] == 0 && y[1] == 0 && y[2].isNaN && y[3] == 1)
    #expect(Double.exponential(Double.Vector(repeating: .nan))[0].isNaN)
  }

  @Test("the normal distribution keeps its relative accuracy in the lower tail")
  func normal() {
    sweep(-12...12, Float.self) { x, _, cumulative, bell in
      let exact = 0.5 * erfc(-x / 2.0.squareRoot())
      // The error of exp(−x²/2) grows with the rounding of x².
      let tolerance = 6e-7 * (1 + x * x / 8)
      #expect(abs(Double(cumulative) / exact - 1) < tolerance, "x = \(x)")
      #expect(abs(Double(bell) / exp(-x * x / 2) - 1) < tolerance, "x = \(x)")
    }
    sweep(-12...12, Double.self) { x, _, cumulative, _ in
      #expect(abs(cumulative / (0.5 * erfc(-x / 2.0.squareRoot())) - 1) < 1e-13, "x = \(x)")
    }
  }

  @Test("the hyperbolic tangent keeps its relative accuracy near zero and ends at one")
  func hyperbolicTangent() {
    func check<S: Scalar>(_: S.Type, tolerance: Double) {
      for exponent in -20...5 {
        for sign in [-1.0, 1] {
          var x = S.Vector.zero
          for lane in x.indices {
            x[lane] = S(sign * scalbn(1 + Double(lane) / Double(S.lanes), exponent))
          }
          let y = S.hyperbolicTangent(x)
          for lane in x.indices {
            #expect(abs(Double(y[lane]) / tanh(Double(x[lane])) - 1) < tolerance, "x = \(x[lane])")
          }
        }
      }
      let edges = S.hyperbolicTangent(S.Vector(repeating: .nan))
      #expect(edges[0].isNaN)
      #expect(S.hyperbolicTangent(S.Vector(repeating: -.infinity))[0] == -1)
      #expect(S.hyperbolicTangent(S.Vector.zero)[0] == 0)
    }
    check(Float.self, tolerance: 3e-7)
    check(Double.self, tolerance: 1e-15)
  }

  @Test("the rectifier and the larger of two compare each lane alone")
  func comparisons() {
    var x = Float.Vector(repeating: -3)
    x[0] = 2
    x[1] = 0
    x[2] = .nan
    let (value, slope) = Float.rectifier(x)
    #expect(value[0] == 2 && slope[0] == 1)
    #expect(value[1] == 0 && slope[1] == 0)
    #expect(value[2].isNaN)
    #expect(value[3] == 0 && slope[3] == 0)
    #expect(Float.larger(x, Float.Vector(repeating: 1))[0] == 2)
    #expect(Float.larger(x, Float.Vector(repeating: 1))[3] == 1)
  }
}
