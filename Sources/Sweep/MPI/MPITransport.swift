/// Carries messages between rank 0's coordinator, rank 0's own worker and all other ranks.
///
/// Rank 0's worker runs on a thread of its own and is reached through a ``LocalTransport``; only
/// the coordinator's thread, the main one, calls MPI.
///
/// A class, because sending leaves requests behind that later calls complete.
final class MPITransport: Transport {
  private let communicator: Communicator
  private let inbox: Inbox
  private let local: LocalTransport
  private var sends: [Request] = []
  private var localIsNext = false

  let workers: [WorkerID]

  var threads: Set<WorkerID> { local.threads }

  /// Connects rank 0 to all ranks, with the local transport of its own worker, number 0.
  init(_ communicator: Communicator, local: LocalTransport) {
    precondition(communicator.rank == 0, "rank \(communicator.rank) coordinates nothing")
    precondition(local.workers == [WorkerID(rawValue: 0)], "rank 0 has one worker, number 0")
    self.communicator = communicator
    inbox = Inbox(communicator)
    self.local = local
    workers = (0..<communicator.size).map { WorkerID(rawValue: $0) }
  }

  func receive() throws -> (WorkerID, Message)? {
    // Taking turns keeps many ranks from starving rank 0's own worker.
    localIsNext.toggle()
    if localIsNext, let message = try local.receive() ?? receiveRemote() { return message }
    if let message = try receiveRemote() ?? local.receive() { return message }
    // Only when there is time for it: there may be a send to every rank.
    try completeSends()
    return nil
  }

  /// Lets go of what has been sent; an MPI library makes progress only while it is called.
  func completeSends() throws { sends = try sends.filter { try !$0.test() } }

  private func receiveRemote() throws -> (WorkerID, Message)? {
    guard let (source, bytes) = try inbox.next() else { return nil }
    return (WorkerID(rawValue: source), try Frame.decode(bytes))
  }

  /// Begins to send; later calls of ``receive()`` complete it.
  func send(_ message: Message, to worker: WorkerID) throws {
    if worker == local.workers[0] { return local.send(message, to: worker) }
    let request = try communicator.startSend(Frame.encode(message), to: worker.rawValue)
    if try !request.test() { sends.append(request) }
  }

  /// Waits, asleep, until every rank has come to its end, and all that was sent has arrived.
  ///
  /// - Returns: whether all have come within `limit` seconds.
  func finish(clock: LoopClock, limit: Double = .infinity) throws -> Bool {
    guard try communicator.finish(inbox, clock: clock, limit: limit) else { return false }
    // Every rank has received its dismissal, the last message to it.
    try completeSends()
    return true
  }
}

/// A worker's way to the coordinator on rank 0, for all ranks but that.
struct MPILink: Link {
  private let communicator: Communicator
  private let inbox: Inbox
  private let clock: LoopClock

  init(communicator: Communicator, clock: LoopClock) {
    (self.communicator, self.clock) = (communicator, clock)
    inbox = Inbox(communicator)
  }

  func receive() throws -> Message? { try inbox.next().map { try Frame.decode($0.bytes) } }

  /// Waits, asleep, until every rank has come to its end.
  ///
  /// - Returns: whether all have come within `limit` seconds.
  func finish(limit: Double = .infinity) throws -> Bool {
    try communicator.finish(inbox, clock: clock, limit: limit)
  }

  /// Sends, and sleeps while the coordinator has not taken a message that is too large to be
  /// buffered: `MPI_Send` would spin.
  ///
  /// - Throws: ``WorkerError/silence(_:)`` if the coordinator does not take it for too long.
  func send(_ message: Message) throws {
    let request = try communicator.startSend(Frame.encode(message), to: 0)
    let start = clock.now()
    var backoff = Backoff(clock: clock)
    while try !request.test() {
      backoff.pause()
      let waited = clock.now() - start
      if waited > WorkerLoop<MPILink>.longestSilence { throw WorkerError.silence(waited) }
    }
  }
}
