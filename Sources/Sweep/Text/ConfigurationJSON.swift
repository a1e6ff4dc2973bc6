import Engine
import Foundation

extension ConfigurationNode {
  /// Reads JSON text; whole numbers stay whole and all others keep their bits.
  ///
  /// It reads what ``canonicalJSON`` writes, with one difference of kind alone: a real number such
  /// as `1e+17`, which is whole, becomes an integer of the same value. Keys come out sorted.
  init(json: String) throws(ConfigurationError) {
    guard let node = try? JSONDecoder().decode(DecodedNode.self, from: Data(json.utf8)) else {
      throw ConfigurationError(
        path: "", line: nil, problem: .wrongType(found: json, expected: "JSON"))
    }
    self = node.node
  }
}

/// Reads a trial's configuration from its canonical JSON.
func configuration(fromJSON json: String) throws(ConfigurationError) -> TrialConfiguration {
  try TrialConfiguration(ConfigurationNode(json: json), at: "")
}

/// A value of whichever kind the JSON holds.
private struct DecodedNode: Decodable {
  let node: ConfigurationNode

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    node = ConfigurationNode(try Self.content(container))
  }

  private static func content(
    _ container: any SingleValueDecodingContainer
  ) throws -> ConfigurationNode.Content {
    if container.decodeNil() { return .null }
    if let value = try? container.decode(Bool.self) { return .boolean(value) }
    if let value = try? container.decode(Int.self) { return .integer(value) }
    if let value = try? container.decode(Double.self) { return .real(value) }
    if let value = try? container.decode(String.self) { return .text(value) }
    if let values = try? container.decode([DecodedNode].self) {
      return .list(values.map(\.node))
    }
    let values = try container.decode([String: DecodedNode].self)
    return .mapping(
      values.sorted { $0.key < $1.key }.map { ConfigurationNode.Entry(key: $0, value: $1.node) })
  }
}
