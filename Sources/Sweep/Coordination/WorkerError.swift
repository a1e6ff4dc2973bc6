import Engine

/// Why a worker stops.
enum WorkerError: Error, Hashable, Sendable {
  /// The coordinator said something that workers are not told.
  case unexpected(Message)
  /// The configuration of a trial cannot be read here, so the ranks run different binaries.
  case configuration(ConfigurationError)
  /// The samples of a trial are not here, so this rank has read other files than the coordinator.
  case table(TableContent, own: [String])
  /// Nothing was heard of the coordinator for so many seconds.
  case silence(Double)
}

extension WorkerError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .unexpected(let message): "the coordinator sent \(message.kind)"
    case .configuration(let error): "a trial cannot be read: \(error)"
    case .table(let table, let own):
      "a trial's table has the SHA-256 \(table.sha256), but this rank has read "
        + (own.isEmpty ? "none" : own.joined(separator: ", "))
        + "; all ranks must see the same files"
    case .silence(let seconds):
      "nothing was heard of the coordinator for \(Int(seconds)) s; what was trained is put aside"
    }
  }
}
