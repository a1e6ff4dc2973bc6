import Foundation
import Testing

@testable import Figures

@Suite("Scales")
struct ScaleTests {
  private static let scales = [
    Scale(.linear, over: -3...7, padding: 0.05, from: 40, to: 310),
    Scale(.linear, over: -3...7, padding: 0, from: 200, to: 10),
    Scale(.logarithmic, over: -4...5, padding: 0.05, from: 40, to: 310),
    Scale(.logarithmic, over: 2...2.1, padding: 0, from: 200, to: 10),
  ]

  @Test("larger values are farther along, and a pixel gives its value back", arguments: scales)
  func inverse(scale: Scale) {
    let pixels = (0...200).map { scale.start + Double($0) / 200 * (scale.end - scale.start) }
    let values = pixels.map(scale.restored)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
    for (pixel, value) in zip(pixels, values) {
      let back = scale.pixel(value) ?? .nan
      #expect(abs(back - pixel) < 1e-9)
    }
  }

  @Test("what has no place is said to have none")
  func undefined() {
    for value in [Double.nan, .infinity, -.infinity] {
      for scale in Self.scales { #expect(scale.pixel(value) == nil) }
    }
    for value in [0.0, -1] { #expect(Self.scales[2].pixel(value) == nil) }
  }

  @Test("a domain of one value, or of none, is made wide enough")
  func narrow() {
    let ends: [ClosedRange<Double>?] = [
      nil, 0...0, 5...5, 1e300...1e300, 1...1.0.nextUp, -1e300...1e300,
      0...Double.leastNonzeroMagnitude,
    ]
    for extent in ends {
      let scale = Scale(.linear, over: extent, padding: 0.05, from: 0, to: 100)
      let ticks = Ticks.beside(scale)
      #expect(scale.high > scale.low)
      #expect(!ticks.major.isEmpty, "\(scale)")
      for value in [extent?.lowerBound, extent?.upperBound].compactMap({ $0 }) {
        #expect(scale.contains(value))
      }
    }
  }

  @Test("logarithms and powers agree with the system's")
  func logarithms() {
    var noise = Noise(13)
    for _ in 0..<2000 {
      let y = 600 * noise.uniform() - 300
      let x = pow(10, y)
      #expect(abs(Logarithm.decimal(x) - log10(x)) <= 2e-15 * max(1, abs(y)))
      #expect(abs(Logarithm.power(y) / x - 1) < 1e-12)
    }
    for exponent in -300...300 {
      #expect(
        Logarithm.power(Double(exponent)) == DecimalNumber(coefficient: 1, exponent: exponent).value
      )
    }
    #expect(Logarithm.decimal(.leastNonzeroMagnitude).isFinite)
  }
}
