import Testing

@testable import Sweep

private func trial(_ position: Int) -> TrialID { TrialID(rawValue: position) }
private func worker(_ position: Int) -> WorkerID { WorkerID(rawValue: position) }

@Suite("Coordinator, by script")
struct CoordinatorScriptTests {
  @Test("trials go out in order, and all workers are dismissed together at the end")
  func inOrder() {
    var coordinator = Coordinator(trialCount: 3)
    #expect(coordinator.onReady(worker(0)) == [.assign(trial(0), attempt: 1, to: worker(0))])
    #expect(coordinator.onReady(worker(1)) == [.assign(trial(1), attempt: 1, to: worker(1))])
    #expect(
      coordinator.onResult(trial(1), from: worker(1))
        == [.record(trial(1)), .assign(trial(2), attempt: 1, to: worker(1))])
    #expect(coordinator.onResult(trial(0), from: worker(0)) == [.record(trial(0))])
    #expect(
      coordinator.onResult(trial(2), from: worker(1))
        == [.record(trial(2)), .dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.remaining == 0)
  }

  @Test("without trials, each worker is dismissed as it comes")
  func nothingToDo() {
    var coordinator = Coordinator(trialCount: 0)
    #expect(coordinator.onReady(worker(4)) == [.dismiss(worker(4))])
    #expect(coordinator.onReady(worker(2)) == [.dismiss(worker(2))])
    #expect(coordinator.onReady(worker(2)) == [])
  }

  @Test("the trial of a lost worker goes to an idle one, as a second attempt")
  func lost() {
    var coordinator = Coordinator(trialCount: 1)
    #expect(coordinator.onReady(worker(0)) == [.assign(trial(0), attempt: 1, to: worker(0))])
    #expect(coordinator.onReady(worker(1)) == [])
    #expect(
      coordinator.onLost(worker(0))
        == [.requeue(trial(0)), .assign(trial(0), attempt: 2, to: worker(1))])
    #expect(
      coordinator.onResult(trial(0), from: worker(1))
        == [.record(trial(0)), .dismiss(worker(1))])
  }

  @Test("a lost idle worker gets no trial")
  func lostIdle() {
    var coordinator = Coordinator(trialCount: 1)
    _ = coordinator.onReady(worker(0))
    _ = coordinator.onReady(worker(1))
    #expect(coordinator.onLost(worker(1)) == [])
    #expect(coordinator.onLost(worker(0)) == [.requeue(trial(0))])
    #expect(coordinator.onReady(worker(2)) == [.assign(trial(0), attempt: 2, to: worker(2))])
  }

  @Test("a late result counts, and its duplicate is dropped")
  func late() {
    var coordinator = Coordinator(trialCount: 2)
    _ = coordinator.onReady(worker(0))
    #expect(coordinator.onLost(worker(0)) == [.requeue(trial(0))])
    #expect(coordinator.onReady(worker(1)) == [.assign(trial(0), attempt: 2, to: worker(1))])
    #expect(
      coordinator.onResult(trial(0), from: worker(0))
        == [.record(trial(0)), .assign(trial(1), attempt: 1, to: worker(0))])
    #expect(coordinator.onResult(trial(0), from: worker(1)) == [])
    #expect(
      coordinator.onResult(trial(1), from: worker(0))
        == [.record(trial(1)), .dismiss(worker(1)), .dismiss(worker(0))])
  }

  @Test("a late result takes its trial out of the queue")
  func lateWhileWaiting() {
    var coordinator = Coordinator(trialCount: 1)
    _ = coordinator.onReady(worker(0))
    _ = coordinator.onLost(worker(0))
    #expect(
      coordinator.onResult(trial(0), from: worker(0))
        == [.record(trial(0)), .dismiss(worker(0))])
  }

  @Test("nobody waits for a duplicate")
  func duplicateInterrupted() {
    var coordinator = Coordinator(trialCount: 1)
    _ = coordinator.onReady(worker(0))
    _ = coordinator.onLost(worker(0))
    _ = coordinator.onReady(worker(1))
    #expect(
      coordinator.onResult(trial(0), from: worker(0))
        == [.record(trial(0)), .dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.onResult(trial(0), from: worker(1)) == [])
  }

  @Test("a trial that loses its worker at every attempt is given up")
  func abandoned() {
    var coordinator = Coordinator(trialCount: 1, attemptLimit: 2)
    _ = coordinator.onReady(worker(0))
    _ = coordinator.onReady(worker(1))
    _ = coordinator.onReady(worker(2))
    _ = coordinator.onLost(worker(0))
    #expect(
      coordinator.onLost(worker(1))
        == [.abandon(trial(0), attempts: 2), .dismiss(worker(2))])
    #expect(coordinator.onResult(trial(0), from: worker(0)) == [.dismiss(worker(0))])
  }

  @Test("a worker that starts anew has lost its trial")
  func restarted() {
    var coordinator = Coordinator(trialCount: 2)
    _ = coordinator.onReady(worker(0))
    #expect(
      coordinator.onReady(worker(0))
        == [.requeue(trial(0)), .assign(trial(0), attempt: 2, to: worker(0))])
  }

  @Test("draining finishes what runs and assigns nothing more")
  func drain() {
    var coordinator = Coordinator(trialCount: 5)
    _ = coordinator.onReady(worker(0))
    _ = coordinator.onReady(worker(1))
    #expect(coordinator.onDrain() == [])
    #expect(coordinator.onResult(trial(0), from: worker(0)) == [.record(trial(0))])
    #expect(
      coordinator.onResult(trial(1), from: worker(1))
        == [.record(trial(1)), .dismiss(worker(0)), .dismiss(worker(1))])
    #expect(coordinator.remaining == 3)
  }

  @Test("draining dismisses at once when nothing runs")
  func drainIdle() {
    var coordinator = Coordinator(trialCount: 1)
    #expect(coordinator.onDrain() == [])
    #expect(coordinator.onReady(worker(0)) == [.dismiss(worker(0))])
  }
}
