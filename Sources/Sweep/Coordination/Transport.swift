/// The coordinator's end of the conversation with all workers.
///
/// Nothing here blocks: the loop that calls it decides when and for how long to sleep.
protocol Transport {
  /// Everyone who will report as ready, and is to be dismissed in the end.
  var workers: [WorkerID] { get }

  /// Those of them that are threads of this process, and cannot end alone.
  var threads: Set<WorkerID> { get }

  /// Takes the next message that has arrived, if there is one.
  ///
  /// - Throws: if a worker or the way to it has failed; the run cannot go on then.
  func receive() throws -> (WorkerID, Message)?

  /// Hands a message over; it arrives after those sent to the same worker before.
  func send(_ message: Message, to worker: WorkerID) throws
}

/// A worker's end of the conversation with the coordinator.
protocol Link {
  /// Takes the next message that has arrived, if there is one; does not block.
  func receive() throws -> Message?

  /// Hands a message over, and returns once it is on its way.
  ///
  /// May sleep until the coordinator takes a large message.
  func send(_ message: Message) throws
}
