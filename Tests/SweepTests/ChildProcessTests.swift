import Foundation
import Testing

@testable import Sweep

@Suite("Other programs")
struct ChildProcessTests {
  @Test("the end of a program is its own, and not that of what it has started")
  func descendants() throws {
    for (end, code) in [("exit 3", 3), ("exit 0", 0), ("kill -KILL $$", 128 + SIGKILL)] {
      let child = try ChildProcess(["bash", "-c", "sleep 50 & echo $!; \(end)"], output: .captured)
      #expect(child.wait() == code)
      let left = try #require(pid_t(child.output.trimmingCharacters(in: .newlines)))
      #expect(ProcessStatus(left)?.hasEnded == false, "it was waited for too")
      kill(left, SIGKILL)
    }
  }
}
