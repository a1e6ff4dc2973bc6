import ArgumentParser

@main
enum Main {
  static func main() {
    Processor.check()
    Groksweep.main()
  }
}

struct Groksweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groksweep",
    abstract: "Sweeps hyperparameter grids of small networks over MPI ranks.",
    version: Provenance.ofThisProcess(mpi: Communicator.mpiLibrary).versions,
    subcommands: [
      RunCommand.self, LaunchCommand.self, SubmitCommand.self, PlanCommand.self,
      SelftestCommand.self, StatusCommand.self, TableCommand.self, FitCommand.self,
      ExportCommand.self, MethodsCommand.self, WhyCommand.self, MergeCommand.self,
      VerifyCommand.self, BenchCommand.self, BenchStoreCommand.self, BenchDispatchCommand.self,
      SelftestMessagesCommand.self, SelftestLockCommand.self,
    ])
}
