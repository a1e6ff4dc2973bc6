extension Ticks {
  /// As many ticks as there is room for below an axis: labels are five pixels apart at least.
  static func beside(_ scale: Scale) -> Ticks {
    fitted(scale, most: 9) { first, second in
      let half = (width(first) + width(second)) / 2
      return abs(pixel(second, scale) - pixel(first, scale)) >= half + 5
    }
  }

  /// As many as there is room for on a vertical axis, a line and a half each.
  static func above(_ scale: Scale) -> Ticks {
    let isNamed = if case .categories = scale.kind { true } else { false }
    return fitted(scale, most: isNamed ? Int.max / 2 : 7) { first, second in
      abs(pixel(second, scale) - pixel(first, scale)) >= (isNamed ? 1 : 1.6) * TypeSize.leading
    }
  }

  /// The width of the widest label.
  var widest: Double { major.map(Self.width).max() ?? 0 }

  private static func fitted(_ scale: Scale, most: Int, apart: (Tick, Tick) -> Bool) -> Ticks {
    var most = most
    if case .categories(let names) = scale.kind { most = max(2, names.count) }
    while true {
      var ticks = Ticks(of: scale, atMost: most)
      let isFitting = zip(ticks.major, ticks.major.dropFirst()).allSatisfy { apart($0, $1) }
      if isFitting { return ticks }
      if most == 2 {
        ticks.major = Array(ticks.major.prefix(1))
        return ticks
      }
      most -= 1
    }
  }

  private static func width(_ tick: Tick) -> Double {
    TextWidth.of(tick.label, size: TypeSize.small)
  }

  private static func pixel(_ tick: Tick, _ scale: Scale) -> Double { scale.pixel(tick.value) ?? 0 }
}
