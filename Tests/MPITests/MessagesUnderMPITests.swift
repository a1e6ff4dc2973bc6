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
    "a rank that dies with results on their way takes no other with it", arguments: [300, 5000])
  func killedSending(evaluations: Int) throws {
    // Past the eager limit, MPI announces a message and waits for its receiver.
    let arguments = [
      "--enable-recovery", "--oversubscribe", "-n", "3", Job.binary, "selftest-messages",
      "--trials", "12", "--trial-seconds", "0.3", "--evaluations", "\(evaluations)",
      "--killed-sending", "2",
    ]
    for transports in ["self,vader", "self,tcp"] {
      let job = try Job(Job.launcher ?? "mpirun", ["--mca", "btl", transports] + arguments)
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
    // A process that has ended may stay in the table as a zombie, Z, until someone collects it.
    let script = """
      "$0" --oversubscribe -n 3 "$1" selftest-messages --trials 9 --trial-seconds 300 &
      launcher=$!
      for attempt in $(seq 50); do
        [ "$(pgrep -c -P $launcher)" -lt 3 ] || break
        sleep 0.1
      done
      sleep 1
      ranks=$(pgrep -d , -P $launcher) || exit 2
      kill -9 $launcher
      for attempt in $(seq 50); do
        ps -o stat= -p $ranks | grep -qv Z || exit 0
        sleep 0.1
      done
      kill -9 ${ranks//,/ }
      exit 1
      """
    let job = try Job("/bin/bash", ["-c", script, Job.launcher ?? "mpirun", Job.binary])
    #expect(job.exitCode == 0, "\(job.errors)")
  }

  @Test("a rank ends when its parent dies, without the help of mpirun")
  func parentKilled() throws {
    // MPI runs as a single process without mpirun, so that nothing but the rank itself can notice.
    let script = """
      bash -c '"$0" selftest-messages --trials 1 --trial-seconds 300 & echo $!; sleep 2; kill -9 $$' \
        "$0" > "$1"
      rank=$(cat "$1")
      rm "$1"
      for attempt in $(seq 30); do
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
