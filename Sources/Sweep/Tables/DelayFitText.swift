import Engine
import Statistics

extension DelayFit {
  /// A line: the law, its numbers, and what it leaves out.
  var text: String {
    let name =
      switch law {
      case .power: "\(response.words) ∝ (\(law.predictor)) ^ exponent"
      case .inverse: "\(response.words) = slope · \(law.predictor) + constant"
      case .normSeparation: "delay = slope · \(law.predictor) + intercept"
      }
    var parts: [String]
    if let regression {
      let ends = interval.map { " \(bracketed($0))" } ?? ""
      let cells = cellLine.map { line in
        "over cells \(fourDigits(line.slope))" + (line.interval.map { " \(bracketed($0))" } ?? "")
      }
      parts = ["\(coefficient) \(significant(regression.slope, digits: 5))\(ends)"]
      parts += [
        cells, onCellMeans.map { "on cell means \(fourDigits($0.slope))" },
        regression.intercept.map { "intercept \(fourDigits($0))" },
        "n \(regression.count)", regression.groups > 1 ? "groups \(regression.groups)" : nil,
        "R² \(regression.rSquared.map(fourDigits) ?? "undefined")",
        withUnstable.map { "with unstable cells \(fourDigits($0.slope)) (n \($0.count))" },
      ].compactMap(\.self)
    } else {
      parts = ["undefined: \(undefined?.text ?? "")"]
    }
    if !omitted.isEmpty { parts.append("left out: " + omissionText(omitted)) }
    return "  \(name): \(parts.joined(separator: "; "))\n"
  }

  fileprivate var coefficient: String {
    switch law {
    case .power: "exponent"
    case .inverse, .normSeparation: "slope"
    }
  }
}

extension DelayFit {
  /// An object.
  var json: String {
    jsonObject(
      [
        ("law", .text(law.name)), ("response", .text(response.rawValue)),
        ("predictor", .text(law.predictor)),
        (coefficient, Datum(regression?.slope)), ("interval", Datum(interval)),
        ("intercept", Datum(regression?.intercept)), ("n", .integer(count)),
        ("groups", .integer(regression?.groups ?? 0)), ("censored", .integer(censored)),
        ("r_squared", Datum(regression?.rSquared)),
        ("resamples", .integer(Bootstrap.resamples)),
        ("cell_interval", Datum(cellLine?.interval)),
        (coefficient + "_on_cell_means", Datum(onCellMeans?.slope)),
        (coefficient + "_with_unstable", Datum(withUnstable?.slope)),
        ("r_squared_with_unstable", Datum(withUnstable?.rSquared)),
        ("n_with_unstable", Datum(withUnstable?.count)),
        ("undefined", undefined.map { .text($0.text) } ?? .empty),
      ]
        + Omission.allCases.filter { $0 != .censored }
        .map { ("omitted_" + $0.rawValue, .integer(omitted[$0, default: 0])) })
  }
}

extension NoLine {
  /// The reason in words.
  fileprivate var text: String {
    switch self {
    case .noDecay: "no cell has weight decay"
    case .noPredictor: "the predictor is nowhere above 0"
    case .notVaried: "no two cells differ in the predictor alone"
    case .onePredictor: "fewer than two different predictors among the trials that have a delay"
    }
  }
}
