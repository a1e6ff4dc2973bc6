/// A bundle cannot be written.
struct BundleError: InputError, Hashable {
  /// The file or folder.
  let path: String
  /// Why.
  let reason: String

  var description: String { "\(path): \(reason)" }
}
