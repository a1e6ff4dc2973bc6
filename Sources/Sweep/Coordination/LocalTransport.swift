import Synchronization

/// Carries messages between the coordinator and workers on threads of the same process.
///
/// A class, because its two ends are held by different threads.
final class LocalTransport: Transport, Sendable {
  private struct Queues {
    var toCoordinator = Fifo<(WorkerID, Message)>()
    var toWorkers: [WorkerID: Fifo<Message>] = [:]
    /// Why a worker's thread ended before it was dismissed.
    var failure: (any Error)?
  }

  let workers: [WorkerID]
  private let queues = Mutex(Queues())

  var threads: Set<WorkerID> { Set(workers) }

  init(workers: [WorkerID]) { self.workers = workers }

  func receive() throws -> (WorkerID, Message)? {
    try queues.withLock { queues in
      if let failure = queues.failure { throw failure }
      return queues.toCoordinator.takeFirst()
    }
  }

  func send(_ message: Message, to worker: WorkerID) {
    precondition(workers.contains(worker), "\(worker) has no queue")
    queues.withLock { $0.toWorkers[worker, default: Fifo()].append(message) }
  }

  /// The end of one worker, which may be used on another thread.
  struct Link: Sweep.Link, Sendable {
    fileprivate let transport: LocalTransport
    fileprivate let worker: WorkerID

    func receive() -> Message? {
      transport.queues.withLock { $0.toWorkers[worker]?.takeFirst() }
    }

    func send(_ message: Message) {
      transport.queues.withLock { $0.toCoordinator.append((worker, message)) }
    }
  }

  /// The end of one worker.
  func link(of worker: WorkerID) -> Link { Link(transport: self, worker: worker) }

  /// Lets the coordinator know why a worker's thread ended.
  func fail(_ error: any Error) { queues.withLock { $0.failure = error } }
}
