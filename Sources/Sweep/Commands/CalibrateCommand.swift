import ArgumentParser
import Foundation

/// Simulates how often each answer is given, and how often intervals cover.
struct CalibrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Simulates planted worlds, and says how often verdicts are right.",
    discussion: """
      The file has a row a line and law. What it has is kept and counted; ended early, the command goes on \
      where it was. It ends with 1 if a promise is broken.
      """, shouldDisplay: false)

  @Argument(help: "The file of counts, which is made or continued.")
  var file: String

  @Option(help: "The number of data sets a line.")
  var dataSets = 1000

  @Option(help: "The number of data sets by which all lines grow in turn.")
  var round = 100

  func validate() throws {
    try checkWhole("--data-sets", dataSets)
    try checkWhole("--round", round)
  }

  func run() throws {
    var calibration = AnswerRates()
    if FileManager.default.fileExists(atPath: file) {
      guard let read = AnswerRates(try String(contentsOfFile: file, encoding: .utf8)) else {
        throw ValidationError(
          "\(file) is no file of counts; its first line must be \(AnswerRates.header)")
      }
      calibration = read
    }
    var written = ContinuousClock.now
    for end in stride(from: min(round, dataSets), to: dataSets + round, by: round) {
      for line in AnswerRates.Line.all where calibration.sets(line) < min(end, dataSets) {
        calibration.simulate(line, upTo: min(end, dataSets))
        if ContinuousClock.now - written > .seconds(5) {
          try write(calibration)
          written = .now
        }
      }
    }
    try write(calibration)
    let summary = AnswerRatesSummary(calibration)
    try writeToStandardOutput(summary.text)
    if !summary.broken.isEmpty { throw ExitCode(1) }
  }

  private func write(_ calibration: AnswerRates) throws {
    try calibration.text.write(toFile: file, atomically: true, encoding: .utf8)
  }
}
