import Engine
import Foundation
import Statistics

extension SurvivalFit {
  /// A line.
  var text: String {
    let scope = includesUnstable ? ", unstable cells included" : ""
    var parts: [String]
    if let regression {
      let exponents = fields.indices.map { index in
        let ends = interval(index).map { " \(bracketed($0))" } ?? ""
        return "\(fields[index]) \(exponent(index).map(fourDigits) ?? "")\(ends)"
      }
      parts = ["exponents: " + exponents.joined(separator: ", ")]
      parts.append(
        "n \(regression.count), censored \(censored)" + (groups > 1 ? ", groups \(groups)" : ""))
      parts += [
        "scale \(fourDigits(exp(regression.logScale)))",
        regression.criterion.map { "AICc \(fourDigits($0))" },
      ].compactMap(\.self)
    } else {
      parts = ["undefined: the trials decide no such model"]
    }
    if !omitted.isEmpty { parts.append("left out: " + omissionText(omitted)) }
    return "  \(response.words), \(family.rawValue)\(scope): \(parts.joined(separator: "; "))\n"
  }

  /// An object.
  var json: String {
    let errors = regression.map { Array($0.errors.dropFirst(groups)) } ?? []
    return jsonObject(
      [
        ("model", .text("accelerated failure time")), ("family", .text(family.rawValue)),
        ("response", .text(response.rawValue)), ("unstable_included", .value(includesUnstable)),
        ("fields", .list(fields.map(Datum.text))),
        ("exponents", .list(fields.indices.map { Datum(exponent($0)) })),
        ("intervals", .list(fields.indices.map { Datum(interval($0)) })),
        ("standard_errors", .list(errors.prefix(fields.count).map(Datum.number))),
        ("intercept", Datum(intercept)), ("scale", Datum(regression.map { exp($0.logScale) })),
        ("groups", .integer(groups)), ("n", .integer(regression?.count ?? 0)),
        ("censored", .integer(censored)), ("log_likelihood", Datum(regression?.logLikelihood)),
        ("aicc", Datum(regression.flatMap(\.criterion))),
      ] + Omission.allCases.map { ("omitted_" + $0.rawValue, .integer(omitted[$0, default: 0])) })
  }
}
