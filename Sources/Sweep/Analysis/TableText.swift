import Engine
import Foundation

extension Table {
  /// The table in aligned columns, with what it means below.
  var text: String {
    let lines = [headings] + rows.map(entries)
    let widths = headings.indices.map { column in lines.map { $0[column].count }.max() ?? 0 }
    let body = lines.map { line in
      let padded = zip(line, widths).map { entry, width in
        String(repeating: " ", count: width - entry.count) + entry
      }
      return padded.joined(separator: "  ") + "\n"
    }
    return body.joined() + "\n" + footer.map { $0 + "\n" }.joined()
  }

  /// The table for a document, with what it means below.
  var markdown: String {
    func line(_ entries: [String]) -> String {
      "| " + entries.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |\n"
    }
    let rule = "|" + String(repeating: " ---: |", count: headings.count) + "\n"
    return line(headings) + rule + rows.map { line(entries($0)) }.joined() + "\n"
      + footer.joined(separator: " ") + "\n"
  }

  private var headings: [String] {
    sweep.fields + [
      "trials", "memorized", "generalized", "censored", "diverged", "memorization step",
      "generalization step", "delay", "compression factor",
    ]
  }

  private func entries(_ row: CellSummary) -> [String] {
    let budget = row.cell.budget
    return row.cell.values.map { singleLine($0.summary) }
      + [row.trials, row.memorized, row.generalized, row.censored, row.diverged].map(String.init)
      + [
        row.memorizationStep.text(budget: budget), row.generalizationStep.text(budget: budget),
        row.delay.text(budget: nil), row.compressionFactor.text,
      ]
  }

  /// What a reader must know to quote the table.
  private var footer: [String] {
    ["Steps are medians."] + sweep.milestoneNotes + [
      "Censored trials (neither generalized nor diverged) and diverged ones are counted as later "
        + "than every number; > marks where they decide.",
      "In brackets 95 % intervals: of medians from order statistics (binomial, distribution-free; "
        + "from 6 trials), of the mean compression factor Student t.",
      sweep.countNote,
    ]
  }
}

extension CensoredMedian {
  /// The median and its interval: `5091 [5012, > 60000]`.
  ///
  /// A value known to lie beyond all evaluations takes the bound of the censored trials, else the
  /// budget; without either it is undefined.
  fileprivate func text(budget: Int?) -> String {
    func text(_ value: CensoredValue) -> String {
      switch value {
      case .known(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
      case .later(let bound): (bound ?? budget).map { "> \($0)" } ?? "undefined"
      }
    }
    guard let median else { return "-" }
    guard let interval, text(interval.low) != "undefined" else { return text(median) }
    return "\(text(median)) [\(text(interval.low)), \(text(interval.high))]"
  }
}

extension MeanEstimate {
  /// The mean and its interval, in four digits: `5.213 [5.102, 5.324]`.
  fileprivate var text: String {
    guard let mean else { return "-" }
    guard let interval else { return fourDigits(mean) }
    return "\(fourDigits(mean)) [\(fourDigits(interval.low)), \(fourDigits(interval.high))]"
  }
}

/// A number in its shortest form, without a fraction if it is whole.
func shortNumber(_ value: Double) -> String {
  let rounded = (value * 1e9).rounded() / 1e9
  return Int(exactly: rounded).map { "\($0)" } ?? "\(rounded)"
}

/// A number to four significant digits, with the zeros at its end.
func fourDigits(_ value: Double) -> String {
  guard value != 0, value.isFinite else { return "\(value)" }
  let magnitude = Int(log10(value.magnitude).rounded(.down))
  guard (-4...6).contains(magnitude) else { return String(format: "%.3e", value) }
  return String(format: "%.\(max(0, 3 - magnitude))f", value)
}
