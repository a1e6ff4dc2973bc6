import ArgumentParser
import Foundation
import Synchronization

/// What a store relies on, tried out in a folder.
struct StoreCheck {
  private let directory: String
  private let job: JobOptions
  /// A folder of its own, so that nothing of the store is touched.
  private let folder: URL

  init(_ directory: String, job: JobOptions) {
    self.directory = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    self.job = job
    folder = URL(fileURLWithPath: self.directory).appending(path: ".selftest-\(UUID())")
  }

  /// All diagnoses; a folder that was made for them is removed again.
  func diagnoses() throws -> [Diagnosis] {
    let existed = FileManager.default.fileExists(atPath: directory)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      return [.defect("store", "\(directory): \(systemReason(error))")]
    }
    defer {
      try? FileManager.default.removeItem(at: folder)
      if !existed, (try? FileManager.default.contentsOfDirectory(atPath: directory)) == [] {
        try? FileManager.default.removeItem(atPath: directory)
      }
    }
    return [fileSystem(), try lock(), writing(), renaming(), space()]
  }

  private func fileSystem() -> Diagnosis {
    let mounts = (try? String(contentsOfFile: "/proc/self/mountinfo", encoding: .utf8)) ?? ""
    guard let system = FileSystem(of: directory, mounts: mounts) else {
      return .sound("store", "\(directory): of an unknown file system")
    }
    return Diagnosis(
      "store", system.lockDefect == nil,
      sound: "\(directory): \(system.kind)" + (system.caution.map { "; \($0)" } ?? ""),
      defect: "\(directory): \(system.kind), where locks do not reach other machines "
        + "(\(system.lockDefect ?? "")): start one job at a time, or choose another folder")
  }

  /// Every rank of a job tries to take a lock that this process holds.
  private func lock() throws -> Diagnosis {
    let path = folder.path(percentEncoded: false)
    let held: StoreLock
    do {
      held = try StoreLock(StoreFile(directory: path))
    } catch {
      return .defect("lock", "\(error)")
    }
    return try withExtendedLifetime(held) {
      let launch = try job.job(["selftest-lock", path], atLeast: 2)
      let child = try ChildProcess(
        launch.command, environment: JobCommand.environment, output: .captured)
      let code = child.wait(atMost: 60)
      let lines = child.output.split(separator: "\n").map(String.init)
      let refused = lines.count { $0.hasSuffix(SelftestLockCommand.refused) }
      return Diagnosis(
        "lock", refused == launch.ranks,
        sound: "each of \(launch.ranks) other processes was refused",
        defect: "\(launch.ranks - refused) of \(launch.ranks) other processes were not refused "
          + "(\(lines.first { !$0.hasSuffix(SelftestLockCommand.refused) } ?? "exit code \(code)"))"
          + ": two runs could write one store; choose a folder that all nodes see and lock")
    }
  }

  private func writing() -> Diagnosis {
    attempt("fsync", "what is written reaches the disk") {
      let file = folder.appending(path: "written")
      try Data(repeating: 1, count: 65_536).write(to: file)
      let handle = try FileHandle(forUpdating: file)
      try handle.synchronize()
      try handle.close()
    }
  }

  /// Checkpoints are replaced by renaming; whoever reads meanwhile must find one or the other.
  private func renaming() -> Diagnosis {
    attempt("rename", "a file is replaced whole") {
      let file = folder.appending(path: "renamed")
      let contents = [Data(repeating: 1, count: 16_384), Data(repeating: 2, count: 16_384)]
      try contents[0].write(to: file)
      let reader = RenameReader(file, contents: contents)
      for turn in 1...100 { try contents[turn % 2].write(to: file, options: .atomic) }
      let torn = reader.stop()
      if torn > 0 { throw TornFile(count: torn) }
    }
  }

  private func space() -> Diagnosis {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
    let free = (attributes?[.systemFreeSize] as? NSNumber)?.doubleValue ?? 0
    let gigabytes = String(format: "%.1f GB", free / 1e9)
    // A million trials of ten evaluations take 1 GB (docs/store.md).
    return Diagnosis(
      "space", free >= 1e9, sound: "\(gigabytes) free",
      defect: "\(gigabytes) free; a million trials of ten evaluations take 1 GB")
  }

  private func attempt(_ subject: String, _ sound: String, _ body: () throws -> Void) -> Diagnosis {
    do {
      try body()
      return .sound(subject, sound)
    } catch let error as TornFile {
      return .defect(subject, "\(error)")
    } catch {
      return .defect(subject, "\(systemReason(error)): choose another folder")
    }
  }
}

/// A file was found neither as it was nor as it became.
private struct TornFile: Error, CustomStringConvertible {
  let count: Int

  var description: String {
    "a file that was replaced was missing or torn \(count) times: choose another folder"
  }
}

/// Reads a file again and again on a thread of its own, until it is stopped.
private final class RenameReader: Sendable {  // a class, because its thread outlives its maker
  private let torn = Atomic(0)
  private let isStopping = Atomic(false)
  private let hasEnded = DispatchSemaphore(value: 0)

  init(_ file: URL, contents: [Data]) {
    Thread { [self] in
      while !isStopping.load(ordering: .relaxed) {
        let found = try? Data(contentsOf: file)
        if !contents.contains(where: { $0 == found }) { torn.add(1, ordering: .relaxed) }
      }
      hasEnded.signal()
    }.start()
  }

  /// Ends the thread, and returns how often the file was not as it should be.
  func stop() -> Int {
    isStopping.store(true, ordering: .relaxed)
    hasEnded.wait()
    return torn.load(ordering: .relaxed)
  }
}

/// Tries to take a store's lock, and says how that went; `selftest` holds it meanwhile.
struct SelftestLockCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest-lock", abstract: "Tries to take the lock of a store.",
    shouldDisplay: false)

  /// The end of the line of a process that was refused.
  static let refused = "refused"

  @Argument(help: "The directory of the store.")
  var directory: String

  func run() throws {
    let host = ProcessInfo.processInfo.hostName
    do {
      _ = try StoreLock(StoreFile(directory: directory))
      try writeToStandardOutput("\(host): taken\n")
    } catch StoreError.locked {
      try writeToStandardOutput("\(host): \(Self.refused)\n")
    } catch {
      try writeToStandardOutput("\(host): \(error)\n")
    }
  }
}
