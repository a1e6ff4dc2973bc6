import ArgumentParser
import Testing

@testable import Sweep

@Suite("The command line")
struct CommandLineTests {
  @Test(
    "every command has help without stray marks", arguments: Groksweep.configuration.subcommands)
  func help(command: any ParsableCommand.Type) {
    let help = Groksweep.helpMessage(for: command)
    #expect(help.contains("USAGE"))
    #expect(!help.contains("\\"))
  }

  @Test("the version names commit, compiler and libraries")
  func version() {
    let versions = Provenance.ofThisProcess(mpi: Communicator.library.name).versions
    let lines = versions.split(separator: "\n").map { $0.prefix(9) }
    #expect(lines == ["groksweep", "compiler ", "BLAS     ", "MPI      "])
  }
}
