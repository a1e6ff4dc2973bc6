/// Everything that has a colour or a width, once for every writer.
enum Palette {
  /// The colours of a hue on white and on black.
  static func colors(_ hue: Style.Hue) -> (light: String, dark: String) {
    switch hue {
    case .ink: ("#1a1a1a", "#e8e8e8")
    case .blue: ("#0072b2", "#4da3e0")
    case .vermillion: ("#d55e00", "#f07f38")
    case .green: ("#009e73", "#2bc49a")
    case .purple: ("#cc79a7", "#dd94bd")
    case .orange: ("#e69f00", "#f0b53a")
    case .sky: ("#56b4e9", "#8accf0")
    }
  }

  /// The lengths of dashes and gaps, in pixels.
  static func pattern(_ dash: Style.Dash) -> [Double] {
    switch dash {
    case .solid: []
    case .dashed: [5, 2]
    case .dotted: [1.5, 1.8]
    case .dashDotted: [6, 1.8, 1.5, 1.8]
    case .longDashed: [9, 2.5]
    }
  }

  /// The width of a line, in pixels, and its opacity.
  static func stroke(_ weight: Style.Weight) -> (width: Double, opacity: Double) {
    switch weight {
    case .thin: (0.7, 0.6)
    case .normal: (1.3, 1)
    case .thick: (2.2, 1)
    }
  }

  /// The ramp of maps, from low to high: twelve colours of cividis, which changes in lightness
  /// alone (Nuñez, Anderton & Renslow, PLOS ONE 13, e0199239, 2018).
  static let ramp = [
    "#00224e", "#013271", "#2f426d", "#48526c", "#5e636f", "#727374", "#878478", "#9d9576",
    "#b6a96f", "#cebc63", "#e7d150", "#fee838",
  ]

  /// From this colour of the ramp on, what is written in a cell is dark.
  static let firstPale = 6
}
