import Foundation
import Testing

@testable import Sweep

/// Runs a command with all signals let through: the threads of tests block them, and children
/// inherit that.
let unblocked = [
  "perl", "-MPOSIX", "-e", "sigprocmask(SIG_SETMASK, POSIX::SigSet->new); exec @ARGV", "--",
]

@Suite("The command that starts a job")
struct JobCommandTests {
  private let srun = Launcher.srun(plugin: "pmix")

  private func command(
    _ launcher: Launcher, _ allocation: Allocation = .machine(cores: 4), ranks: Int = 4,
    hosts: [String] = [], isRoot: Bool = false
  ) -> String {
    JobCommand(
      launcher: launcher, allocation: allocation, ranks: ranks, hosts: hosts, isRoot: isRoot,
      program: ["groksweep", "run", "a b.yaml"]
    ).line
  }

  @Test(
    "on one machine",
    arguments: [
      (
        Launcher.openMPI4,
        "mpirun --enable-recovery --bind-to none --use-hwthread-cpus --mca pml ob1 "
          + "--mca btl tcp,self,vader -x OMP_NUM_THREADS=1 -x OPENBLAS_NUM_THREADS=1 -n 4 "
          + "groksweep run 'a b.yaml'"
      ),
      (
        .openMPI5,
        "mpirun --enable-recovery --bind-to none --map-by slot:HWTCPUS --mca pml ob1 "
          + "-x OMP_NUM_THREADS=1 -x OPENBLAS_NUM_THREADS=1 -n 4 groksweep run 'a b.yaml'"
      ),
      (
        .mpich,
        "mpirun -bind-to none -genv OMP_NUM_THREADS 1 "
          + "-genv OPENBLAS_NUM_THREADS 1 -n 4 groksweep run 'a b.yaml'"
      ),
      (.srun(plugin: "pmix"), "srun --mpi=pmix --kill-on-bad-exit=0 -n 4 groksweep run 'a b.yaml'"),
    ])
  func machine(launcher: Launcher, expected: String) {
    #expect(command(launcher) == expected)
  }

