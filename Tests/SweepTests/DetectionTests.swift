import Engine
import Foundation
import Statistics
import Testing

@testable import Sweep

/// Two detectors of one column: the second fires 40 steps before the first one.
private let detectors = [
  Detector(
    name: "late", column: MeasureTableTests.measured.all[0],
    bounds: [.init(side: .above, level: .value(100))], origin: .declared),
  Detector(
    name: "early", column: MeasureTableTests.measured.all[0],
    bounds: [.init(side: .above, level: .value(60))], origin: .chosen),
]

/// A measure at every 20 steps that rises by 1 a step and is 100 at some step; never, if that is `nil`.
private func rising(_ fires: Int?, upTo last: Int) -> [MeasureSeries] {
  var series = MeasureSeries(
    kind: "ildr", request: MeasureTableTests.measured.all[0].request, version: 1,
    columns: ["ildr", "ildr_unbiased", "inter", "intra"].map { MeasureColumn($0) })
  for step in stride(from: 0, through: last, by: 20) {
    series.append([fires.map { Double(100 + step - $0) } ?? 0, 0, 0, 0], at: step)
  }
  return [series]
}

/// Evaluated every 10 steps, measured every 20: the step of generalization, and that of the event.
private let planted: [[(generalized: Int?, fires: Int?)]] = [
  // Before, before, tied (in (380, 400] both), after, never, and a control that fires by step 500.
  [(500, 300), (500, 400), (390, 400), (300, 400), (400, nil), (nil, 480)],
  // Controls alone: one fires late, one never.
  [(nil, 700), (nil, nil)],
]

private func detections() throws -> Detections {
  let sweep = plantedSweep(
    "optimizer.weight_decay",
    zip([1, 0], planted).map { decay, trials in
      (
        real(decay),
        trials.map { plantedTrial(memorizedAt: 100, generalizedAt: $0.generalized, steps: 800) }
      )
    }, steps: 800)
  return try Detections(sweep, detectors, declaredAfter: [0, nil]) { cell, body in
    for (seed, trial) in planted[cell].enumerated() {
      try body(seed, rising(trial.fires, upTo: 800))
    }
  }
}

@Suite("What detectors say of a sweep")
struct DetectionTests {
  @Test("counts what comes before, after, together or never, each trial once")
  func counts() throws {
    let found = try detections()
    let first = found.detection(0, cell: 0)
    let counts = [first.delayed, first.before, first.tied, first.after, first.never]
    #expect(counts == [5, 2, 1, 1, 1])
    #expect(first.sign == SignTest(positive: 2, negative: 2))
    let second = found.detection(1, cell: 0)
    let others = [second.before, second.tied, second.after, second.never]
    #expect(others == [3, 0, 1, 1])
    #expect(found.detection(0).delayed == 5)
  }

  @Test("a lead lies between the distances of opposite ends, and the median between their medians")
  func leads() throws {
    let lead = try detections().detection(0, cell: 0).lead
    // (490 - 300, 500 - 280), (490 - 400, 500 - 380), (380 - 400, 390 - 380), (290 - 400, 300 - 380)
    // and up to 400 - 800.
    #expect(lead.bounds == Interval(low: -20, high: 10))
    #expect(lead.interval == nil)
  }

  @Test("counts alarms of controls ever, and up to the median generalization step")
  func alarms() throws {
    let found = try detections()
    #expect(found.horizon == 400)
    let all = found.detection(0)
    #expect(all.alarms == Proportion(count: 2, total: 3))
    #expect(all.alarmsInTime == Proportion(count: 0, total: 3))
    #expect(found.detection(1).alarmsInTime == Proportion(count: 0, total: 3))
    #expect(found.detection(0, cell: 1).alarms == Proportion(count: 1, total: 2))
  }

  @Test("a trial that generalizes as it memorizes, or diverges, is neither precursor nor control")
  func roles() {
    func role(_ memorized: Int?, _ generalized: Int?, _ ending: Ending = .budget) -> TrialRole {
      TrialRole(
        Milestones(
          plantedTrial(
            memorizedAt: memorized, generalizedAt: generalized, steps: 100, ending: ending),
          thresholds: Thresholds()))
    }
    #expect(role(10, 50) == .delayed)
    #expect(role(10, 10) == .together)
    #expect(role(50, 10) == .together)
    #expect(role(nil, 10) == .together)
    #expect(role(10, nil) == .censored)
    #expect(role(nil, nil) == .censored)
    #expect(role(10, 50, .diverged) == .diverged)
  }

  @Test("compares columns before any trial has generalized, over all cells and within")
  func separations() throws {
    let found = try detections()
    #expect(found.moments == [.memorization, .step(100), .step(200)])
    let memorization = found.separations.filter { $0.detector == 0 && $0.moment == .memorization }
    #expect(memorization.map(\.cell) == [nil, 0])
    // At step 100: -100, -200, -200, -200 and 0 against -280, -500 and 0.
    #expect(
      memorization[0].area
        == AreaUnderCurve(
          cases: [-100, -200, -200, -200, 0], controls: [-280, -500, 0]))
    #expect(memorization[1].area.controls == 1)
  }

  @Test("agreement is over trials in which both fire, within cells too")
  func agreement() throws {
    let agreement = try #require(try detections().agreements.first)
    #expect(agreement.trials == 4)
    #expect(agreement.overall.tau == 1 && agreement.withinCells.tau == 1)
  }

  @Test("is written for people within 100 columns, and for programs with every figure")
  func written() throws {
    let report = DetectionReport(detections: try detections())
    let text = report.rendered(as: .text)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 100 })
    #expect(
      text.contains("late: ildr.ildr ≥ 100\n  declared before any trial; looks at test samples"))
    #expect(text.contains("early: ildr.ildr ≥ 60\n  chosen here, on these trials"))
    let csv = report.rendered(as: .csv).split(separator: "\n").map(String.init)
    #expect(csv.count == 1 + 2 * 3)
    #expect(
      csv[0].hasPrefix("detector,rule,origin,looks_at_test,optimizer.weight_decay,delayed,before,"))
    #expect(csv[3].hasPrefix("late,ildr.ildr ≥ 100,declared before any trial,true,,5,2,1,1,1,0,0,"))
    let json = try JSONSerialization.jsonObject(with: Data(report.rendered(as: .json).utf8))
    let object = try #require(json as? [String: [[String: Any]]])
    #expect(object["detections"]?.count == 6)
    #expect(object["agreement"]?.count == 1)
  }

  @Test("events are a row a trial and detector, with both ends of each")
  func events() throws {
    let rows = DetectionReport(detections: try detections()).events(as: .csv)
      .split(separator: "\n").map(String.init)
    #expect(rows.count == 1 + 2 * 8)
    #expect(
      rows[0] == "detector,optimizer.weight_decay,seed,role,fired_after,fired_at,silent_until,"
        + "generalized_after,generalized_at,lead_low,lead_high")
    #expect(rows[1] == "late,1,0,delayed,280,300,,490,500,190,220")
    #expect(rows[5] == "late,1,4,delayed,,,800,390,400,,-400")
    #expect(rows[6] == "late,1,5,control,460,480,,,,,")
  }
}
