import ArgumentParser
import Foundation
import Testing

@testable import Sweep

@Suite("Batch scripts")
struct BatchScriptTests {
  private func script(
    _ scheduler: BatchScript.Scheduler = .slurm, time: String = "01:30:00",
    partition: String? = nil, usesSrun: Bool = false, program: String = "/opt/groksweep"
  ) throws -> BatchScript {
    BatchScript(
      scheduler: scheduler, program: program, experiment: "/home/me/a b.yaml", store: "/scratch/s",
      nodes: 2, tasksPerNode: 32, time: try #require(TimeLimit(time)), partition: partition,
      usesSrun: usesSrun)
  }

  @Test("a shell can read them", arguments: [BatchScript.Scheduler.slurm, .pbs])
  func syntax(scheduler: BatchScript.Scheduler) throws {
    try withDirectory { directory in
      let file = directory + "/job.sh"
      try Data(try script(scheduler, partition: "long").text.utf8).write(to: URL(filePath: file))
      #expect(try ChildProcess(["bash", "-n", file]).wait() == 0)
    }
  }

  @Test("Slurm is asked for nodes, time, a warning and leave to requeue")
  func slurm() throws {
    let text = try script(partition: "long").text
    for line in [
      "--nodes=2", "--ntasks-per-node=32", "--cpus-per-task=1", "--time=01:30:00",
      "--partition=long", "--open-mode=append", "--requeue", "--signal=B:USR1@60",
    ] {
      #expect(text.contains("\n#SBATCH \(line)\n"))
    }
    #expect(text.contains("\n/opt/groksweep launch '/home/me/a b.yaml' --store /scratch/s &\n"))
    #expect(!(try script().text.contains("partition")))
    #expect(try script(usesSrun: true).text.contains("--store /scratch/s --launcher srun &\n"))
  }

  @Test("directives come before the first command, where the schedulers look for them")
  func directives() throws {
    for scheduler in [BatchScript.Scheduler.slurm, .pbs] {
      let lines = try script(scheduler, partition: "q").text.split(separator: "\n")
      let first = try #require(lines.firstIndex { !$0.hasPrefix("#") })
      #expect(!lines[first...].contains { $0.hasPrefix("#SBATCH") || $0.hasPrefix("#PBS") })
      #expect(lines[..<first].count { $0.hasPrefix("#SBATCH") || $0.hasPrefix("#PBS") } > 4)
    }
  }

  /// The options of qsub(1B) of OpenPBS that a script may have, and what their values are made of.
  ///
  /// There is no PBS to ask where these tests run.
  @Test(
    "qsub can read every directive of a script for PBS",
    arguments: ["00:00:01", "99:59:59", "720:00:00"], [nil, "long", "workq@server"])
  func pbsGrammar(time: String, queue: String?) throws {
    let text = try script(.pbs, time: time, partition: queue).text
    let directives = text.split(separator: "\n").filter { $0.hasPrefix("#PBS") }
    #expect(directives.count == (queue == nil ? 5 : 6))
    let grammar: [Regex<Substring>] = [
      // A name: up to 230 characters, the first a letter.
      /#PBS -N [A-Za-z][A-Za-z0-9_.+-]{0,229}/,
      // Chunks: a number, and resources with their values.
      /#PBS -l select=[1-9][0-9]*(?::[a-z]+=[1-9][0-9]*)+/,
      // Hours, minutes and seconds.
      /#PBS -l walltime=[0-9]+:[0-5][0-9]:[0-5][0-9]/,
      // A queue, at a server perhaps.
      /#PBS -q [A-Za-z0-9_-]+(?:@[A-Za-z0-9_.-]+)?/,
      // Both streams in one file; the job may be run again.
      /#PBS -j (?:oe|eo|n)/, /#PBS -r [yn]/,
    ]
    for directive in directives {
      let matches = grammar.count { directive.wholeMatch(of: $0) != nil }
      #expect(matches == 1, "\(directive)")
    }
    // qsub reads no directive behind the first command.
    let lines = text.split(separator: "\n")
    let last = try #require(lines.lastIndex { $0.hasPrefix("#PBS") })
    #expect(lines[..<last].allSatisfy { $0.hasPrefix("#") })
  }

  @Test("PBS is told the same, and the run how long it has")
  func pbs() throws {
    let text = try script(.pbs, partition: "long").text
    for line in ["-l select=2:ncpus=32:mpiprocs=32", "-l walltime=01:30:00", "-q long"] {
      #expect(text.contains("\n#PBS \(line)\n"))
    }
    #expect(text.contains("-- --deadline 5340\n"))
  }

