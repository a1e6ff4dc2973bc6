/// A remark that somebody has left in a store.
///
/// The table is made by the first one; a store without it is as good as one without remarks.
struct StoreNote: Hashable, Sendable {
  /// The longest that is taken, in characters.
  static let longest = 2000

  /// When it was made, in seconds since 1970.
  var at: Double
  /// Who made it.
  var user: String
  /// On which machine.
  var host: String
  /// What it says.
  var text: String
}
