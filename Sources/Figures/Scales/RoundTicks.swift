extension Ticks {
  /// Round ticks of a scale's domain, at most as many as asked for, which are two at least.
  init(of scale: Scale, atMost most: Int) {
    let most = max(2, most)
    switch scale.kind {
    case .linear: self.init(major: Self.linear(from: scale.low, to: scale.high, atMost: most))
    case .logarithmic: self = Self.logarithmic(scale, atMost: most)
    case .categories(let names):
      let pace = max(1, (names.count + most - 1) / most)
      self.init(
        major: stride(from: 0, to: names.count, by: pace).map {
          Tick(Double($0), PlainText(names[$0]).string)
        })
    }
  }
}
