import Engine
import Statistics

extension DelayFit {
  /// A paragraph: the law, its numbers, and what it leaves out.
  var text: String {
    var lines: [String]
    switch law {
    case .power: lines = ["\(response.words) ∝ (\(law.predictor)) ^ exponent"]
    case .inverse: lines = ["\(response.words) = slope · \(law.predictor) + constant"]
    case .normSeparation: lines = ["delay = slope · \(law.predictor) + intercept"]
    }
    if let regression {
      let slope = significant(regression.slope, digits: 5)
      let ends =
        interval.map(bracketed)
        ?? "(no interval: too few trials in a cell)"
      let intercept = regression.intercept.map { ", intercept \(fourDigits($0))" } ?? ""
      lines.append("  \(coefficient) \(slope) \(ends)\(intercept)")
      lines.append(
        "  n \(regression.count), groups \(regression.groups), censored \(censored), R² "
          + (regression.rSquared.map(fourDigits) ?? "undefined"))
      if let cellLine {
        let ends = cellLine.interval.map(bracketed)
        lines.append(
          "  over cells \(significant(cellLine.slope, digits: 5)) "
            + (ends ?? "(no interval: too few cells)")
            + (onCellMeans.map { "; on cell means \(fourDigits($0.slope))" } ?? ""))
      }
      if let withUnstable {
        lines.append(
          "  with unstable cells: \(coefficient) \(fourDigits(withUnstable.slope)), "
            + "n \(withUnstable.count), R² "
            + (withUnstable.rSquared.map(fourDigits) ?? "undefined"))
      }
    } else {
      lines.append("  undefined: \(undefined?.text ?? "")")
      lines.append("  n 0, censored \(censored)")
    }
    if !omitted.isEmpty { lines.append("  left out: " + omissionText(omitted)) }
    if regression != nil, censored > 0 {
      lines.append(
        "  Leaving censored trials out biases this fit: the longest delays are the ones missing.")
    }
    return lines.map { $0 + "\n" }.joined()
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

extension DelayFit.Undefined {
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
