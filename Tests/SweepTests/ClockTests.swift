import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("Clocks of training")
struct ClockTests {
  private static let rank = MeasuredColumns([MeasureTableTests.request("ranks")]) { _ in
    [MeasureColumn("stable_rank.w")]
  }

  /// Falls by a factor e every 40 steps.
  private static func loss(upTo last: Int) -> MeasureTrack {
    let steps = Array(stride(from: 0, through: last, by: 1))
    return MeasureTrack(steps: steps, values: steps.map { exp(-Double($0) / 40) })
  }

  @Test("an exponential fall of the loss takes the same time for each e-fold")
  func exponential() {
    let clock = TrainingClock.classification
    let steps = clock.steps(Self.loss(upTo: 1000))
    let expected = clock.levels.map { Int((-40 * log($0)).rounded(.up)) }
    #expect(steps == expected.map(Optional.some))
    let slope = clock.slope(steps) ?? 0
    #expect((slope - 40).magnitude < 0.1)
  }

  @Test("a rank that falls as a power of the step has that power's inverse as its exponent")
  func power() {
    let clock = TrainingClock.representation(Self.rank.all[0])
    // (r − 8) / 8 = (t / 100)^−2, so that T(η) = 100 η^−½.
    let steps = Array(1...1_000_000).filter { $0 < 2000 || $0 % 5000 == 0 }
    let track = MeasureTrack(
      steps: steps, values: steps.map { 8 * (1 + pow(Double($0) / 100, -2)) })
    let slope = clock.slope(clock.steps(track)) ?? 0
    #expect((slope - 0.5).magnitude < 0.01)
  }

  @Test("a dip of two looks is no arrival, and what was there at the first look has no step")
  func sustained() {
    let clock = TrainingClock.classification
    let dip = MeasureTrack(
      steps: [0, 1, 2, 3, 4, 5, 6], values: [1, 0.05, 0.05, 1, 0.1, 0.1, 0.1])
    #expect(clock.steps(dip) == [4, nil, nil, nil])
    let known = MeasureTrack(steps: [0, 1, 2, 3], values: [0.01, 0.01, 0.01, 0.01])
    #expect(clock.steps(known) == [nil, nil, nil, nil])
    #expect(clock.slope([1, 2, nil, nil]) == nil)
    #expect(clock.steps(MeasureTrack(steps: [], values: [])) == [nil, nil, nil, nil])
  }

  @Test("trials that do not get there count as later, and diverged ones are left out")
  func table() throws {
    let table = try ClockTable(
      MeasureTableTests.sweep, ranks: Self.rank.all,
      losses: { _, body in
        // ln 10 · 40 = 92.1, ln 100 · 40 = 184.2.
        for (seed, last) in [150, 200, 200, 1000].enumerated() {
          try body(seed, Self.loss(upTo: last))
        }
      },
      measures: { _, _ in })
    let rows = table.rendered(as: .csv).split(separator: "\n")
    #expect(rows.count == 2)
    #expect(rows.last == "1,train_loss,3,93.0,185.0,,,0,0,,,")
    #expect(table.rendered(as: .text).contains("1 diverged trial"))
  }
}
