/// One number of a measure.
public struct MeasureColumn: Hashable, Sendable {
  /// What it is called in tables: `stable_rank.output.weight`.
  public let name: String
  /// Its unit; 1 for a pure number.
  public let unit: String

  init(_ name: String, unit: String = "1") { (self.name, self.unit) = (name, unit) }
}

/// Equally spaced snapshots of the parameters that end at a measured step.
struct Burst: Hashable {
  /// W, the number of updates between the first snapshot and the last.
  let updates: Int
  /// The steps from one snapshot to the next.
  let spacing: Int

  /// The steps from the first snapshot to the last.
  var length: Int { updates * spacing }
}
