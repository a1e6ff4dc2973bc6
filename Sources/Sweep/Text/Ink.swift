/// How words are set off: with a terminal's colours, or not at all.
///
/// Nothing is said by colour alone, and none of them is red or green.
enum Ink: Hashable, Sendable {
  /// Plain text.
  case none
  /// The attributes of ECMA-48 that all terminals know.
  case terminal

  /// Text that heads something.
  func bold(_ text: String) -> String { set("1", text) }

  /// Text that explains.
  func faint(_ text: String) -> String { set("2", text) }

  /// Text that answers.
  func answer(_ text: String) -> String { set("36", text) }

  /// Text that warns.
  func warning(_ text: String) -> String { set("33", text) }

  private func set(_ attribute: String, _ text: String) -> String {
    self == .none || text.isEmpty ? text : "\u{1b}[\(attribute)m\(text)\u{1b}[0m"
  }
}
