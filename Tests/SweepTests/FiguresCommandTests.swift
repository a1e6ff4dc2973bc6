import ArgumentParser
import Figures
import Foundation
import Testing

@testable import Sweep

@Suite("groksweep figures")
struct FiguresCommandTests {
  private static func error(_ arguments: [String]) -> String {
    do {
      _ = try FiguresCommand.parse(arguments)
      return ""
    } catch {
      return FiguresCommand.message(for: error)
    }
  }

  @Test("an unknown name is answered with the allowed ones")
  func unknown() {
    let names = FieldFigures.names.joined(separator: ", ")
    #expect(
      Self.error(["dir", "--out", "folder", "--only", "scatter"])
        == "--only is 'scatter'; allowed: \(names)")
    #expect(Self.error(["dir"]) == "--out is needed, or --list")
    #expect(
      Self.error(["--csv", "a.csv", "--list", "--measure", "ildr"]) == "--csv has no measures")
    #expect(Self.error(["dir", "--list", "--only", "delay", "--only", "laws"]) == "")
  }

  @Test("the same trials give the same files, three a figure")
  func files() throws {
    try withDirectory { directory in
      try PlantedFigures.withStore { store in
        let (one, other) = (directory + "/one/deep", directory + "/other")
        for folder in [one, other] {
          let figures = FieldFigures(try PlantedFigures.source(store), only: ["delay", "survival"])
          try FigureFiles.write(figures.all, to: folder)
          #expect(figures.report(of: "F") == "F: survival, delay (.svg, .csv, .py each)\n")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: one).sorted()
        #expect(
          names == [
            "delay.csv", "delay.py", "delay.svg", "survival.csv", "survival.py", "survival.svg",
          ])
        for name in names {
          let first = try Data(contentsOf: URL(fileURLWithPath: "\(one)/\(name)"))
          let second = try Data(contentsOf: URL(fileURLWithPath: "\(other)/\(name)"))
          #expect(first == second, "\(name)")
        }
      }
    }
  }

  @Test("a folder that cannot be made is named with the reason")
  func unwritable() throws {
    try withDirectory { directory in
      try Data().write(to: URL(fileURLWithPath: directory + "/file"))
      let path = directory + "/file/folder"
      let failure = #expect(throws: FigureFiles.Failure.self) {
        try FigureFiles.write([], to: path)
      }
      #expect(failure?.path == path)
    }
  }

  @Test("a store without trials says so")
  func empty() throws {
    try withDirectory { directory in
      do {
        _ = try ResultStore.openForWriting(directory, experiment: PlantedFigures.experiment())
      }
      let command = try FiguresCommand.parse([directory, "--list"])
      #expect(throws: NoTrials(source: directory)) { _ = try command.figures() }
    }
  }

  @Test("the list has what each figure shows, and why others are left out")
  func list() {
    let figures = FieldFigures(FigureSource(PlantedFigures.large), only: ["survival", "norms"])
    #expect(
      figures.listing == """
        survival  Kaplan-Meier curves of the generalization step, with numbers at risk
        norms     left out: a file of trials has no trajectories

        """)
  }
}

@Suite("Scripts of the field's figures")
struct FieldScriptsTests {
  /// Whether the first python3 of the path has matplotlib.
  static let isThere = python(["-c", "import matplotlib"]) == 0

  @Test(
    "draw PDFs of one column's width with matplotlib",
    .enabled(if: isThere, "no python3 with matplotlib"))
  func pdf() throws {
    try withDirectory { directory in
      try PlantedFigures.withStore { store in
        let figures = FieldFigures(try PlantedFigures.source(store)).all
        try FigureFiles.write(figures, to: directory)
        for figure in figures {
          let base = "\(directory)/\(figure.fileName)"
          #expect(Self.python([base + ".py"]) == 0, "\(figure.name)")
          let pdf = try Data(contentsOf: URL(fileURLWithPath: base + ".pdf"))
          let box = String(decoding: pdf, as: Unicode.ASCII.self).firstMatch(
            of: /MediaBox \[ 0 0 ([0-9.]+)/)
          let width = try #require(box.flatMap { Double($0.1) })
          #expect(abs(width / 72 * 2.54 - 8.4) < 0.01)
        }
      }
    }
  }

  /// Runs the first python3 of the path; its exit code.
  private static func python(_ arguments: [String]) -> Int32? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    process.waitUntilExit()
    return process.terminationStatus
  }
}
