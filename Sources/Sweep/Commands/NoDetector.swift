/// There is nothing to judge.
struct NoDetector: InputError, Hashable {
  /// What is measured.
  let columns: [String]

  /// One line.
  var description: String {
    "no detector is in the experiment file; give one by --detector: a published one ("
      + Detector.publishedNames.joined(separator: ", ") + "), or a rule on what is measured: "
      + (columns.isEmpty ? "nothing" : columns.joined(separator: ", "))
  }
}
