import ArgumentParser
import Foundation

/// Ends an mpirun that its rank 0 has left waiting, unless that ends by itself.
struct EndLauncherCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "end-launcher",
    abstract: "Ends an mpirun that waits for a machine that is gone.", shouldDisplay: false)

  @Option(help: "The number of its process.")
  var process: Int32

  @Option(help: "When that began, in ticks of the system.")
  var start: UInt64

  func run() {
    // Whoever ends the job need not wait for this.
    setsid()
    LauncherProcess(id: process, start: start).endIfItStays()
  }
}
