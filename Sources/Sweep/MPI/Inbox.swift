/// The messages on their way to this process.
///
/// A message past the library's eager limit is only announced at first, and its content follows
/// once it is asked for (MPI 3.1 §3.5 leaves that to the library). Its sender may have died by then.
/// So nothing here waits: a message that was announced is received in the background, and one whose
/// content never comes stays there and holds nobody up.
///
/// A class, because MPI writes to what it holds between two calls.
final class Inbox {
  private let communicator: Communicator
  /// What was announced and has not arrived, in the order in which it was.
  private var arriving: [Communicator.Arrival] = []

  /// Takes all processes of the job.
  init(_ communicator: Communicator) { self.communicator = communicator }

  /// Takes a message that has arrived, if there is one; those of one rank come in the order in
  /// which it sent them (MPI 3.1 §3.5).
  ///
  /// - Returns: the bytes, and the rank that sent them.
  func next() throws(MPIError) -> (source: Int, bytes: [UInt8])? {
    if let position = try firstComplete() { return arriving.remove(at: position).content }
    while let arrival = try communicator.startReceiveIfPresent() {
      let isInOrder = !arriving.contains { $0.source == arrival.source }
      if isInOrder, try arrival.request.test() { return arrival.content }
      arriving.append(arrival)
    }
    return nil
  }

  private func firstComplete() throws(MPIError) -> Int? {
    var overtaken: Set<Int> = []
    for (position, arrival) in arriving.enumerated()
    where overtaken.insert(arrival.source).inserted {
      if try arrival.request.test() { return position }
    }
    return nil
  }
}
