import Engine
import Testing

@testable import Sweep

/// A cluster in virtual time around a coordinator: workers that train, die, fall silent for a while
/// and come back, all drawn from a seed.
struct SimulatedCluster {
  /// How bad the world is.
  struct Weather {
    /// The chance that a worker dies while it trains a trial.
    var death = 0.0
    /// The chance that it falls silent for a time instead.
    var silence = 0.0
    /// Virtual seconds from one death of somebody to the next.
    var deathInterval = Double.infinity
    /// Virtual seconds after which the run is told to stop.
    var drain = Double.infinity
  }

  private struct Worker {
    var queue: [(trial: TrialID, attempt: Int)] = []
    var isAlive = true
    /// The time until which nothing is heard of it.
    var silentUntil = 0.0
    var beganAt = 0.0
    var endsAt = Double.infinity
  }

  private struct Event {
    let time: Double
    let worker: WorkerID
  }

  private let sizes: [Int]
  private let seconds: [Double]
  private let weather: Weather
  private var generator: Generator
  private var workers: [Worker]
  private var events = Heap()
  private let partition: Partition
  private(set) var coordinator: Coordinator
  private(set) var now = 0.0

  /// How often each trial was recorded.
  private(set) var recorded: [UInt8]
  private(set) var abandoned: Set<TrialID> = []
  private(set) var compared = 0
  private var attempts: Set<AttemptID> = []
  private(set) var dismissals: [Int]
  /// Seconds in which workers trained.
  private(set) var busy = 0.0
  /// Seconds of these that came to nothing, because the worker died.
  private(set) var wasted = 0.0
  /// How many workers have died by the clock.
  private(set) var deaths = 0
  /// Messages of workers that the coordinator has taken in, and those that it has sent.
  private(set) var (received, sent) = (0, 0)
  /// What a law says was broken.
  private(set) var faults: [String] = []

  /// Takes the number of trials of each cell, and how long each takes there, in virtual seconds.
  init(
    sizes: [Int], seconds: [Double], workers count: Int, weather: Weather = Weather(), seed: Int,
    attemptLimit: Int = 3
  ) {
    self.sizes = sizes
    self.seconds = seconds
    self.weather = weather
    generator = Generator(seed: seed, stream: "test")
    workers = Array(repeating: Worker(), count: count)
    partition = Partition(sizes: sizes)
    recorded = Array(repeating: 0, count: partition.count)
    dismissals = Array(repeating: 0, count: count)
    coordinator = Coordinator(
      sizes: sizes, costs: fixedCosts(seconds.map { $0 * 100 }),
      workers: (0..<count).map(WorkerID.init), at: 0, attemptLimit: attemptLimit)
  }

  /// Plays until every worker is dismissed, with a tick each virtual second.
  mutating func play(until limit: Double) {
    for index in workers.indices {
      carryOut(coordinator.onReady(WorkerID(rawValue: index), at: now))
    }
    var nextTick = 1.0
    var nextDeath = weather.deathInterval
    var isDraining = false
    while dismissals.contains(0) {
      guard now < limit else {
        faults.append("\(dismissals.count { $0 == 0 }) workers are not dismissed at \(now) s")
        return
      }
      if let event = events.first, event.time <= nextTick {
        events.removeFirst()
        now = event.time
        finish(event.worker)
      } else {
        now = nextTick
        nextTick += 1
        if now >= nextDeath {
          nextDeath += weather.deathInterval
          kill(Int.random(in: 1..<workers.count, using: &generator))
        }
        for index in workers.indices { heartbeat(WorkerID(rawValue: index)) }
        carryOut(coordinator.onTick(at: now))
        if now >= weather.drain, !isDraining {
          isDraining = true
          carryOut(coordinator.onDrain())
        }
      }
    }
  }

  private mutating func kill(_ index: Int) {
    guard workers[index].isAlive else { return }
    workers[index].isAlive = false
    deaths += 1
    if workers[index].endsAt < .infinity {
      busy -= workers[index].endsAt - now
      wasted += now - workers[index].beganAt
      workers[index].endsAt = .infinity
    }
  }

  private mutating func heartbeat(_ id: WorkerID) {
    let worker = workers[id.rawValue]
    guard worker.isAlive, now >= worker.silentUntil, dismissals[id.rawValue] == 0 else { return }
    let attempt = worker.queue.first.map { AttemptID(trial: $0.trial, number: $0.attempt) }
    received += 1
    carryOut(
      coordinator.onHeartbeat(
        id, attempt: attempt, pace: Pace(silence: 0.1, moment: 0.1), at: now))
    // A silent worker that speaks again goes on with what it has.
    if workers[id.rawValue].endsAt == .infinity { begin(id) }
  }

