import Testing

@testable import Sweep

@Suite("Stability")
struct StabilityTests {
  @Test("an unstable cell is flagged by what its rule says")
  func stability() {
    func trial(
      _ memorization: Int?, _ generalization: Int?, start: Double? = nil, end: Double? = nil
    ) -> TrialSummary {
      TrialSummary(
        cell: 0, seed: 0,
        milestones: Milestones(
          memorization: memorization.map(Milestone.reached) ?? .censored(after: 900),
          generalization: generalization.map(Milestone.reached) ?? .censored(after: 900),
          steps: 900, norm2AtMemorization: start, norm2AtEnd: end))
    }
    let never = trial(nil, nil)
    #expect(Stability([], decayRate: 1e-3) == .stable)
    #expect(Stability([trial(10, 50), trial(10, nil), never], decayRate: nil) == .seedsDisagree)
    #expect(Stability([trial(10, 50), trial(10, nil), trial(9, nil)], decayRate: nil) == .stable)
    #expect(Stability([never, never], decayRate: nil) == .stable, "untrained, and it says so")
    let late = trial(600, 800, start: 5, end: 4)
    #expect(Stability([late, late], decayRate: 0.01) == .memorizedAtEquilibrium)
    #expect(Stability([late, late], decayRate: 0.008) == .stable)
    #expect(Stability([trial(600, 800, start: 9, end: 4)], decayRate: 0.01) == .stable)
    #expect(Stability([trial(600, 800)], decayRate: 0.01) == .stable, "no norm, no verdict")
  }
}
