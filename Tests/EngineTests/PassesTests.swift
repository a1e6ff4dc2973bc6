import Testing

@testable import Engine

@Suite("Passes of an evaluation")
struct PassesTests {
  @Test("a trainer tells of each pass, and its result does not depend on who listens")
  func passes() {
    var configuration = TrialConfiguration()
    configuration.steps = 20
    configuration.pruning.steps = [10]
    let (told, alone) = (Trainer(configuration), Trainer(configuration))
    var most = 0
    while true {
      var passes = 0
      if told.advance(atMost: .max, betweenPasses: { passes += 1 }) == .ended { break }
      most = max(most, passes)
    }
    while alone.advance() != nil {}
    #expect(most > configuration.pruning.points)
    #expect(told.result == alone.result)
  }
}
