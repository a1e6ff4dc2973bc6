import Foundation
import Testing

@Suite("Messages under mpirun", .serialized, .enabled(if: Job.isPossible, "mpirun is not in PATH"))
struct MessagesUnderMPITests {
  @Test("every trial ends once, with the bits it left the worker with", arguments: [1, 2, 3, 4])
  func everyTrialOnce(ranks: Int) throws {
    let job = try Job(ranks: ranks, ["selftest-messages", "--trials", "60"])
    #expect(job.exitCode == 0, "\(job.errors)")
    #expect(job.output == "60 trials, \(ranks) workers: 60 ended once, 0 altered\n")
    #expect(job.ownErrors.isEmpty)
  }

  @Test("results far above MPI's eager limit arrive too")
  func large() throws {
    let arguments = ["selftest-messages", "--trials", "5", "--evaluations", "5000"]
    let job = try Job(ranks: 3, arguments)
    #expect(job.exitCode == 0, "\(job.errors)")
    #expect(job.output == "5 trials, 3 workers: 5 ended once, 0 altered\n")
  }

  @Test("without trials, everyone is dismissed")
  func nothingToDo() throws {
    let job = try Job(ranks: 4, ["selftest-messages", "--trials", "0"])
    #expect(job.exitCode == 0, "\(job.errors)")
  }

  @Test("an error on any rank ends the whole job with one line", arguments: [0, 1])
  func oneRankFails(rank: Int) throws {
    let arguments = ["selftest-messages", "--trials", "30", "--failing-rank", "\(rank)"]
    let job = try Job(ranks: 3, arguments)
    #expect(job.exitCode == EX_SOFTWARE)
    #expect(job.ownErrors.count == 1)
    #expect(job.ownErrors.first?.hasPrefix("groksweep: rank \(rank) on ") == true)
  }

  @Test(
    "a rank that dies with results on their way takes no other with it",
    .enabled(if: Job.survivesLosses, "this MPI ends a job that has lost a rank"),
    arguments: [300, 5000])
  func killedSending(evaluations: Int) throws {
    // Past the eager limit, MPI announces a message and waits for its receiver.
    let arguments =
      Job.mpirun(ranks: 3, recovers: true).dropFirst() + [
        Job.binary, "selftest-messages", "--trials", "12", "--trial-seconds", "0.3",
        "--evaluations", "\(evaluations)", "--killed-sending", "2",
      ]
    for transports in ["self,vader", "self,tcp"] {
      let job = try Job(Job.launcher, ["--mca", "btl", transports] + arguments)
      #expect(job.exitCode == 0, "\(transports): \(job.errors)")
      #expect(job.output == "12 trials, 3 workers: 12 ended once, 0 altered\n")
    }
  }

  @Test("a store that fails ends the job in the middle of its trials")
  func storeFails() throws {
    let arguments = [
      "selftest-messages", "--trials", "1000", "--trial-seconds", "0.1", "--failing-batch", "1",
    ]
    let job = try Job(ranks: 3, arguments)
    #expect(job.exitCode == EX_DATAERR)
    #expect(job.ownErrors == ["groksweep: an error that was asked for"])
  }

  @Test("when mpirun is killed, its ranks end")
  func launcherKilled() throws {
    let arguments = ["selftest-messages", "--trials", "9", "--trial-seconds", "300"]
    let job = try RunningJob(ranks: 3, arguments)
    defer { job.end() }
    func becomes(_ condition: () throws -> Bool) throws -> Bool {
      let deadline = Date(timeIntervalSinceNow: Job.patience)
      while Date() < deadline {
        if try condition() { return true }
        Thread.sleep(forTimeInterval: 0.1)
      }
      return false
    }
    let hasStarted = try becomes { try job.ranks.count == 3 }
    try #require(hasStarted)
    Thread.sleep(forTimeInterval: 1)
    let ranks = try job.ranks.values.map { "\($0)" }
    kill(job.launcher, SIGKILL)
    // A process that has ended may stay in the table as a zombie, Z, until someone collects it.
    let haveEnded = try becomes {
      let list = ranks.joined(separator: ",")
      let states = try Job("/usr/bin/env", ["ps", "-o", "stat=", "-p", list])
      return states.output.split(separator: "\n").allSatisfy { $0.hasPrefix("Z") }
    }
    if !haveEnded { for rank in ranks.compactMap({ pid_t($0) }) { kill(rank, SIGKILL) } }
    #expect(haveEnded)
  }

  @Test("a rank ends when its parent dies, without the help of mpirun")
  func parentKilled() throws {
    // MPI runs as a single process without mpirun, so that nothing but the rank itself can notice.
    let script = """
      bash -c '"$0" selftest-messages --trials 1 --trial-seconds 300 & echo $!; sleep 2; kill -9 $$' \
        "$0" > "$1"
      rank=$(cat "$1")
      rm "$1"
      for attempt in $(seq 300); do
        ps -o stat= -p $rank | grep -qv Z || exit 0
        sleep 0.1
      done
      kill -9 $rank
      exit 1
      """
    let file = FileManager.default.temporaryDirectory.appending(path: "groksweep-\(UUID())")
    let job = try Job(
      "/bin/bash", ["-c", script, Job.binary, file.path(percentEncoded: false)])
    #expect(job.exitCode == 0, "\(job.errors)")
  }
}
