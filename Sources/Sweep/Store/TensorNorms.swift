import Engine

/// Reads the squared norms of a trial's tensors from a JSON object by name, as schema 1 had them.
///
/// Every object has the names in the same order, so that reading needs to look at the numbers only.
struct TensorNorms {
  private let keys: [[UInt8]]

  /// Takes the names of the tensors, in order.
  init(tensors: [String]) {
    keys = tensors.enumerated().map { index, name in
      let key = ConfigurationNode(.text(name)).canonicalJSON
      return Array("\(index == 0 ? "{" : ",")\(key):".utf8)
    }
  }

  /// The norms in an object, or `nil` if it is not one that was written by schema 1.
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