  @Test("only Open MPI has to be told of more ranks than cores, and only where nobody allots them")
  func oversubscription() {
    func isTold(_ command: String) -> Bool { command.uppercased().contains("OVERSUBSCRIBE") }
    for launcher in [Launcher.openMPI4, .openMPI5] {
      #expect(isTold(command(launcher, ranks: 5)))
      #expect(!isTold(command(launcher, ranks: 4)))
      #expect(!isTold(command(launcher, .slurm(tasks: 4), ranks: 5)))
      #expect(!isTold(command(launcher, ranks: 5, hosts: ["a"])))
    }
    for launcher in [Launcher.mpich, srun] { #expect(!isTold(command(launcher, ranks: 5))) }
  }

  @Test("only Open MPI has to be told that root may run it")
  func root() {
    for launcher in [Launcher.openMPI4, .openMPI5, .mpich, srun] {
      let isTold = command(launcher, isRoot: true).contains("--allow-run-as-root")
      #expect(isTold == [.openMPI4, .openMPI5].contains(launcher))
      #expect(!command(launcher).contains("root"))
    }
  }

  @Test("ranks are shared out evenly among hosts, with none to spare")
  func hosts() {
    for launcher in [Launcher.openMPI4, .openMPI5] {
      #expect(command(launcher, ranks: 5, hosts: ["a", "b"]).contains("--host a:3,b:3 "))
    }
    #expect(command(.mpich, ranks: 5, hosts: ["a", "b"]).contains("-hosts a:3,b:3 "))
    #expect(command(srun, ranks: 5, hosts: ["a", "b"]).contains("--nodelist a,b "))
  }

  @Test("in a job of a scheduler its nodes are used")
  func allocations() {
    let pbs = Allocation.pbs(nodeFile: "/var/nodes", processes: 4)
    #expect(command(.openMPI4, pbs).contains("--hostfile /var/nodes "))
    #expect(command(.openMPI5, pbs).contains("--hostfile /var/nodes "))
    #expect(command(.mpich, pbs).contains("-f /var/nodes "))
    for launcher in [Launcher.openMPI4, .openMPI5, .mpich, srun] {
      #expect(!command(launcher, .slurm(tasks: 4)).contains("host"))
    }
  }

  @Test("what is allotted is read from the environment")
  func environment() throws {
    #expect(Allocation(environment: [:], cores: 6) == .machine(cores: 6))
    #expect(Allocation(environment: ["SLURM_JOB_ID": "1", "SLURM_NTASKS": "64"]).ranks == 64)
    try withDirectory { directory in
      let file = directory + "/nodes"
      try Data("a\na\nb\n".utf8).write(to: URL(filePath: file))
      let allocation = Allocation(environment: ["PBS_NODEFILE": file])
      #expect(allocation == .pbs(nodeFile: file, processes: 3))
    }
  }

  @Test(
    "a launcher is known by what it says about its version",
    arguments: [
      ("mpirun (Open MPI) 4.1.4\n\nReport bugs to http://…\n", Launcher.openMPI4),
      ("mpirun (Open MPI) 5.0.9\n", .openMPI5), ("mpirun (Open MPI) 10.0.0\n", .openMPI5),
      ("prterun (PRRTE) 3.0.2\n", .openMPI5),
      ("HYDRA build details:\n    Version:  4.0.2\n", .mpich),
    ])
  func version(text: String, launcher: Launcher) throws {
    #expect(try Launcher(version: text) == launcher)
  }

  @Test("an mpirun starts programs of its own MPI, by whatever name it is installed")
  func families() {
    let openMPI = MPILibrary(version: "Open MPI v4.1.4")
    let mpich = MPILibrary(version: "MPICH Version: 4.0.2")
    let unknown = MPILibrary(version: "")
    for launcher in [Launcher.openMPI4, .openMPI5] {
      #expect(launcher.canStart(openMPI) && !launcher.canStart(mpich) && launcher.canStart(unknown))
    }
    #expect(Launcher.mpich.canStart(mpich) && !Launcher.mpich.canStart(openMPI))
    #expect(srun.canStart(openMPI) && srun.canStart(mpich))
    let job = JobCommand(
      launcher: .mpich, allocation: .machine(cores: 2), mpirun: "mpirun.mpich", ranks: 2,
      program: ["groksweep"])
    #expect(job.command.first == "mpirun.mpich")
  }

  @Test("another launcher is refused by its own words", arguments: ["", "mpirun of mine 1\nmore"])
  func unknown(text: String) {
    let line = text.split(separator: "\n").first.map(String.init) ?? ""
    #expect(throws: LauncherError.unknown(line)) { try Launcher(version: text) }
  }

  @Test(
    "a shell reads back each word as it was", arguments: ["a", "", "a b", "it's", "$x", "a\\b"])
  func words(word: String) throws {
    let shell = try ChildProcess(
      ["sh", "-c", "printf %s \(shellWord(word))"], output: .captured)
    #expect(shell.wait() == 0)
    #expect(shell.output == word)
  }

  @Test("the exit code is the store's if nothing is missing, else what rank 0 says")
  func exitCodes() {
    var complete = RunOutcome()
    var (incomplete, abandoned) = (complete, complete)
    (incomplete.waiting, abandoned.abandoned) = (3, 3)
    func code(
      _ launcher: Int32, said: Int32? = nil, _ outcome: RunOutcome, hasProgress: Bool = true
    ) -> Int32 {
      LaunchCommand.exitCode(
        launcher: launcher, said: said, hasProgress: hasProgress, outcome: outcome)
    }
    complete.lost = 1
    for launcher: Int32 in [0, 1, 65, 75, 137] {
      #expect(code(launcher, complete) == 0)
      #expect(code(launcher, complete, hasProgress: false) == 0)
      #expect(code(launcher, abandoned) == EX_UNAVAILABLE)
      // What rank 0 says passes through any launcher.
      #expect(code(launcher, said: 65, incomplete) == EX_DATAERR)
      #expect(code(launcher, said: 70, incomplete, hasProgress: false) == EX_SOFTWARE)
      #expect(code(launcher, said: 75, incomplete) == EX_TEMPFAIL)
    }
    for launcher: Int32 in [0, 75, 137] { #expect(code(launcher, incomplete) == EX_TEMPFAIL) }
    #expect(code(65, incomplete) == EX_DATAERR)
    // A job that has got nowhere does not go back into a queue.
    for launcher: Int32 in [0, 1, 65, 75, 137] {
      for said: Int32? in [nil, 65, 75] {
        #expect(code(launcher, said: said, incomplete, hasProgress: false) != EX_TEMPFAIL)
      }
    }
    #expect(code(1, incomplete, hasProgress: false) == 1)
  }

  @Test("a child is killed when its time is over, and a signal is told from an exit code")
  func children() throws {
    #expect(try ChildProcess(["sleep", "9"]).wait(atMost: 0.1) == 128 + SIGKILL)
    #expect(try ChildProcess(["sh", "-c", "exit 7"]).wait() == 7)
    #expect(try ChildProcess(["/nowhere/no-such-program"], output: .captured).wait() == 127)
    var signals = [SIGUSR1]
    let child = try ChildProcess(unblocked + ["sleep", "9"])
    #expect(child.wait { signals.popLast().map { [$0] } ?? [] } == 128 + SIGUSR1)
  }
}
