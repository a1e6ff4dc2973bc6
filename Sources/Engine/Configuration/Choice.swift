/// One of several configurations, of which a mapping's `kind` selects one.
///
/// A type that conforms holds any value of one protocol, and lists the types that it may be in
/// `variants`: the only place that has to know of a new one.
public protocol Choice: ConfigurationVariant {
  /// What was chosen.
  var chosen: any Configurable { get }
}

extension Choice {
  /// Compares what was chosen, its type included.
  public static func == (left: Self, right: Self) -> Bool {
    AnyHashable(left.chosen) == AnyHashable(right.chosen)
  }

  /// Hashes what was chosen.
  public func hash(into hasher: inout Hasher) { hasher.combine(AnyHashable(chosen)) }
}
