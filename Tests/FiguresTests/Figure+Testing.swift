public import Figures
public import Testing

extension Figure: CustomTestStringConvertible {
  /// Its name, in place of all its points.
  public var testDescription: String { name }
}
