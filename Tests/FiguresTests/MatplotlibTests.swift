import Foundation
import Testing

@testable import Figures

@Suite("Scripts for matplotlib")
struct MatplotlibTests {
  /// Whether the first python3 of the path has matplotlib.
  static let isThere = (try? run(["-c", "import matplotlib"])) == 0

  @Test(
    "scripts draw their data as PDF of one column's width, whatever the texts",
    .enabled(if: isThere, "no python3 with matplotlib"))
  func pdf() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var hostile = Gallery.pruning
    (hostile.name, hostile.title, hostile.caption) = ("1 \"é", "$\\\"\"\"\" {x}", "\\\"\"\"\n'''")
    hostile.panels[0].layers[0].label = "$\\frac$ \", %s \u{202E}"
    for figure in Gallery.all + [hostile] {
      let base = folder.appending(path: figure.fileName).path
      try figure.script.write(toFile: base + ".py", atomically: true, encoding: .utf8)
      try figure.csv.write(toFile: base + ".csv", atomically: true, encoding: .utf8)
      let status = try Self.run([base + ".py"])
      #expect(status == 0, "\(figure.fileName)")
      let pdf = try Data(contentsOf: URL(fileURLWithPath: base + ".pdf"))
      let box = String(decoding: pdf, as: Unicode.ASCII.self).firstMatch(
        of: /MediaBox \[ 0 0 ([0-9.]+)/)
      let width = try #require(box.flatMap { Double($0.1) })
      #expect(abs(width / 72 * 2.54 - 8.4) < 0.01)
    }
  }

  private static func run(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
