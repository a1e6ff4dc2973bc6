import Engine

/// Writes and reads the squared norms of a trial's tensors as a JSON object by name.
///
/// Every evaluation has one, written with the names in the same order, so that reading needs to
/// look at the numbers only.
struct TensorNorms {
  private let keys: [[UInt8]]

  /// Takes the names of the tensors, in order.
  init(tensors: [String]) {
    keys = tensors.enumerated().map { index, name in
      let key = ConfigurationNode(.text(name)).canonicalJSON
      return Array("\(index == 0 ? "{" : ",")\(key):".utf8)
    }
  }

  /// The object; what is not finite is `null`.
  func text(_ norms: [Double]) -> String {
    precondition(norms.count == keys.count, "\(norms.count) norms of \(keys.count) tensors")
    guard !keys.isEmpty else { return "{}" }
    var text = ""
    for (key, norm) in zip(keys, norms) {
      text += String(decoding: key, as: UTF8.self)
      text += norm.isFinite ? "\(norm)" : "null"
    }
    return text + "}"
  }

  /// The norms in an object, or `nil` if it is not one that was written here.
  func norms(_ text: String) -> [Double]? {
    guard !keys.isEmpty else { return text == "{}" ? [] : nil }
    var rest = text.utf8[...]
    var norms: [Double] = []
    for key in keys {
      guard rest.starts(with: key) else { return nil }
      rest = rest.dropFirst(key.count)
      let number = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
      rest = rest.dropFirst(number.count)
      guard let number = String(number) else { return nil }
      if number == "null" {
        norms.append(.nan)
      } else {
        guard let value = Double(number) else { return nil }
        norms.append(value)
      }
    }
    return rest.elementsEqual("}".utf8) ? norms : nil
  }
}
