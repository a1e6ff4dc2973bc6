import Foundation

/// Times something short on one thread, several times, in seconds of the processor: what other
/// processes took meanwhile does not count.
struct BenchTiming {
  /// How often; the median counts.
  let repetitions: Int

  /// Median seconds of some bodies, taken in turn so that a change of clock rate meets all; the first
  /// round, which fills the caches, does not count.
  func medians(_ bodies: [() -> Void]) -> [Double] {
    let rounds = (0...repetitions).map { _ in bodies.map(Self.seconds) }.dropFirst()
    return bodies.indices.map { index in
      let sorted = rounds.map { $0[index] }.sorted()
      return sorted[sorted.count / 2]
    }
  }

  /// Seconds of one call, averaged over a fifth of a second.
  private static func seconds(_ body: () -> Void) -> Double {
    let start = clock()
    var (calls, seconds) = (0.0, 0.0)
    while seconds < 0.2 {
      body()
      calls += 1
      // POSIX counts millionths.
      seconds = Double(clock() - start) / 1e6
    }
    return seconds / calls
  }
}
