import Foundation
import Testing

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
      #expect(job.errors.contains("mpirun "))
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
    for number in ["USR1", "TERM", "INT"] {
      try withExperiment(seeds: 400) { file, store in
        let script = """
          set -m
          "$0" launch -n 3 "$1" --store "$2" &
          launch=$!
          until [ -e "$2/results.sqlite" ]; do sleep 0.1; done
          sleep 2
          kill -\(number) $launch
          wait $launch
          """
        // The threads of tests block signals, and children inherit that.
        let unblock = "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV"
        let job = try Job(
          "/usr/bin/env",
          ["perl", "-MPOSIX", "-e", unblock, "--", "bash", "-c", script, Job.binary, file, store])
        #expect(job.exitCode == EX_TEMPFAIL, "\(number): \(job.errors)")
        #expect(job.errors.contains("incomplete: "), "\(number): \(job.errors)")
      }
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

  @Test("the self-test kills a rank, and the others end its trials")
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
      exec "\(Job.launcher ?? "mpirun")" "${@//--enable-recovery/--quiet}"
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
