extension Detector {
  /// A detector as a paper has it.
  private struct Published {
    let name: String
    let column: String
    let bounds: [Bound]
    let paper: String
  }

  /// The detectors of which a paper gives every constant.
  private static let published = [
    // "Sync": the first checkpoint with FSD at or above 0.80.
    Published(
      name: "fsd", column: "fourier.fsd", bounds: [Bound(side: .above, level: .value(0.8))],
      paper: "Sivasankar 2026, arXiv:2606.12966"),
    // The baseline is the value at step 3000, whatever the trial's milestones.
    Published(
      name: "ildr", column: "ildr.ildr",
      bounds: [Bound(side: .above, level: .times(2.5, of: .step(3000)))],
      paper: "Golwala 2026, arXiv:2604.20923"),
    // Onset: above ten times the median of the first three, and above 20.
    Published(
      name: "commutator", column: "commutator.commutator_defect",
      bounds: [
        Bound(side: .above, level: .times(10, of: .first(3))),
        Bound(side: .above, level: .value(20)),
      ], paper: "Xu 2026, arXiv:2602.16746"),
  ]

  /// The names of all published detectors.
  static let publishedNames = published.map(\.name)

  /// A published detector; `nil` if there is none of that name.
  ///
  /// - Throws: if the experiment does not take the measure that it looks at.
  static func published(
    _ name: String, _ columns: MeasuredColumns
  ) throws(NoSuchColumn) -> Detector? {
    guard let found = published.first(where: { $0.name == name }) else { return nil }
    return Detector(
      name: name, column: try columns.named(found.column)[0], bounds: found.bounds,
      origin: .published(found.paper))
  }
}
