import Foundation
import Testing

@testable import Figures

@Suite("Ticks")
struct TickTests {
  /// Domains of all sizes, around zero and far from it.
  private static let domains: [(Double, Double)] = {
    var noise = Noise(11)
    return (0..<400).map { _ in
      let width = pow(10, 40 * noise.uniform() - 20)
      let low = width * (noise.uniform() - 0.5) * pow(10, 6 * noise.uniform())
      return (low, low + width)
    }
  }()

  @Test("linear ticks are at most as many as asked for, lie in the domain and leave no gap")
  func linear() {
    for (low, high) in Self.domains {
      for most in 2...9 {
        let values = Ticks.linear(from: low, to: high, atMost: most).map(\.value)
        let slack = (high - low) * 1e-6
        #expect((1...most).contains(values.count), "\(low) \(high) \(most)")
        #expect(values.allSatisfy { $0 >= low - slack && $0 <= high + slack })
        guard values.count > 1 else { continue }
        let step = values[1] - values[0]
        #expect(values[0] - low < step + slack, "\(values) from \(low)")
        #expect(high - values[values.count - 1] < step + slack, "\(values) to \(high)")
      }
    }
  }

  @Test("steps are 1, 2 or 5 times a power of ten, all equal")
  func round() {
    for (low, high) in Self.domains {
      let values = Ticks.linear(from: low, to: high, atMost: 6).map(\.value)
      let magnitude = max(abs(low), abs(high)) * 1e-9
      for (first, second) in zip(values, values.dropFirst()) {
        let step = second - first
        let digit = step / pow(10, (log10(step) + 1e-6).rounded(.down))
        let error = [1.0, 2, 5].map { abs(digit - $0) }.min() ?? 1
        #expect(error < 1e-4 + magnitude / step, "\(step) of \(low), \(high)")
      }
    }
  }

  @Test("logarithmic ticks lie in the domain, ascend, and are at most as many as asked for")
  func logarithmic() {
    var noise = Noise(12)
    for _ in 0..<400 {
      let low = 20 * noise.uniform() - 10
      let high = low + pow(10, 3 * noise.uniform() - 1.7)
      let scale = Scale(.logarithmic, over: low...high, padding: 0, from: 0, to: 300)
      for most in 2...9 {
        let ticks = Ticks(of: scale, atMost: most)
        let values = ticks.major.map(\.value)
        #expect((1...most).contains(values.count), "\(low) \(high) \(most) \(values)")
        #expect(values.allSatisfy { scale.contains($0) })
        #expect(ticks.minor.allSatisfy { scale.contains($0.value) })
        #expect(zip(values, values.dropFirst()).allSatisfy { $0 < $1 })
      }
    }
  }

  @Test("known ticks")
  func known() {
    func labels(_ kind: ScaleKind, _ low: Double, _ high: Double) -> [String] {
      Ticks(of: Scale(kind, over: low...high, padding: 0, from: 0, to: 1), atMost: 6).major.map(
        \.label)
    }
    #expect(labels(.linear, 0, 1) == ["0", "0.2", "0.4", "0.6", "0.8", "1.0"])
    #expect(labels(.linear, -1, 1) == ["−1.0", "−0.5", "0", "0.5", "1.0"])
    #expect(
      labels(.linear, 0, 20_000) == [
        "0", "5000", "10\u{2009}000", "15\u{2009}000", "20\u{2009}000",
      ])
    #expect(labels(.linear, 0, 3e7) == ["0", "1×10⁷", "2×10⁷", "3×10⁷"])
    #expect(labels(.logarithmic, 1, 5) == ["10¹", "10²", "10³", "10⁴", "10⁵"])
    #expect(labels(.logarithmic, -2, 1) == ["0.01", "0.1", "1", "10"])
    #expect(
      labels(.logarithmic, 3, 4.5) == ["1000", "2000", "5000", "10\u{2009}000", "20\u{2009}000"])
    #expect(labels(.logarithmic, -9, -4) == ["10⁻⁹", "10⁻⁸", "10⁻⁷", "10⁻⁶", "10⁻⁵", "10⁻⁴"])
    #expect(labels(.categories(["a", "b"]), 0, 0) == ["a", "b"])
  }

  @Test("a label says its tick's value")
  func labels() {
    for (low, high) in Self.domains {
      for tick in Ticks.linear(from: low, to: high, atMost: 6) {
        var text = tick.label.replacing("−", with: "-").replacing("\u{2009}", with: "")
        for (digit, sign) in zip("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻") {
          text = text.replacing(String(sign), with: String(digit))
        }
        #expect(Double(text.replacing("×10", with: "e")) == tick.value, "\(tick)")
      }
    }
  }

  @Test("labels of an axis do not overlap", arguments: [60.0, 120, 260, 600])
  func apart(width: Double) {
    for (low, high) in Self.domains {
      check(Scale(.linear, over: low...high, padding: 0.03, from: 0, to: width))
      let decades = (high - low).truncatingRemainder(dividingBy: 9) + 0.1
      check(Scale(.logarithmic, over: -3...(-3 + decades), padding: 0.03, from: 0, to: width))
    }
    check(
      Scale(
        .categories((0..<40).map { "category \($0)" }), over: nil, padding: 0, from: 0, to: width))
  }

  private func check(_ scale: Scale) {
    var end = -Double.infinity
    for tick in Ticks.beside(scale).major {
      let (middle, width) = (scale.pixel(tick.value) ?? 0, TextWidth.of(tick.label, size: 9))
      #expect(middle - width / 2 > end, "\(tick) of \(scale)")
      end = middle + width / 2
    }
  }
}
