import Engine
import Foundation

/// What training a network takes besides time, measured in a process of its own.
struct Footprint {
  /// Memory allocations in a training step, or `nil` where they cannot be counted.
  let allocations: Double?
  /// The most memory that was resident while a trial trained, evaluated and pruned its network, in
  /// bytes, or `nil` where the system does not tell.
  let resident: Int?

  private static let steps = 20

  /// Trains the network in a child process.
  ///
  /// glibc writes a line for each allocation, if its debugging library is there (`mtrace(3)`).
  init(of network: String, by executable: URL? = Bundle.main.executableURL) throws {
    let trace = FileManager.default.temporaryDirectory
      .appendingPathComponent("groksweep-\(ProcessInfo.processInfo.processIdentifier)-allocations")
    defer { try? FileManager.default.removeItem(at: trace) }
    let (child, output) = (Process(), Pipe())
    child.executableURL = executable
    child.arguments = ["bench", "--footprint-of", network]
    child.environment = ProcessInfo.processInfo.environment.merging([
      "LD_PRELOAD": "libc_malloc_debug.so.0", "MALLOC_TRACE": trace.path,
    ]) { $1 }
    child.standardOutput = output
    // Without the library, the loader says so on standard error.
    child.standardError = FileHandle.nullDevice
    try child.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    child.waitUntilExit()
    guard child.terminationStatus == 0 else {
      throw FootprintError(network: network, status: child.terminationStatus)
    }
    resident = Int(String(decoding: printed, as: UTF8.self).filter(\.isNumber))
    allocations = (try? String(contentsOf: trace, encoding: .utf8)).map {
      Double(Self.allocations(traced: $0)) / Double(Self.steps)
    }
  }

  /// The number of allocations in a trace: `+` is one, and `>` a block that was moved or grown.
  static func allocations(traced trace: String) -> Int {
    trace.split(separator: "\n").count { line in
      line.split(separator: " ").contains { $0 == "+" || $0 == ">" }
    }
  }

  /// Trains, as the child process, and prints the largest resident memory.
  static func train(_ configuration: TrialConfiguration) {
    var configuration = configuration
    configuration.steps = 3 * steps
    configuration.evaluation.every = configuration.steps
    let trainer = Trainer(configuration)
    _ = trainer.advance()
    _ = trainer.advance(atMost: steps)
    tracingAllocations { _ = trainer.advance(atMost: steps) }
    while trainer.advance() != nil {}
    print(peakResidentBytes().map { "\($0)" } ?? "")
  }

  /// The high-water mark of this process, which starts at its own `exec`; `getrusage` would count
  /// its parent's too.
  private static func peakResidentBytes() -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return nil }
    return Int(line.filter(\.isNumber)).map { $0 * 1024 }
  }
}

/// The child process that trains a network failed.
struct FootprintError: Error, CustomStringConvertible {
  let network: String
  let status: Int32

  /// One line.
  var description: String { "training \(network) apart ended with status \(status)" }
}

#if canImport(Glibc)
  @_silgen_name("mtrace") private func mtrace()
  @_silgen_name("muntrace") private func muntrace()

  private func tracingAllocations(_ body: () -> Void) {
    mtrace()
    body()
    muntrace()
  }
#else
  private func tracingAllocations(_ body: () -> Void) { body() }
#endif
