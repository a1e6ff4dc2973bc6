/// A quantity of a network that is taken along a trial, as it is written.
///
/// A measure looks on. It sees copies in float64, draws from streams of its own and leaves nothing
/// behind, so that a trial is the same trial with and without it.
protocol Measure: Configurable {
  /// The word that selects the measure in an experiment file.
  static var kind: String { get }

  /// The version of its definition; values of two versions are never mixed.
  static var version: Int { get }

  /// The snapshots of the parameters that it looks at, if more than the present ones.
  var burst: Burst? { get }

  /// Throws if the measure says nothing of such a trial.
  func accept(_ subject: MeasureSubject) throws(Refusal)

  /// What it measures, in the order of ``values(at:)``.
  ///
  /// - Precondition: the subject is accepted, here and below.
  func columns(_ subject: MeasureSubject) -> [MeasureColumn]

  /// What one look takes.
  func work(_ subject: MeasureSubject) -> LookWork

  /// One number for each column; NaN for what is undefined.
  func values(at moment: Moment) -> [Double]
}

extension Measure {
  static var version: Int { 1 }
  var burst: Burst? { nil }
  func accept(_ subject: MeasureSubject) throws(Refusal) {}
}
