import Foundation

extension LocalTransport {
  /// Starts a thread for each worker, which runs until the worker is dismissed.
  ///
  /// An error on a thread reaches the coordinator at its next ``receive()``.
  func startWorkers(
    _ settings: WorkerSettings, clock: LoopClock, train: @escaping Training
  ) {
    for worker in workers {
      let link = link(of: worker)
      let thread = Thread {
        do {
          var loop = WorkerLoop(link: link, settings: settings, clock: clock, train: train)
          _ = try loop.run()
        } catch {
          self.fail(error)
        }
      }
      thread.name = "worker \(worker.rawValue)"
      // As on the main thread; secondary threads get half a megabyte on some systems.
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}
