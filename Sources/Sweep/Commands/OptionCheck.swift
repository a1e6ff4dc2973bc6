import ArgumentParser

/// Refuses an option's whole number below the least that is allowed.
///
/// - Throws: `ValidationError` with the option, its value and what is allowed.
func checkWhole(_ option: String, _ value: Int?, from least: Int = 1) throws {
  if let value, value < least {
    throw ValidationError("\(option) is \(value); allowed: a whole number from \(least)")
  }
}
