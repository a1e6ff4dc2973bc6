import CMPI
import Foundation
import Synchronization

/// Runs `body` between `MPI_Init_thread` and `MPI_Finalize`, both on the calling thread.
///
/// An error in `body` ends the whole job through `MPI_Abort`: finalizing would wait for the other
/// processes, which may be waiting for this one (MPI 3.1 §8.7). Its one line goes to standard
/// error. `body` must return on all ranks together, as after ``Communicator/finish(_:clock:limit:)``.
///
/// - Parameters:
///   - origin: how this process was started.
///   - body: what is done with all processes of the job.
/// - Returns: what `body` returns.
/// - Throws: ``LaunchMismatch`` on each process if MPI does not connect them, or ``MPIError``.
func withMPI<Value>(
  _ origin: ProcessOrigin, _ body: (Communicator) throws -> Value
) throws -> Value {
  try origin.check(Communicator.library)
  var allowsThreads: Int32 = 0
  let watch = StartWatch(seconds: 300)
  try check("MPI_Init_thread", unsafe cmpi_init(&allowsThreads))
  watch.end()
  let communicator = try Communicator()
  do {
    try origin.check(size: communicator.size, Communicator.library)
  } catch {
    try check("MPI_Finalize", cmpi_finalize())
    throw error
  }
  let value: Value
  do {
    guard allowsThreads != 0 else { throw ThreadSupportError() }
    value = try body(communicator)
  } catch {
    printError("rank \(communicator.rank) on \(communicator.processorName): \(error)")
    communicator.abort(code: EX_SOFTWARE)
    _exit(EX_SOFTWARE)
  }
  try check("MPI_Finalize", cmpi_finalize())
  return value
}

/// Ends the process if MPI_Init does not come to its end.
///
/// It waits for all processes of the job. Should one of them die meanwhile, under `mpirun
/// --enable-recovery` it waits for ever.
private final class StartWatch: Sendable {  // a class, because its thread outlives the scope
  private let hasEnded = Atomic(false)

  init(seconds: Double) {
    let thread = Thread { [self] in
      let limit = LoopClock.system.now() + seconds
      while LoopClock.system.now() < limit {
        LoopClock.system.sleep(0.1)
        if hasEnded.load(ordering: .relaxed) { return }
      }
      printError("MPI_Init has not ended after \(Int(seconds)) s: a process of the job is missing")
      ParentWatch.endLauncher()
      _exit(EX_TEMPFAIL)
    }
    thread.name = "start watch"
    thread.start()
  }

  func end() { hasEnded.store(true, ordering: .relaxed) }
}

/// The MPI library does not allow other threads beside the one that calls it.
private struct ThreadSupportError: Error, CustomStringConvertible {
  let description = "this MPI library allows one thread only; MPI_THREAD_FUNNELED is needed"
}

extension Communicator {
  /// Waits, asleep, until every process has come to its end.
  ///
  /// MPI_Finalize waits for all processes too, but spinning. Messages that still arrive are
  /// dropped, so that no sender is left waiting: they are of trials that nobody wants any more.
  ///
  /// - Returns: whether all have come within `limit` seconds.
  func finish(
    _ inbox: Inbox, clock: LoopClock, limit: Double = .infinity
  ) throws(MPIError) -> Bool {
    let barrier = try startBarrier()
    let start = clock.now()
    var backoff = Backoff(clock: clock)
    while try !barrier.test() {
      if clock.now() - start > limit { return false }
      if try inbox.next() != nil { backoff.reset() } else { backoff.pause() }
    }
    return true
  }
}
