import ArgumentParser
import Foundation

/// How a job of several ranks is to be started.
struct JobOptions: ParsableArguments {
  /// What starts the ranks.
  enum Start: String, ExpressibleByArgument, CaseIterable {
    case mpirun, srun
  }

  @Option(
    name: .customShort("n"),
    help: ArgumentHelp(
      "The number of ranks. (default: what the scheduler allots, else all cores)",
      valueName: "ranks"))
  var ranks: Int?

  @Option(help: ArgumentHelp("The machines to use, such as node1,node2.", valueName: "names"))
  var hosts: String?

  @Option(help: "What starts the ranks: mpirun, or srun.")
  var launcher = Start.mpirun

  /// The machines that are named.
  private var hostNames: [String] {
    (hosts ?? "").split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
  }

  func validate() throws {
    try checkWhole("-n", ranks)
    if hosts != nil, hostNames.contains("") {
      throw ValidationError("--hosts is '\(hosts ?? "")'; allowed: names with commas between them")
    }
  }

  /// The job in which every rank runs groksweep with these arguments; it has `least` ranks at least,
  /// unless the user wants fewer.
  func job(_ arguments: [String], atLeast least: Int = 1) throws -> JobCommand {
    let allocation = Allocation(environment: ProcessInfo.processInfo.environment)
    let library = Communicator.library
    let installed: InstalledLauncher? = launcher == .srun ? nil : try .find(for: library)
    return JobCommand(
      launcher: installed?.launcher ?? .srun(plugin: library.slurmPlugin), allocation: allocation,
      mpirun: installed?.name ?? "mpirun", ranks: ranks ?? max(least, allocation.ranks),
      hosts: hosts == nil ? [] : hostNames, isRoot: geteuid() == 0,
      program: [Self.executable] + arguments)
  }

  /// Where this program is.
  static var executable: String {
    Bundle.main.executableURL?.path(percentEncoded: false) ?? "groksweep"
  }
}
