import Foundation
import GRDB
import Testing

@testable import Sweep

@Suite("Provenance")
struct ProvenanceTests {
  @Test("of this process names its machine, BLAS library and compiler, each on one line")
  func thisProcess() {
    let provenance = Provenance.ofThisProcess(mpi: "Open MPI\nv4.1.4")
    #expect(provenance.host == ProcessInfo.processInfo.hostName)
    #expect(provenance.blas.hasPrefix("OpenBLAS "))
    #expect(!provenance.blasKernel.isEmpty && provenance.blasKernel != "unknown")
    #expect(provenance.mpi == "Open MPI v4.1.4")
    #expect(provenance.compiler.hasPrefix("Swift 6."))
    #expect(provenance == .ofThisProcess(mpi: "Open MPI\nv4.1.4"))
    #expect(Provenance.ofThisProcess().mpi.isEmpty)
    #if os(Linux)
      #expect(!provenance.cores.isEmpty)
    #endif
  }

  @Test("is stored once for each distinct value, and given back with its trial")
  func distinct() throws {
    try withDirectory { directory in
      let experiment = try experiment(seeds: "6")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      var given: [Provenance] = []
      for seed in 0..<6 {
        var record = record(experiment, cell: 0, seed: seed)
        if seed % 2 == 1 { record.attempt.provenance.cores = "5" }
        given.append(record.attempt.provenance)
        _ = try store.append([record])
      }
      var read: [Provenance] = []
      try store.forEachTrial { read.append($0.attempt.provenance) }
      #expect(read == given)
      let rows = try store.database.read { try ProvenanceRow.fetchAll(in: $0) }
      #expect(Set(rows.values) == Set(given) && rows.count == 2)
    }
  }
}
