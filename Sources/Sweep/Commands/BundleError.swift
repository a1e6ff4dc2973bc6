/// A bundle cannot be written.
struct BundleError: Error, Hashable, CustomStringConvertible {
  /// The file or folder.
  let path: String
  /// Why.
  let reason: String

  var description: String { "\(path): \(reason)" }
}
