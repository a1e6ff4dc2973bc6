import Engine
import Testing

@testable import Sweep

private func detectors(
  _ text: String, measures: String = "[ildr, fourier, commutator, ranks]"
) throws -> [Detector] {
  let source = experimentSource() + "\nmeasures: \(measures)\n\(text)"
  return try Experiment(source: source, path: "small.yaml").detectors
}

@Suite("Detectors in an experiment file")
struct DetectorReaderTests {
  @Test("are read with their bounds, and change no trial")
  func read() throws {
    let found = try detectors(
      """
      detectors:
        - {name: parts, measure: ildr, above: {times: 2.5, of: memorization}, sustained: 2}
        - {name: low, measure: ranks.stable_rank.hidden.weight, below: 12}
        - {name: onset, measure: commutator_defect, above: [{times: 10, of: {first: 3}}, 20]}
        - {name: band, measure: inter, above: 1, below: {times: 3, of: {step: 100}}}
        - fsd
      """)
    #expect(
      found.map(\.rule) == [
        "ildr.ildr ≥ 2.5 times its value at memorization, 2 times in a row",
        "ranks.stable_rank.hidden.weight ≤ 12",
        "commutator.commutator_defect ≥ 10 times the median of its first 3 values and "
          + "≥ 20",
        "ildr.inter ≥ 1 and ≤ 3 times its value at step 100",
        "fourier.fsd ≥ 0.8",
      ])
    #expect(found.map(\.isUpward) == [true, false, true, true, true])
    #expect(found[..<4].allSatisfy { $0.origin == .declared })
    #expect(found[4].origin == .published("Sivasankar 2026, arXiv:2606.12966"))
    #expect(found.map(\.column.looksAtTest) == [true, false, false, true, true])
    let plain = try Experiment(source: experimentSource(), path: "small.yaml")
    let with = try Experiment(
      source: experimentSource() + "\nmeasures: [ildr]\ndetectors: [ildr]", path: "small.yaml")
    #expect(plain.trial(cell: 0, seed: 1).identity == with.trial(cell: 0, seed: 1).identity)
  }

  @Test("have the constants of their papers")
  func published() throws {
    #expect(Detector.publishedNames == ["fsd", "ildr", "commutator"])
    let rules = try detectors("detectors: [fsd, ildr, commutator]").map(\.rule)
    #expect(
      rules == [
        "fourier.fsd ≥ 0.8", "ildr.ildr ≥ 2.5 times its value at step 3000",
        "commutator.commutator_defect ≥ 10 times the median of its first 3 values and "
          + "≥ 20",
      ])
  }

  @Test("that cannot be are refused with their line and what is allowed")
  func refused() {
    for (text, message) in [
      ("detectors: fsd", ":11: detectors is fsd; expected a list of detectors"),
      (
        "detectors: [grok]",
        ":11: detectors[0] is grok; allowed: fsd, ildr, commutator, or a mapping"
      ),
      (
        "detectors: [{name: a, measure: entropy, above: 1}]",
        ":11: detectors[0].measure is entropy; allowed: ildr.ildr, ildr.ildr_unbiased"
      ),
      (
        "detectors: [{name: a, measure: fourier, above: 1}]",
        ":11: detectors[0].measure is fourier; allowed: fourier.ipr, fourier.ipr_folded"
      ),
      (
        "detectors: [{name: a, measure: ildr, over: 1}]",
        ":11: detectors[0].over is not a known key; allowed here: above, below, measure"
      ),
      ("detectors: [{name: a, measure: ildr}]", ":11: detectors[0].above or below is missing"),
      ("detectors: [{measure: ildr, above: 1}]", ":11: detectors[0].name is missing"),
      (
        "detectors: [{name: fsd, measure: ildr, above: 1}]",
        ":11: detectors[0].name is fsd; allowed: a name of up to 100 characters that no published"
      ),
      (
        "detectors: [fsd, fsd]",
        ":11: detectors[1].name is fsd; allowed: a name that no other detector has"
      ),
      (
        "detectors: [{name: a, measure: ildr, above: {times: 2, of: peak}}]",
        ":11: detectors[0].above.of is peak; allowed: memorization, {step: a step}, {first: a number"
      ),
      (
        "detectors: [{name: a, measure: ildr, above: {times: 0, of: memorization}}]",
        ":11: detectors[0].above.times is 0; allowed: a number above 0"
      ),
      (
        "detectors: [{name: a, measure: ildr, above: [], sustained: 0}]",
        ":11: detectors[0].above is []; allowed: a level, or a list of levels"
      ),
      (
        "detectors: [{name: a, measure: ildr, above: 1, sustained: 0}]",
        ":11: detectors[0].sustained is 0; allowed: a whole number from 1 to 1000"
      ),
    ] {
      let error = #expect(throws: ExperimentError.self, "\(text)") { try detectors(text) }
      let line = error.map { "\($0)" } ?? ""
      #expect(line.hasPrefix("small.yaml" + message), "\(line)")
    }
    let error = #expect(throws: ExperimentError.self) {
      try detectors("detectors: [fsd]", measures: "[ildr]")
    }
    #expect(
      error.map { "\($0)" }
        == "small.yaml:11: detectors[0] is fsd; allowed: detectors of what is measured: ildr.ildr, "
        + "ildr.ildr_unbiased, ildr.inter, ildr.intra")
  }

  @Test("given on the command line are read alike, and known as chosen there")
  func given() throws {
    let columns = try Experiment(
      source: experimentSource() + "\nmeasures: [ildr]", path: "small.yaml"
    ).measuredColumns
    #expect(try Detector("{name: a, measure: ildr, above: 1}", columns: columns).origin == .chosen)
    #expect(
      try Detector("ildr", columns: columns).origin
        == .published("Golwala 2026, arXiv:2604.20923"))
    let error = #expect(throws: ExperimentError.self) { try Detector("fsd", columns: columns) }
    #expect(error.map { "\($0)" }?.hasPrefix("--detector:1: detector is fsd; allowed:") == true)
  }
}
