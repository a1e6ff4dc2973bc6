import Foundation

/// Another program, run from this one.
final class ChildProcess {  // a class, because a process has one owner
  /// What becomes of what it prints.
  enum Output {
    /// It goes where this process's goes.
    case inherited
    /// Standard output is kept, and standard error dropped.
    case captured
    /// It is lost.
    case dropped
  }

  /// What it reads.
  enum Input {
    /// Nothing.
    case none
    /// Nothing either, but the end of it only when this process ends, in whatever way.
    case tied
  }

  /// The exit code by which env(1) says that there is no such program.
  static let notFound: Int32 = 127

  private let process = Process()
  private let captured: URL?
  private let tie: Pipe?

  /// Starts a program that is looked for in PATH.
  init(
    _ command: [String], environment: [(String, String)] = [], input: Input = .none,
    output: Output = .inherited
  ) throws {
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    switch input {
    case .none:
      tie = nil
      process.standardInput = FileHandle.nullDevice
    case .tied:
      let pipe = Pipe()
      tie = pipe
      process.standardInput = pipe
    }
    switch output {
    case .inherited: captured = nil
    case .dropped:
      captured = nil
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
    case .captured:
      // A file rather than a pipe: a pipe that nobody empties would stop the program.
      let file = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
      try Data().write(to: file)
      process.standardOutput = try FileHandle(forWritingTo: file)
      process.standardError = FileHandle.nullDevice
      captured = file
    }
    try process.run()
  }

  deinit {
    if let captured { try? FileManager.default.removeItem(at: captured) }
  }

  /// The number of its process.
  var id: pid_t { process.processIdentifier }

  /// What it has printed, if that is captured.
  var output: String {
    captured.flatMap { try? String(contentsOf: $0, encoding: .utf8) } ?? ""
  }

  /// Waits until it ends.
  ///
  /// - Parameters:
  ///   - seconds: how long; it is killed then.
  ///   - signals: gives the signals that it is to be sent, when asked.
  /// - Returns: its exit code, or 128 and the number of the signal that ended it, as in a shell.
  func wait(atMost seconds: Double = .infinity, passing signals: () -> [Int32] = { [] }) -> Int32 {
    let clock = LoopClock.system
    let limit = clock.now() + seconds
    while process.isRunning {
      // Foundation waits for all that have inherited its files, such as an ssh to a machine that is
      // gone.
      if let status = ProcessStatus(id), status.hasEnded { return status.exitCode }
      for number in signals() { kill(process.processIdentifier, number) }
      if clock.now() > limit { kill(process.processIdentifier, SIGKILL) }
      clock.sleep(0.02)
    }
    process.waitUntilExit()
    return (process.terminationReason == .uncaughtSignal ? 128 : 0) + process.terminationStatus
  }
}
