import Engine

/// Values of a cell with their fields: `train_fraction 0.4, task.modulus 59`.
func cellName(
  _ fields: some Sequence<String>, _ values: some Sequence<ConfigurationNode>,
  separator: String = ", "
) -> String {
  zip(fields, values).map { "\($0) \($1.summary)" }.joined(separator: separator)
}
