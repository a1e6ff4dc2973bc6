/// Sizes of type and spaces, in pixels of which 320 are 8.4 cm: 9 pixels are 6.7 points in print.
enum TypeSize {
  /// Ticks, legends, captions.
  static let small = 9.0
  /// Titles of axes and panels.
  static let medium = 10.0
  /// The title of the figure.
  static let large = 11.0
  /// From one line of small type to the next.
  static let leading = 12.0
}
