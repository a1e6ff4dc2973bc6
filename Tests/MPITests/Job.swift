import Foundation
import TestSupport

@testable import Sweep

/// A run of groksweep under mpirun.
struct Job {
  /// What mpirun returned; the number of a signal if one ended it.
  let exitCode: Int32
  /// Standard output of all ranks.
  let output: String
  /// Standard error of all ranks, and of mpirun.
  let errors: String

  /// The mpirun of the MPI that the binary is built for, if it is installed.
  static let installed = try? InstalledLauncher.find(for: Communicator.library)

  /// Where it is.
  static let launcher = path(installed?.name ?? "mpirun") ?? "mpirun"

  /// The mpirun of another MPI, where Debian's packages of both are installed.
  static let otherLauncher = path(
    Communicator.library.family == .mpich ? "mpirun.openmpi" : "mpirun.mpich")

  /// Whether a job can lose a rank and go on.
  static let survivesLosses = installed?.launcher != .mpich

  /// Where a program is, if it is in PATH.
  static func path(_ name: String) -> String? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// mpirun and its options for so many ranks, of which one may be lost or not.
  static func mpirun(ranks: Int, recovers: Bool = false) -> [String] {
    switch installed?.launcher {
    case .mpich: [launcher, "-n", "\(ranks)"]
    default:
      [launcher, "--oversubscribe"] + (recovers ? ["--enable-recovery"] : []) + ["-n", "\(ranks)"]
    }
  }

  /// The binary under test.
  static let binary = Program.groksweep

  /// This process's environment, with leave to run as root, as in a container.
  static let environment = ProcessInfo.processInfo.environment.merging([
    "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
  ]) { $1 }

  /// Seconds after which a job hangs, on a machine that does much else; it is ended then, and its exit
  /// code is not 0.
  static let patience = 180.0

  /// Whether jobs can be run here; says so if not.
  static let isPossible: Bool = {
    if installed == nil {
      print("tests under mpirun are skipped: \(Communicator.library.name) has none in PATH")
    }
    return installed != nil
  }()

  /// Runs groksweep at a number of ranks and waits for its end.
  init(ranks: Int, _ arguments: [String]) throws {
    let command = Self.mpirun(ranks: ranks) + [Self.binary] + arguments
    try self.init(command[0], Array(command.dropFirst()))
  }

  /// Runs any program and waits for its end.
  init(
    _ program: String, _ arguments: [String], environment: [String: String] = environment,
    patience: Double = patience
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
    let deadline = Date(timeIntervalSinceNow: patience)
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
    process.executableURL = URL(filePath: launcher)
    process.arguments = mpirun(ranks: ranks).dropFirst() + [binary] + arguments
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

/// A job that goes on while something is done to it.
final class RunningJob {
  private let process = Process()
  private let log: URL

  /// The process of mpirun.
  var launcher: pid_t { process.processIdentifier }

  /// Starts groksweep at a number of ranks, which survive the loss of another if they can.
  convenience init(ranks: Int, _ arguments: [String]) throws {
    try self.init(Job.mpirun(ranks: ranks, recovers: true) + [Job.binary] + arguments)
  }

  /// Starts any program, with all signals let through: the threads of tests block them.
  init(_ command: [String], environment: [String: String] = Job.environment) throws {
    log = FileManager.default.temporaryDirectory.appending(path: "groksweep-log-\(UUID())")
    try Data().write(to: log)
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["perl", "-MPOSIX", "-e", "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV", "--"]
      + command
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: log)
    try process.run()
  }

  deinit { try? FileManager.default.removeItem(at: log) }

  /// Standard error so far.
  var errors: String { get throws { try String(contentsOf: log, encoding: .utf8) } }

  /// Its exit code; the number of a signal if one ended it.
  var exitCode: Int32 { process.terminationStatus }

  /// Waits for the end; returns whether it has come.
  func waitForEnd(seconds: Double = Job.patience) -> Bool {
    let deadline = Date(timeIntervalSinceNow: seconds)
    while process.isRunning, Date() < deadline { Thread.sleep(forTimeInterval: 0.05) }
    return !process.isRunning
  }

  /// Waits until so many trials are stored.
  func waitForTrials(_ count: Int, in store: String) throws {
    let deadline = Date(timeIntervalSinceNow: Job.patience)
    while Date() < deadline {
      if let results = try? ResultStore.openForReading(store), try results.count() >= count {
        return
      }
      Thread.sleep(forTimeInterval: 0.1)
    }
    throw CocoaError(.fileNoSuchFile)
  }

  /// The processes below this one, with their parents.
  var descendants: [pid_t] { get throws { try Self.descendants(of: launcher) } }

  private static func descendants(of process: pid_t) throws -> [pid_t] {
    let children = try Job("/usr/bin/env", ["pgrep", "-P", "\(process)"]).output
      .split(separator: "\n").compactMap { pid_t($0) }
    return try children + children.flatMap(descendants)
  }

  /// The rank that a process is, by its environment.
  static func rank(of process: pid_t) -> Int? {
    let environ = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/environ"))) ?? Data()
    let words = environ.split(separator: 0).map {
      String(decoding: $0, as: UTF8.self).split(separator: "=", maxSplits: 1).map(String.init)
    }
    let environment = Dictionary(
      words.filter { $0.count == 2 }.map { ($0[0], $0[1]) }, uniquingKeysWith: { $1 })
    return ProcessOrigin(environment: environment).rank
  }

  /// The processes of its ranks on this machine, by rank.
  var ranks: [Int: pid_t] {
    get throws {
      let pairs = try descendants.compactMap { process in
        Self.rank(of: process).map { ($0, process) }
      }
      return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
  }

  /// Waits until there are so many ranks on this machine.
  func waitForRanks(_ count: Int) throws -> [Int: pid_t] {
    let deadline = Date(timeIntervalSinceNow: Job.patience)
    while Date() < deadline {
      let ranks = try ranks
      if ranks.count >= count { return ranks }
      Thread.sleep(forTimeInterval: 0.02)
    }
    throw CocoaError(.executableRuntimeMismatch)
  }

  /// Kills all that is left of it.
  func end() {
    for process in (try? descendants) ?? [] { kill(process, SIGKILL) }
    if process.isRunning { kill(launcher, SIGKILL) }
    process.waitUntilExit()
  }
}
