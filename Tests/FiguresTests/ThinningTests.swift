import Testing

@testable import Figures

@Suite("Thinning")
struct ThinningTests {
  /// A walk, noise, a jump and a smooth curve.
  private static let curves: [[Pixel]] = {
    var noise = Noise(21)
    var walk = 100.0
    return [
      (0..<10_000).map { index in
        walk += noise.normal()
        return Pixel(Double(index) * 0.026, walk)
      },
      (0..<5000).map { Pixel(Double($0) * 0.05, 60 + 20 * noise.normal()) },
      (0..<3000).map { Pixel(Double($0) * 0.09, $0 < 1500 ? 10 : 150) },
      (0..<3000).map { Pixel(Double($0) * 0.09, Double($0) * Double($0) * 1e-5) },
    ]
  }()

  @Test(
    "ends and extremes stay, few enough points stay, and in their order", arguments: [4, 20, 500])
  func kept(limit: Int) {
    for curve in Self.curves {
      let places = Thinning(curve, atMost: limit).places
      #expect(places.count <= limit)
      #expect(places.first == curve.first && places.last == curve.last)
      #expect(places.map(\.y).min() == curve.map(\.y).min())
      #expect(places.map(\.y).max() == curve.map(\.y).max())
      #expect(zip(places, places.dropFirst()).allSatisfy { $0.x <= $1.x })
      #expect(Set(places).isSubset(of: Set(curve)))
    }
  }

  @Test("no point lies farther from the line than the tolerance and half a pixel")
  func tolerance() {
    for curve in Self.curves {
      let thinning = Thinning(curve, atMost: 120)
      let segments = Array(zip(thinning.places, thinning.places.dropFirst()))
      for place in curve {
        let distance = segments.map { Thinning.distance(place, $0, $1) }.min() ?? .infinity
        #expect(distance <= thinning.tolerance + 0.5)
      }
    }
  }

  @Test("a curve of few points is left as it is")
  func short() {
    for count in [0, 1, 2, 500] {
      let curve = (0..<count).map { Pixel(Double($0) * 1e-3, Double($0 % 7)) }
      #expect(Thinning(curve, atMost: 500).places == curve)
    }
  }

  @Test("a figure of 100 curves of 10,000 points is below 60 kB", arguments: [false, true])
  func size(isNoise: Bool) {
    var noise = Noise(22)
    let curves = (0..<100).map { _ in
      var y = 0.0
      return (1...10_000).map { step in
        y = isNoise ? noise.uniform() : y + noise.uniform() - 0.5
        return Point(Double(step), y)
      }
    }
    let figure = Figure(
      "many", title: "Many", caption: "", x: Axis("step", .logarithmic), y: Axis("value"),
      panels: [Panel(layers: [Layer(.lines(Lines(curves)), .series(0, weight: .thin))])])
    let svg = figure.svg
    #expect(svg.utf8.count < 60_000)
    #expect(svg.contains("Curves are simplified to within"))
  }
}
