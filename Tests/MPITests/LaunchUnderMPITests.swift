import Foundation
import Testing

@testable import Sweep

/// `launch`, `selftest` and `status --check` with the mpirun of this machine.
@Suite("Launching", .serialized, .enabled(if: Job.isPossible, "mpirun is not in PATH"))
struct LaunchUnderMPITests {
  /// Trials of some tenths of a second each.
  private func experiment(seeds: Int) -> String {
    """
    experiment: launch-test
    base:
      task: {kind: modular, operation: add, modulus: 23}
      model: {kind: perceptron, input: two-hot, width: 64, activation: relu}
      optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
      train_fraction: 0.6
      steps: 5000
    seeds: \(seeds)
    """
  }

  private func withExperiment(seeds: Int, _ body: (_ file: String, _ store: String) throws -> Void)
    throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-launch-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "experiment.yaml")
    try Data(experiment(seeds: seeds).utf8).write(to: file)
    try body(file.path(percentEncoded: false), folder.appending(path: "store").path())
  }

  private func check(_ store: String) throws -> Int32 {
    try Job(Job.binary, ["status", store, "--check"]).exitCode
  }

  @Test("a sweep is launched to its end; what is missing is told by the exit code of status")
  func launch() throws {
    try withExperiment(seeds: 6) { file, store in
      let job = try Job(Job.binary, ["launch", "-n", "3", file, "--store", store])
      #expect(job.exitCode == 0, "\(job.errors)")
      #expect(job.errors.contains(" -n 3 "))
      // A launcher may give rank 0 a terminal of its own.
      #expect(!(job.output + job.errors).contains("\u{1b}"))
      #expect(try check(store) == 0)
      let more = file + ".more"
      try Data(experiment(seeds: 7).utf8).write(to: URL(filePath: more))
      let none = ["run", more, "--store", store, "--deadline", "0.001"]
      #expect(try Job(Job.binary, none).exitCode == EX_TEMPFAIL)
      #expect(try check(store) == EX_TEMPFAIL)
    }
  }

  @Test("a signal to launch drains the ranks, and the exit code says that trials are left")
  func drained() throws {
    for signal in [SIGUSR1, SIGTERM, SIGINT, SIGHUP] {
      try withExperiment(seeds: 400) { file, store in
        let job = try RunningJob([Job.binary, "launch", "-n", "3", file, "--store", store])
        defer { job.end() }
        // A job that has got nowhere ends with another code.
        try job.waitForTrials(1, in: store)
        kill(job.launcher, signal)
        let hasEnded = job.waitForEnd()
        let errors = try job.errors
        #expect(hasEnded && job.exitCode == EX_TEMPFAIL, "\(signal): \(errors)")
        #expect(errors.contains("incomplete: "), "\(signal): \(errors)")
      }
    }
  }

  @Test("a launch that is killed takes its job with it, which loses nothing and leaves no note")
  func killed() throws {
    try withExperiment(seeds: 400) { file, store in
      let job = try RunningJob([Job.binary, "launch", "-n", "2", file, "--store", store])
      defer { job.end() }
      try job.waitForTrials(1, in: store)
      let left = try job.descendants.filter { ProcessStatus($0) != nil }
      defer { for process in left { kill(process, SIGKILL) } }
      #expect(left.count >= 3, "mpirun and two ranks")
      kill(job.launcher, SIGKILL)
      let deadline = Date(timeIntervalSinceNow: Job.patience)
      let isGone = { left.allSatisfy { ProcessStatus($0)?.hasEnded ?? true } }
      while !isGone(), Date() < deadline { Thread.sleep(forTimeInterval: 0.1) }
      let errors = try job.errors
      #expect(isGone(), "\(errors)")
      #expect(errors.contains("`launch` is gone"))
      #expect(try check(store) == EX_TEMPFAIL)
      let names = try FileManager.default.contentsOfDirectory(atPath: store)
      #expect(!names.contains { $0.hasPrefix("launch-") }, "\(names)")
      #expect(names.contains("checkpoints"))
    }
  }

  /// Puts a program before mpirun in PATH that runs it in its own way.
  private func withLauncher(_ script: String, _ body: ([String: String]) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stub = folder.appending(path: "mpirun")
    let mpirun = Job.launcher
    try Data("#!/bin/bash\nmpirun=\(mpirun)\n\(script)\n".utf8).write(to: stub)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: stub.path(percentEncoded: false))
    let path = "\(folder.path(percentEncoded: false)):\(Job.environment["PATH"] ?? "")"
    try body(Job.environment.merging(["PATH": path]) { $1 })
  }

  @Test("a launcher that waits for ever is ended once rank 0 has said goodbye")
  func hangingLauncher() throws {
    // As mpirun waits for a machine that is gone; only SIGKILL ends it.
    let script = """
      [ "$1" = --version ] && exec $mpirun --version
      trap '' TERM USR1
      $mpirun "$@"
      while :; do sleep 1; done
      """
    try withLauncher(script) { environment in
      try withExperiment(seeds: 3) { file, store in
        let job = try RunningJob(
          [Job.binary, "launch", "-n", "2", file, "--store", store], environment: environment)
        defer { job.end() }
        try #require(job.waitForEnd(), "hangs: \((try? job.errors) ?? "")")
        let errors = try job.errors
        #expect(job.exitCode == 0, "\(errors)")
        #expect(errors.contains("rank 0 has ended, but not mpirun"))
      }
    }
  }

  @Test("the third SIGINT ends a job whatever its launcher does")
  func interrupted() throws {
    let script = """
      [ "$1" = --version ] && exec $mpirun --version
      trap '' TERM USR1 INT
      while :; do sleep 1; done
      """
    try withLauncher(script) { environment in
      try withExperiment(seeds: 3) { file, store in
        let job = try RunningJob(
          [Job.binary, "launch", "-n", "2", file, "--store", store], environment: environment)
        defer { job.end() }
        Thread.sleep(forTimeInterval: 2)
        for _ in 0..<3 {
          kill(job.launcher, SIGINT)
          Thread.sleep(forTimeInterval: 0.5)
        }
        #expect(job.waitForEnd())
      }
    }
  }

  @Test("what rank 0 ended with passes through a launcher that always returns 0")
  func forgetfulLauncher() throws {
    try withLauncher("$mpirun \"$@\"; exit 0") { environment in
      try withExperiment(seeds: 3) { file, store in
        // Nothing is stored, and no checkpoint can be: nor would they be the next time.
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        try Data().write(to: URL(filePath: store + "/checkpoints"))
        let none = ["launch", "-n", "2", file, "--store", store, "--", "--deadline", "0.001"]
        let job = try Job(Job.binary, none, environment: environment)
        #expect(job.exitCode == EX_OSERR, "\(job.errors)")
        #expect(job.errors.contains("no checkpoint written"))
      }
    }
  }

  @Test("a store that rank 0 cannot open ends the job with one line, and nobody waits")
  func refusedStore() throws {
    try withExperiment(seeds: 3) { file, store in
      let locked = try ResultStore.openForWriting(
        store, experiment: try Experiment(contentsOf: file))
      let job = try Job(ranks: 3, ["run", file, "--store", store])
      #expect(job.exitCode == EX_DATAERR)
      #expect(job.ownErrors.count == 1 && job.errors.contains("is being written by"))
      #expect(try locked.count() == 0)
    }
  }

  @Test("another MPI's mpirun is refused before anything starts")
  func otherLauncher() throws {
    let isMPICH = Communicator.library.family == .mpich
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["mpirun", "mpirun.openmpi", "mpirun.mpich"] {
      let stub = folder.appending(path: name)
      let version = isMPICH ? "mpirun (Open MPI) 4.1.4" : "HYDRA build details:"
      try Data("#!/bin/sh\necho '\(version)'\n".utf8).write(to: stub)
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: stub.path(percentEncoded: false))
    }
    let path = "\(folder.path(percentEncoded: false)):\(Job.environment["PATH"] ?? "")"
    let environment = Job.environment.merging(["PATH": path]) { $1 }
    try withExperiment(seeds: 3) { file, store in
      for command in [["launch", file, "--store", store], ["selftest"]] {
        let job = try Job(Job.binary, command, environment: environment)
        #expect(job.exitCode == EX_DATAERR)
        #expect(job.ownErrors.count == 1 && job.errors.contains(Communicator.library.name))
        #expect(job.errors.contains("mpirun belongs to \(isMPICH ? "Open MPI 4" : "MPICH")"))
      }
      #expect(!FileManager.default.fileExists(atPath: store))
    }
  }

  @Test("the command can be printed only, and options of run are checked before it")
  func printed() throws {
    let arguments = ["launch", "-n", "3", "/missing.yaml", "--store", "/missing"]
    let job = try Job(Job.binary, arguments + ["--print", "--", "--deadline", "60"])
    #expect(job.exitCode == 0, "\(job.errors)")
    #expect(job.output.hasSuffix(" run /missing.yaml --store /missing --deadline 60\n"))
    #expect(try Job(Job.binary, arguments).exitCode == EX_DATAERR)
    let wrong = try Job(Job.binary, arguments + ["--", "--deadline=-1"])
    #expect(wrong.exitCode == EX_USAGE)
    #expect(wrong.errors.contains("--deadline is -1.0; allowed: a number of seconds above 0"))
  }

  @Test("the self-test finds this machine sound")
  func selftest() throws {
    let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false)
    let job = try Job(Job.binary, ["selftest", "--store", folder + "/groksweep-\(UUID())"])
    let subjects = job.output.split(separator: "\n").map { $0.dropFirst(11).prefix(11) }
    #expect(
      subjects.map { String($0).trimmingCharacters(in: .whitespaces) }
        == ["messages", "binding", "store", "lock", "fsync", "rename", "space"])
    for line in job.output.split(separator: "\n") where !line.contains("space") {
      #expect(line.hasPrefix("ok "), "\(line)")
    }
  }

  @Test(
    "the self-test kills a rank, and the others end its trials",
    .enabled(if: Job.survivesLosses, "this MPI ends a job that has lost a rank"))
  func selftestKill() throws {
    let job = try Job(Job.binary, ["selftest", "-n", "4", "--kill"])
    #expect(job.exitCode == 0, "\(job.output)\(job.errors)")
    #expect(job.output.contains("1 of 4 ranks was killed; the others trained all trials"))
  }

  @Test("the self-test says so where a rank takes the others with it")
  func selftestWithoutRecovery() throws {
    // An mpirun that drops the option by which it would keep the others alive.
    let folder = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let stub = folder.appending(path: "mpirun")
    let script = """
      #!/bin/bash
      exec "\(Job.launcher)" "${@//--enable-recovery/--quiet}"
      """
    try Data(script.utf8).write(to: stub)
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: stub.path(percentEncoded: false))
    let path = "\(folder.path(percentEncoded: false)):\(Job.environment["PATH"] ?? "")"
    let job = try Job(
      Job.binary, ["selftest", "-n", "4", "--kill"],
      environment: Job.environment.merging(["PATH": path]) { $1 })
    #expect(job.exitCode == EX_UNAVAILABLE)
    #expect(job.output.contains("not ok     lost rank"), "\(job.output)")
  }
}
