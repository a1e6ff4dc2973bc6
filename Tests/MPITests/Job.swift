import Foundation

/// A run of groksweep under mpirun.
struct Job {
  /// What mpirun returned; the number of a signal if one ended it.
  let exitCode: Int32
  /// Standard output of all ranks.
  let output: String
  /// Standard error of all ranks, and of mpirun.
  let errors: String

  /// Where mpirun is, if it is installed.
  static let launcher = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/mpirun" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// The binary under test, which is built into the folder of the tests themselves: beside the
  /// executable on Linux, beside the bundle on macOS.
  static let binary =
    [Bundle.main.executableURL, Bundle(for: Marker.self).bundleURL].compactMap { url in
      url?.deletingLastPathComponent().appending(path: "groksweep").path(percentEncoded: false)
    }.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "groksweep"

  /// This process's environment, with leave to run as root, as in a container.
  static let environment = ProcessInfo.processInfo.environment.merging([
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
  ]) { $1 }

  /// Seconds after which a job hangs; it is ended then, and its exit code is not 0.
  private static let patience = 60.0

  /// Whether jobs can be run here; says so if not.
  static let isPossible: Bool = {
    if launcher == nil { print("tests under mpirun are skipped: mpirun is not in PATH") }
    return launcher != nil
  }()

  private final class Marker {}

  /// Runs groksweep at a number of ranks and waits for its end.
  init(ranks: Int, _ arguments: [String]) throws {
    try self.init(
      Self.launcher ?? "mpirun",
      ["--oversubscribe", "-n", "\(ranks)", Self.binary] + arguments)
  }

  /// Runs any program and waits for its end.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = environment
  ) throws {
    // Files rather than pipes: a pipe that nobody empties would stop a job that prints much.
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-job-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, errors) = (folder.appending(path: "output"), folder.appending(path: "errors"))
    for file in [output, errors] { try Data().write(to: file) }

    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let deadline = Date(timeIntervalSinceNow: Self.patience)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.02) }
    // Not SIGTERM: the job inherits the signal mask of the tests' threads, which blocks it.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    exitCode = process.terminationStatus
    self.output = try String(contentsOf: output, encoding: .utf8)
    self.errors = try String(contentsOf: errors, encoding: .utf8)
  }

  /// The lines that groksweep printed to standard error, without those of mpirun.
  var ownErrors: [Substring] {
    errors.split(separator: "\n").filter { $0.hasPrefix("groksweep: ") }
  }

  /// Starts groksweep at a number of ranks, and kills mpirun and every rank after some seconds.
  static func killed(ranks: Int, _ arguments: [String], after seconds: Double) throws {
    let process = Process()
    process.executableURL = URL(filePath: launcher ?? "mpirun")
    process.arguments = ["--oversubscribe", "-n", "\(ranks)", binary] + arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    Thread.sleep(forTimeInterval: seconds)
    // The command line of each rank names the store, which no other process knows.
    _ = try Job("/usr/bin/env", ["pkill", "-KILL", "-f", arguments.joined(separator: " ")])
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
  }
}