  /// Draws what becomes of the worker's next trial.
  private mutating func begin(_ id: WorkerID) {
    let worker = workers[id.rawValue]
    guard worker.isAlive, now >= worker.silentUntil, let (trial, _) = worker.queue.first else {
      return
    }
    let own = seconds[partition.place(of: trial.rawValue).part] * (0.5 + generator.unit())
    let fate = generator.unit()
    if fate < weather.death, id.rawValue > 0 {
      workers[id.rawValue].isAlive = false
    } else if fate < weather.death + weather.silence {
      workers[id.rawValue].silentUntil = now + 20 * generator.unit()
    } else {
      workers[id.rawValue].beganAt = now
      workers[id.rawValue].endsAt = now + own
      events.insert((now + own, id))
      busy += own
    }
  }

  private mutating func finish(_ id: WorkerID) {
    // What was recalled or dismissed in the meantime does not end.
    guard workers[id.rawValue].endsAt == now, !workers[id.rawValue].queue.isEmpty else { return }
    workers[id.rawValue].endsAt = .infinity
    let (trial, number) = workers[id.rawValue].queue.removeFirst()
    let own = seconds[partition.place(of: trial.rawValue).part]
    received += 1
    carryOut(
      coordinator.onResults(
        [(AttemptID(trial: trial, number: number), 1, own)], from: id,
        pace: Pace(silence: 0.1, moment: 0.1), at: now))
    if workers[id.rawValue].endsAt == .infinity { begin(id) }
  }

  private mutating func carryOut(_ directives: [Coordinator.Directive]) {
    for directive in directives {
      switch directive {
      case .assign(let trials, let attempt, _, let worker):
        sent += 1
        for trial in trials {
          if recorded[trial.rawValue] > 0 { faults.append("\(trial) has ended and is assigned") }
          if !attempts.insert(AttemptID(trial: trial, number: attempt)).inserted {
            faults.append("\(trial): attempt \(attempt) is made twice")
          }
          workers[worker.rawValue].queue.append((trial, attempt))
        }
        if Set(trials.map { partition.place(of: $0.rawValue).part }).count > 1 {
          faults.append("an assignment of two cells")
        }
        if workers[worker.rawValue].endsAt == .infinity { begin(worker) }
      case .record(let trial):
        recorded[trial.rawValue] += 1
        // A result that comes after all.
        abandoned.remove(trial)
      case .compare(let trial):
        compared += 1
        if recorded[trial.rawValue] == 0 { faults.append("\(trial) is compared with nothing") }
      case .abandon(let attempt, let losses, _):
        if losses != coordinator.attemptLimit { faults.append("abandoned after \(losses)") }
        if !abandoned.insert(attempt.trial).inserted {
          faults.append("\(attempt.trial) is abandoned twice")
        }
      case .restore(let attempt, _):
        if abandoned.remove(attempt.trial) == nil {
          faults.append("\(attempt.trial) is restored and was not abandoned")
        }
      case .requeue(let attempt, _):
        if recorded[attempt.trial.rawValue] > 0 {
          faults.append("\(attempt.trial) has ended and waits again")
        }
      case .lost(let worker, _):
        if workers[worker.rawValue].isAlive, now >= workers[worker.rawValue].silentUntil {
          faults.append("\(worker) is alive, speaks and is lost")
        }
      case .giveUp, .back: break
      case .recall(let worker):
        drop(worker)
        carryOut(coordinator.onReady(worker, at: now))
      case .drain(let worker):
        guard workers[worker.rawValue].isAlive else { continue }
        drop(worker)
        carryOut(coordinator.onDrained(worker, at: now))
      case .dismiss(let worker):
        drop(worker)
        dismissals[worker.rawValue] += 1
      }
    }
  }

  private mutating func drop(_ worker: WorkerID) {
    workers[worker.rawValue].queue = []
    workers[worker.rawValue].endsAt = .infinity
  }

  /// The events to come, the earliest first.
  private struct Heap {
    private var items: [(time: Double, worker: WorkerID)] = []

    var first: (time: Double, worker: WorkerID)? { items.first }

    mutating func insert(_ item: (time: Double, worker: WorkerID)) {
      items.append(item)
      var child = items.count - 1
      while child > 0, items[child].time < items[(child - 1) / 2].time {
        items.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    }

    mutating func removeFirst() {
      items.swapAt(0, items.count - 1)
      items.removeLast()
      var parent = 0
      while true {
        let children = [2 * parent + 1, 2 * parent + 2].filter { $0 < items.count }
        guard let least = children.min(by: { items[$0].time < items[$1].time }),
          items[least].time < items[parent].time
        else { return }
        items.swapAt(parent, least)
        parent = least
      }
    }
  }
}
