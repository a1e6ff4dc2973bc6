import Statistics
import Testing

@testable import Sweep

private let column = MeasuredColumn(
  request: "r", measure: "m", column: "c", unit: "1", looksAtTest: false)

private func detector(_ bounds: [Detector.Bound], sustained: Int = 1) -> Detector {
  Detector(name: "d", column: column, bounds: bounds, sustained: sustained, origin: .declared)
}

private func above(_ level: Detector.Level, sustained: Int = 1) -> Detector {
  detector([.init(side: .above, level: level)], sustained: sustained)
}

/// Values at steps 0, 10, 20 and so on.
private func track(_ values: [Double]) -> MeasureTrack {
  MeasureTrack(steps: values.indices.map { 10 * $0 }, values: values)
}

@Suite("A detector along a trial")
struct FiringTests {
  @Test("fires between the last look before and the first at which its bounds hold")
  func fires() {
    let values = track([0, 1, 2, 5, 1, 6])
    #expect(above(.value(5)).firing(values, memorization: nil) == .fired(after: 20, at: 30))
    #expect(above(.value(7)).firing(values, memorization: nil) == .silent(until: 50))
    let low = detector([
      .init(side: .below, level: .value(1)), .init(side: .above, level: .value(1)),
    ])
    #expect(low.firing(values, memorization: nil) == .fired(after: 0, at: 10))
    #expect(above(.value(5)).firing(nil, memorization: nil) == .blind)
  }

  @Test("needs its run, which an undefined value or the trial's end cuts short")
  func sustained() {
    let firing = above(.value(5), sustained: 2)
      .firing(track([0, 5, .nan, 5, 4, 6, 5, 0]), memorization: nil)
    #expect(firing == .fired(after: 40, at: 50))
    #expect(
      above(.value(5), sustained: 2).firing(track([0, 1, 6]), memorization: nil)
        == .silent(until: 10))
  }

  @Test("takes a multiple of what was measured early, and looks only after that")
  func baselines() {
    let values = track([1, 2, 9, 4, 5, 12])
    // Memorized at 25: the baseline is that of step 30.
    #expect(
      above(.times(2, of: .memorization)).firing(values, memorization: 25)
        == .fired(after: 40, at: 50))
    #expect(above(.times(2, of: .memorization)).firing(values, memorization: nil) == .blind)
    #expect(above(.times(2, of: .memorization)).firing(values, memorization: 50) == .blind)
    #expect(above(.times(2, of: .memorization)).firing(values, memorization: 51) == .blind)
    #expect(
      above(.times(2, of: .step(10))).firing(values, memorization: nil)
        == .fired(after: 10, at: 20))
    // The median of 1, 2 and 9, which has been seen when step 20 has.
    #expect(
      above(.times(2, of: .first(3))).firing(values, memorization: nil)
        == .fired(after: 20, at: 30))
    #expect(above(.times(2, of: .first(7))).firing(values, memorization: nil) == .blind)
    #expect(
      above(.times(2, of: .step(0))).firing(track([-1, 3]), memorization: nil) == .blind,
      "a multiple of what is not above 0 means nothing")
    #expect(above(.times(2, of: .step(0))).firing(track([.nan, 3]), memorization: nil) == .blind)
  }

  @Test("its lead lies between the distances of opposite ends")
  func lead() throws {
    let target = IntervalTime(after: 100, upTo: 120)
    let fired = try #require(Firing.fired(after: 60, at: 70).lead(before: target))
    #expect(fired.low == 30 && fired.high == 60)
    let silent = try #require(Firing.silent(until: 140).lead(before: target))
    #expect(silent.low == -.infinity && silent.high == -20)
    #expect(Firing.blind.lead(before: target) == nil)
  }

  @Test("whether it fired by a step is known only as far as it looked")
  func by() {
    #expect(Firing.fired(after: 60, at: 70).fired(by: 70) == true)
    #expect(Firing.fired(after: 60, at: 70).fired(by: 69) == false)
    #expect(Firing.silent(until: 50).fired(by: 50) == false)
    #expect(Firing.silent(until: 50).fired(by: 51) == nil)
    #expect(Firing.blind.fired(by: 0) == nil)
  }
}
