/// Nothing is there to be drawn.
struct NoTrials: InputError, Hashable {
  /// The directory or the file.
  let source: String

  var description: String { "\(source) has no trials yet: there is nothing to draw" }
}
