import Engine
import Foundation
import Synchronization
import Testing

@testable import Sweep

@Suite("Watching a store")
struct StatusWatchTests {
  @Test("shows what is stored meanwhile, changes nothing, and ends when no trial is missing")
  func watch() throws {
    try withDirectory { directory in
      let experiment = try experiment(grid: "train_fraction: [0.4, 0.5]", seeds: "2")
      let store = try ResultStore.openForWriting(directory, experiment: experiment)
      _ = try store.append(
        [],
        events: [
          TrialEvent(
            configuration: experiment.trial(cell: 1, seed: 0), attempt: 1, kind: .assigned, step: 0,
            rank: 0, provenance: node7, at: 0, reason: "")
        ])
      #expect(try store.trialsInTraining().map(\.cell) == [1])
      let left = Mutex(records(experiment))
      let time = Mutex(0.0)
      let clock = LoopClock(
        now: { time.withLock { $0 } }, date: { time.withLock { $0 } },
        sleep: { seconds in
          time.withLock { $0 += 20 * seconds }
          if let record = left.withLock({ $0.popLast() }) { _ = try? store.append([record]) }
        })
      let written = Mutex("")
      let display = ProgressDisplay(.log) { text in written.withLock { $0 += text } }
      var watch = StatusWatch(directory, clock: clock, display: display)
      try watch.run()
      let lines = written.withLock { $0 }.split(separator: "\n").map(String.init)
      #expect(lines.last == "groksweep: 4/4 trials, 0 running")
      #expect(lines.first?.hasPrefix("groksweep: 1/4 trials, ") == true, "\(lines)")
      #expect(try store.count() == 4)
    }
  }
}
