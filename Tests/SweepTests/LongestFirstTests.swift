import Engine
import Testing

@testable import Sweep

@Suite("Longest first")
struct LongestFirstTests {
  @Test("one rank takes the sum, and as many ranks as trials the longest")
  func extremes() {
    let schedule = LongestFirst([(seconds: 3, count: 2), (seconds: 10, count: 1)])
    #expect(schedule.total == 16 && schedule.longest == 10 && schedule.count == 3)
    #expect(schedule.makespan(ranks: 1) == 16)
    #expect(schedule.makespan(ranks: 2) == 10)
    #expect(schedule.makespan(ranks: 100) == 10)
  }

  @Test("it stays between the lower bound and 4/3 − 1/(3r) of what is possible")
  func graham() {
    // 5 5 4 4 3 3 3 on 3 ranks is Graham's worst case: 11 where 9 is possible.
    let worst = LongestFirst([
      (seconds: 5, count: 2), (seconds: 4, count: 2), (seconds: 3, count: 3),
    ])
    #expect(worst.lowerBound(ranks: 3) == 9)
    #expect(worst.makespan(ranks: 3) == 11)
    var generator = Generator(seed: 1, stream: "test")
    for _ in 0..<200 {
      let groups = (0..<generator.integer(below: 8) + 1).map { _ in
        (seconds: generator.unit(), count: generator.integer(below: 9) + 1)
      }
      let schedule = LongestFirst(groups)
      for ranks in 1...12 {
        let (time, bound) = (schedule.makespan(ranks: ranks), schedule.lowerBound(ranks: ranks))
        #expect(time >= bound - 1e-9)
        // An even share and the longest trial bound what list scheduling needs.
        #expect(time <= schedule.total / Double(ranks) + schedule.longest)
      }
    }
  }

  @Test("the ranks for a time are enough, and one fewer is not")
  func ranks() {
    var generator = Generator(seed: 2, stream: "test")
    let schedule = LongestFirst((0..<30).map { _ in (seconds: generator.unit(), count: 7) })
    for limit in [1, 2, 5, 20, 1000.0] {
      guard let ranks = schedule.ranks(within: limit) else {
        Issue.record("\(limit) s are enough for each trial")
        continue
      }
      #expect(schedule.makespan(ranks: ranks) <= limit)
      if ranks > 1 { #expect(schedule.makespan(ranks: ranks - 1) > limit) }
    }
    #expect(schedule.ranks(within: schedule.longest * 0.99) == nil)
  }
}
