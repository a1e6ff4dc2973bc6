import Foundation

/// Shows again and again how far a sweep is, by what its store says.
struct StatusWatch {
  /// Seconds between two looks, and how many times as long as a look takes that is at least: readers
  /// keep a writer waiting.
  private static let interval = 1.0
  private static let patience = 20.0

  private let directory: String
  private let clock: LoopClock
  private var display: ProgressDisplay

  /// Prepares to watch a store.
  init(_ directory: String, clock: LoopClock, display: ProgressDisplay) {
    (self.directory, self.clock, self.display) = (directory, clock, display)
  }

  /// Shows progress until no trial is missing.
  mutating func run() throws {
    while true {
      let start = clock.now()
      let store = try ResultStore.openForReading(directory)
      let (progress, isComplete) = try StoreProgress(store, at: clock.date()).progress()
      if isComplete { return display.finish(progress) }
      if display.isDue(now: start) { display.update(progress, now: start) }
      clock.sleep(max(Self.interval, Self.patience * (clock.now() - start)))
    }
  }
}
