import Foundation

/// Runs programs in tests.
public enum Program {
  /// The binary under test, which is built into the folder of the tests themselves: beside the
  /// executable on Linux, beside the bundle on macOS.
  public static let groksweep =
    [Bundle.main.executableURL, Bundle(for: Marker.self).bundleURL].compactMap { url in
      url?.deletingLastPathComponent().appending(path: "groksweep").path(percentEncoded: false)
    }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "groksweep"

  private final class Marker {}

  /// What a program came to.
  public struct Outcome: Sendable {
    /// Its exit code; the number of a signal if one ended it.
    public let exitCode: Int32
    /// What it wrote to standard output.
    public let output: String
    /// What it wrote to standard error.
    public let errors: String
  }

  /// Runs a command, with groksweep in its path, in a folder of its own choice, and waits for its end.
  public static func run(
    _ command: [String], in folder: String? = nil, adding variables: [String: String] = [:]
  ) throws -> Outcome {
    // Files rather than pipes: a pipe that nobody empties would stop a program that prints much.
    let logs = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-program-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: logs, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: logs) }
    let files = ["output", "errors"].map { logs.appending(path: $0) }
    for file in files { try Data().write(to: file) }

    var environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let binaries = URL(filePath: groksweep).deletingLastPathComponent().path
    environment["PATH"] = binaries + ":" + (environment["PATH"] ?? "")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = environment
    if let folder { process.currentDirectoryURL = URL(filePath: folder) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: files[0])
    process.standardError = try FileHandle(forWritingTo: files[1])
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus,
      output: try String(contentsOf: files[0], encoding: .utf8),
      errors: try String(contentsOf: files[1], encoding: .utf8))
  }

  /// The text of a file of this project, by its path from the root.
  public static func document(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// The paths of all files in a folder of this project that end in a suffix.
  public static func files(in folder: String, _ suffix: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(suffix) }.sorted().map { "\(folder)/\($0)" }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
}
