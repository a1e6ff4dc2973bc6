import Foundation

/// What a calibration promises, and whether it is kept.
struct AnswerRatesSummary: Sendable {
  private let calibration: AnswerRates

  /// Looks at counts.
  init(_ calibration: AnswerRates) { self.calibration = calibration }

  /// A share over some lines and laws with the number of data sets.
  private typealias Share = (count: Int, of: Int)

  /// Three standard errors of the simulation beyond a share.
  private static func isAbove(_ share: Share, _ limit: Double) -> Bool {
    let error = (limit * (1 - limit) / Double(max(1, share.of))).squareRoot()
    return Double(share.count) > (limit + 3 * error) * Double(share.of)
  }

  /// What is not kept, a sentence each.
  ///
  /// Of every line: the truth excluded or said to differ in at most 5 %; an exponent beyond the margin
  /// compatible in at most 5 %; laws that contain the outcome descriptive; intervals that cover with at least
  /// 93 %, and with at most 98 % from eight cells on where cells miss the law.
  var broken: [String] {
    lines.flatMap { line, counts -> [String] in
      counts.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { judged, count -> [String] in
        let name = "\(line.plan.law.rawValue), \(line.key), \(judged.rawValue)"
        let (compatible, refused) = (count.findings[0], count.findings[1] + count.findings[2])
        var broken: [String] = []
        if Self.isTrue(judged, line), Self.isAbove((refused, count.sets), 0.05) {
          broken.append("\(name): true, and refused in \(refused) of \(count.sets)")
        }
        if Self.isFalse(judged, line), Self.isAbove((compatible, count.sets), 0.05) {
          broken.append("\(name): false, and compatible in \(compatible) of \(count.sets)")
        }
        if judged == .ratios, count.findings.prefix(4).contains(where: { $0 > 0 }) {
          broken.append("\(name): not always descriptive")
        }
        let missed = count.intervals - count.covered
        if Self.isAbove((missed, count.intervals), 0.07) {
          broken.append("\(name): covered in \(count.covered) of \(count.intervals)")
        }
        if line.cells >= 8, line.misfit >= 0.05, judged != .clamp, count.intervals > 0,
          Self.isAbove((count.covered, count.intervals), 0.98)
        {
          broken.append("\(name): covered in as many as \(count.covered) of \(count.intervals)")
        }
        return broken
      }
    }
  }

  private var lines: [(AnswerRates.Line, [AnswerRates.Judged: AnswerRates.Count])] {
    AnswerRates.Line.all.compactMap { line in calibration.counts[line].map { (line, $0) } }
  }

  private static func isTrue(_ judged: AnswerRates.Judged, _ line: AnswerRates.Line) -> Bool {
    judged == .inverse && line.plan.law != .threshold && line.plan.exponent == -1
  }

  /// Laws of the norm are false in every world: none of its delays goes with the norm once T_mem is fixed.
  private static func isFalse(_ judged: AnswerRates.Judged, _ line: AnswerRates.Line) -> Bool {
    switch judged {
    case .inverse: (line.plan.exponent + 1).magnitude > Law.defaultMargin
    case .passage, .clamp: true
    case .power, .threshold, .ratios: false
    }
  }

  /// Two tables in Markdown, of answers and of coverage, and what is not kept.
  var text: String {
    let sets = lines.map { calibration.sets($0.0) }
    return "\(lines.count) of \(AnswerRates.Line.all.count) lines, \(sets.min() ?? 0) to "
      + "\(sets.max() ?? 0) data sets each.\n\n" + answers + "\n" + coverage + "\n"
      + (broken.isEmpty
        ? "Every promise is kept, up to three standard errors of the simulation.\n"
        : "Not kept:\n" + broken.map { "- \($0)\n" }.joined())
  }

  /// Percent to one digit, without a needless zero.
  private func percent(_ count: Int, _ total: Int) -> String {
    total > 0 ? shortNumber((1000 * Double(count) / Double(total)).rounded() / 10) : "-"
  }

  private var answers: String {
    var text =
      "| planted | law | cells | compatible | excluded | differs | not informative |\n"
      + "|---|---|---:|---:|---:|---:|---:|\n"
    for (index, world) in PlantedWorld.Law.allCases.enumerated() {
      for judged in AnswerRates.Judged.allCases where judged != .ratios {
        for cells in [4, 8, 16, 42] {
          let counts = lines.filter { $0.0.world == index && $0.0.cells == cells }
            .compactMap { $0.1[judged] }
          let total = counts.reduce(0) { $0 + $1.sets }
          let shares = (0..<4).map { finding in counts.reduce(0) { $0 + $1.findings[finding] } }
          guard total > 0, shares[3] < total else { continue }
          text += "| \(world.rawValue) | \(judged.rawValue) | \(cells) | "
          text += shares.map { percent($0, total) }.joined(separator: " | ") + " |\n"
        }
      }
    }
    return text
  }

  private var coverage: String {
    var text =
      "| interval | cells | misfit 0 | 5 % | 10 % | 20 % | width, 20 trials, none censored |\n"
      + "|---|---:|---:|---:|---:|---:|---:|\n"
    for judged in [AnswerRates.Judged.inverse, .threshold, .clamp] {
      for cells in [4, 8, 16, 42] {
        let ours = lines.filter { $0.0.cells == cells }
        let shares = [0, 0.05, 0.1, 0.2].map { misfit -> String in
          let counts = ours.filter { $0.0.misfit == misfit }.compactMap { $0.1[judged] }
            .filter { $0.intervals > 0 }
          let all = counts.map { Double($0.covered) / Double($0.intervals) }.sorted()
          guard let low = all.first, let high = all.last else { return "-" }
          func share(_ value: Double) -> String { shortNumber((1000 * value).rounded() / 10) }
          return "\(share(low))-\(share(high))"
        }
        let widths = [0, 0.05, 0.1, 0.2].map { misfit -> String in
          let counts = ours.filter {
            $0.0.misfit == misfit && $0.0.trials == 20 && $0.0.censored == 0
          }.compactMap { $0.1[judged] }.filter { $0.intervals > 0 }
          let total = counts.reduce(0) { $0 + $1.intervals }
          return total > 0
            ? significant(counts.reduce(0) { $0 + $1.width } / Double(total), digits: 2) : "-"
        }
        text +=
          "| \(judged.rawValue) | \(cells) | \(shares.joined(separator: " | ")) | "
          + "\(widths.joined(separator: " / ")) |\n"
      }
    }
    return text
  }
}
