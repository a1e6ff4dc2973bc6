import ArgumentParser
import Foundation

@main
enum Main {
  static func main() {
    StandardStreams.open()
    Processor.check()
    if let refusal = UnknownCommand.refusal(
      CommandLine.arguments.dropFirst(), commands: Groksweep.configuration.subcommands)
    {
      printError(refusal)
      exit(EX_USAGE)
    }
    Groksweep.main()
  }
}

struct Groksweep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "groksweep",
    abstract: "Sweeps hyperparameter grids of small networks over MPI ranks.",
    subcommands: [
      RunCommand.self, LaunchCommand.self, SubmitCommand.self, PlanCommand.self,
      SelftestCommand.self, StatusCommand.self, ShowCommand.self, WhyCommand.self,
      TableCommand.self, FitCommand.self, DetectCommand.self, ClocksCommand.self,
      FiguresCommand.self, ReportCommand.self, DiffCommand.self, MethodsCommand.self,
      ExportCommand.self, BundleCommand.self, ListCommand.self, NoteCommand.self,
      MergeCommand.self, VerifyCommand.self, BenchCommand.self, BenchStoreCommand.self,
      BenchDispatchCommand.self, CalibrateCommand.self, SelftestMessagesCommand.self,
      SelftestLockCommand.self, EndLauncherCommand.self,
    ])

  // Not in the configuration, for which every command of every rank would ask the libraries.
  @Flag(help: "Show the versions of groksweep and its libraries.")
  var version = false

  func run() throws {
    guard version else { throw CleanExit.helpRequest(self) }
    print(Provenance.ofThisProcess(mpi: Communicator.library.name).versions)
  }
}
