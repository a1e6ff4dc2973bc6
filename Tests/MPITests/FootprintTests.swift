import Foundation
import Testing

@testable import Sweep

@Suite("What training takes besides time")
struct FootprintTests {
  @Test("a training step allocates nothing, in less than 150 MB", arguments: ["nanda-2023"])
  func footprint(network: String) throws {
    let footprint = try Footprint(of: network, by: URL(filePath: Job.binary))
    if let allocations = footprint.allocations { #expect(allocations == 0) }
    if let resident = footprint.resident { #expect((5_000_000..<150_000_000) ~= resident) }
  }

  @Test("allocations and moved blocks of a trace are counted, released ones are not")
  func trace() {
    let trace = """
      = Start
      @ /lib/libc.so.6:(strdup+0x1a)[0x7f0c] + 0x55fb2ffaef10 0x28
      @ ./groksweep:[0x141d] - 0x55fb2ffaef10
      @ ./groksweep:[0x141d] < 0x55fb2ffaef10
      @ ./groksweep:[0x141d] > 0x55fb2ffaf990 0x80
      @ ./groksweep:[0x141d] + 0x55fb2ffaf9b0 0x18
      = End
      """
    #expect(Footprint.allocations(traced: trace) == 3)
    #expect(Footprint.allocations(traced: "= Start\n= End\n") == 0)
  }

  @Test("a network of another name is refused")
  func unknown() throws {
    let job = try Job(Job.binary, ["bench", "--footprint-of", "nanda-2024"])
    #expect(job.exitCode == 64)
  }
}
