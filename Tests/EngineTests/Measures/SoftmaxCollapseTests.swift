import Testing

@testable import Engine

@Suite("The measure collapse")
struct SoftmaxCollapseTests {
  /// The measure of a network that says class 0 whatever it sees, by so much.
  private func values(margin: Double) -> (values: [Double], share: Double) {
    let here = moment(smallTrial(width: 5)) { $0["output.bias"].elements[0] = margin }
    guard case .classes(let classes, _) = here.train.targets else { return ([], 0) }
    let share = Double(classes.count { $0 == 0 }) / Double(classes.count)
    return (SoftmaxCollapse().values(at: here), share)
  }

  @Test("begins at 23 ln 2 in float32 and at 52 ln 2 in float64")
  func thresholds() {
    for (margin, single, double) in [
      (15.9, false, false), (16, true, false), (36, true, false), (36.1, true, true),
    ] {
      let (values, share) = values(margin: margin)
      #expect(share > 0)
      #expect(values[0] == (single ? share : 0))
      #expect(values[1] == (double ? share : 0))
      #expect(values[2] == -margin)
    }
  }

  @Test("knows the means of classifier and features")
  func means() {
    let trial = smallTrial(width: 5)
    let here = moment(trial) { trial.initialization.draw($0, seed: 4) }
    let values = SoftmaxCollapse().values(at: here)
    let weight = here.parameters["output.weight"]
    let classifier = (0..<weight.rows).map { row in
      (0..<weight.columns).reduce(0) { $0 + weight[row, $1] } / Double(weight.columns)
    }
    let feature = columnMeans(here.trainUnits.hidden)
    #expect(agree(values[3], sum(classifier, classifier).squareRoot()))
    #expect(agree(values[4], sum(feature, feature).squareRoot()))
    #expect(agree(values[5], sum(classifier, feature) / (values[3] * values[4])))
    #expect(values[6].isNaN)
  }
}
