/// Why a sweep cannot have a figure.
struct NoFigure: Error, Hashable, CustomStringConvertible {
  /// The reason, in a few words.
  let reason: String

  /// Says what is missing.
  init(_ reason: String) { self.reason = reason }

  /// The reason.
  var description: String { reason }
}