  @Test("a PBS job's successor is the same script")
  func successor() throws {
    let text = try script(.pbs, partition: "long").text
    let line = try #require(text.split(separator: "\n").first { $0.contains("qsub; fi") })
    let command = try #require(line.firstMatch(of: /groksweep (submit .*) \| qsub/)).1
    let words = command.replacingOccurrences(of: "'/home/me/a b.yaml'", with: "FILE")
      .split(separator: " ").dropFirst().map { $0 == "FILE" ? "/home/me/a b.yaml" : String($0) }
    let parsed = try SubmitCommand.parse(words)
    var again = parsed.script
    again.program = "/opt/groksweep"
    #expect(again.text == text)
  }

  /// Runs the Slurm script with a stand-in for groksweep that writes down what it is sent.
  private func play(
    code: Int32, signal: String?
  ) throws -> (code: Int32, requeued: Bool, log: String) {
    var answer: (Int32, Bool, String) = (-1, false, "")
    try withDirectory { directory in
      let (program, requeue) = (directory + "/groksweep", directory + "/scontrol")
      // A shell as a child of the script, which ends itself when it is signalled.
      let body = """
        #!/bin/bash
        trap 'echo drained; exit \(code)' USR1
        echo launched
        for step in $(seq \(signal == nil ? 1 : 600)); do sleep 0.05; done
        exit \(code)
        """
      try Data(body.utf8).write(to: URL(filePath: program))
      try Data("#!/bin/sh\ntouch \(directory)/requeued\n".utf8).write(to: URL(filePath: requeue))
      let job = directory + "/job.sh"
      try Data(try script(program: program).text.utf8).write(to: URL(filePath: job))
      for file in [program, requeue] {
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
      }
      let send = signal.map { "sleep 0.5; kill -\($0) $job; " } ?? ""
      let path = "\(directory):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
      let shell = try ChildProcess(
        unblocked + ["bash", "-c", "bash \(job) & job=$!; \(send)wait $job"],
        environment: [("PATH", path), ("SLURM_JOB_ID", "7"), ("SLURM_JOB_NODELIST", "here")],
        output: .captured)
      let end = shell.wait(atMost: 30)
      let requeued = FileManager.default.fileExists(atPath: directory + "/requeued")
      answer = (end, requeued, shell.output)
    }
    return answer
  }

  @Test("a job that is signalled hands that on, waits for the run and goes back into the queue")
  func drained() throws {
    for signal in ["USR1", "TERM"] {
      let end = try play(code: 75, signal: signal)
      #expect(end.code == 75)
      #expect(end.requeued)
      #expect(end.log.contains("drained"))
    }
  }

  @Test(
    "no job goes back into the queue unless the run is incomplete",
    arguments: [0, 65, 69, 71, 137, 138, 143])
  func ended(code: Int32) throws {
    let end = try play(code: code, signal: nil)
    #expect(end.code == code)
    #expect(!end.requeued)
  }

  @Test("an incomplete run goes back into the queue without a signal too")
  func incomplete() throws {
    #expect(try play(code: 75, signal: nil).requeued)
  }

  @Test("a time limit is read and written", arguments: ["00:00:01", "04:00:00", "168:00:59"])
  func time(text: String) throws {
    #expect(try #require(TimeLimit(text)).description == text)
  }

  @Test(
    "what is no time limit is refused",
    arguments: ["", "4", "04:00", "00:00:00", "1:60:00", "-1:0:0"])
  func wrongTime(text: String) {
    #expect(TimeLimit(text) == nil)
    #expect(throws: (any Error).self) {
      try SubmitCommand.parse(["f", "--store", "s", "--nodes", "1", "--time", text, "--print"])
    }
  }

  @Test(
    "what does not go together is refused",
    arguments: [
      ["--nodes", "0", "--print"], ["--nodes", "1"], ["--nodes", "1", "--pbs", "--sbatch"],
      ["--nodes", "1", "--print", "--sbatch"],
      ["--nodes", "1", "--pbs", "--launcher", "srun", "--print"],
    ])
  func wrong(options: [String]) {
    #expect(throws: (any Error).self) {
      try SubmitCommand.parse(["f.yaml", "--store", "s"] + options)
    }
  }
}
