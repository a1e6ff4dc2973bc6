/// The style sheet, the same in every figure, so that several may stand in one page.
///
/// Shapes take `currentColor` from the class of their series. Dark colours hold on dark screens
/// alone, so that what is printed is always light.
enum Stylesheet {
  /// The text of the element `style`.
  static var text: String {
    var lines = [
      ".fig{font:\(Pixels.text(TypeSize.small))px Helvetica,Arial,\"Liberation Sans\",\"DejaVu Sans\",sans-serif}",
      ".fig text{fill:currentColor;unicode-bidi:isolate}",
      ".fig .m{font-size:\(Pixels.text(TypeSize.medium))px}",
      ".fig .t{font-size:\(Pixels.text(TypeSize.large))px;font-weight:bold}",
      ".fig .e{text-anchor:end}.fig .c{text-anchor:middle}",
      ".fig .l{fill:none;stroke:currentColor;stroke-linejoin:round;stroke-linecap:round}",
      ".fig .p{fill:currentColor;stroke:none}.fig .o{fill:#fff;stroke:currentColor}",
      ".fig .b{fill:currentColor;stroke:none;opacity:.2}",
      ".fig .g{fill:none;stroke:#e6e6e6;stroke-width:.6}",
      ".fig .x{fill:none;stroke:currentColor;stroke-width:.8}",
      ".fig .bg{fill:#fff}.fig .r{fill:none;stroke:currentColor;stroke-width:.8;stroke-dasharray:2 2;opacity:.7}",
      ".fig .n{fill:#f4f4f4;stroke:#bbb;stroke-width:.5}.fig .k{stroke:#222;opacity:.5}.fig .j{stroke:#fff;opacity:.5}",
      ".fig .pale{color:#111}.fig .deep{color:#fff}",
    ]
    lines += Style.Weight.allCases.map { weight in
      let (width, opacity) = Palette.stroke(weight)
      return ".fig .w\(weight.rawValue){stroke-width:\(width);stroke-opacity:\(opacity)}"
    }
    lines += Style.Dash.allCases.dropFirst().map { dash in
      let lengths = Palette.pattern(dash).map(Pixels.text).joined(separator: " ")
      return ".fig .d\(dash.rawValue){stroke-dasharray:\(lengths);stroke-linecap:butt}"
    }
    lines += Palette.ramp.enumerated().map { ".fig .v\($0){fill:\($1)}" }
    let hues = Style.Hue.allCases.map { ($0.rawValue, Palette.colors($0)) }
    lines.append(hues.map { ".fig .h\($0){color:\($1.light)}" }.joined())
    lines.append("@media screen and (prefers-color-scheme:dark){")
    lines.append(hues.map { ".fig .h\($0){color:\($1.dark)}" }.joined())
    lines.append(
      ".fig .bg,.fig .o{fill:#16181d}.fig .g{stroke:#33373f}.fig .n{fill:#22252b;stroke:#666}.fig .w0{stroke-opacity:.65}}"
    )
    return lines.joined(separator: "\n")
  }
}
