/// What tells one series from another: a colour, and beside it a dash and a marker, so that nobody
/// needs the colour.
public struct Style: Hashable, Sendable {
  /// Colours that are told apart by people of any colour vision: those of Okabe & Ito (2008), which
  /// Wong, Nature Methods 8, 441 (2011), recommends, without the yellow, which is pale on white.
  public enum Hue: Int, CaseIterable, Hashable, Sendable {
    /// The colour of the text.
    case ink
    /// The others, in the order in which series take them.
    case blue, vermillion, green, purple, orange, sky
  }

  /// How a line is broken.
  public enum Dash: Int, CaseIterable, Hashable, Sendable {
    /// From the plainest.
    case solid, dashed, dotted, dashDotted, longDashed
  }

  /// The shape of a point.
  public enum Marker: Int, CaseIterable, Hashable, Sendable {
    /// In the order in which series take them.
    case circle, square, triangle, diamond, wedge, cross, plus
  }

  /// How heavy a line is.
  public enum Weight: Int, CaseIterable, Hashable, Sendable {
    /// One of many curves, translucent; a curve; the one that matters.
    case thin, normal, thick
  }

  /// The colour.
  public var hue: Hue
  /// How lines are broken.
  public var dash: Dash
  /// The shape of points.
  public var marker: Marker
  /// How heavy lines are.
  public var weight: Weight

  /// A style.
  public init(
    _ hue: Hue = .ink, dash: Dash = .solid, marker: Marker = .circle, weight: Weight = .normal
  ) {
    (self.hue, self.dash, self.marker, self.weight) = (hue, dash, marker, weight)
  }

  /// The style of the i-th series, from 0: each of the first thirty differs in colour or dash, and
  /// neighbours in colour, dash and marker.
  public static func series(_ index: Int, weight: Weight = .normal) -> Style {
    let index = abs(index % 210)
    return Style(
      Hue.allCases[1 + index % 6], dash: Dash.allCases[index % 5],
      marker: Marker.allCases[index % 7], weight: weight)
  }

  /// The same, heavier or lighter.
  public func with(_ weight: Weight) -> Style {
    var style = self
    style.weight = weight
    return style
  }
}
