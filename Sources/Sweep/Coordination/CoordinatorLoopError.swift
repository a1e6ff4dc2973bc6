/// Why a run ends before its trials do.
enum CoordinatorLoopError: Error {
  /// The results could not be stored.
  case store(any Error)
  /// A worker said something that only the coordinator says, or named a trial that is not there.
  case unexpected(Message.Kind, from: WorkerID)
}

extension CoordinatorLoopError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .store(let error): "\(error)"
    case .unexpected(let kind, let worker):
      "worker \(worker.rawValue) sent an impossible message: \(kind)"
    }
  }
}
