import Engine
import Foundation
import Testing

@testable import Sweep

@Suite("Coordinator, in a simulated cluster")
struct SimulatedClusterTests {
  @Test("every trial ends exactly once and everyone is dismissed, whatever happens")
  func everyTrialEndsOnce() {
    for seed in 1...500 {
      var generator = Generator(seed: seed, stream: "weather")
      let cells = Int.random(in: 0...6, using: &generator)
      let sizes = (0..<cells).map { _ in Int.random(in: 0...12, using: &generator) }
      let seconds = (0..<cells).map { _ in pow(10, 3 * generator.unit() - 2) }
      var weather = SimulatedCluster.Weather()
      weather.death = 0.1 * generator.unit()
      weather.silence = 0.2 * generator.unit()
      if seed.isMultiple(of: 5) { weather.drain = 30 * generator.unit() }
      var cluster = SimulatedCluster(
        sizes: sizes, seconds: seconds, workers: Int.random(in: 1...8, using: &generator),
        weather: weather, seed: seed, attemptLimit: Int.random(in: 1...4, using: &generator))
      cluster.play(until: 20_000)
      #expect(cluster.faults.isEmpty, "seed \(seed)")
      #expect(cluster.dismissals.allSatisfy { $0 == 1 }, "seed \(seed)")
      #expect(cluster.recorded.allSatisfy { $0 <= 1 }, "seed \(seed)")
      let ended = cluster.recorded.enumerated().filter { position, count in
        count == 1 || cluster.abandoned.contains(TrialID(rawValue: position))
      }
      #expect(cluster.coordinator.remaining == cluster.recorded.count - ended.count, "seed \(seed)")
      if !cluster.coordinator.isDraining { #expect(cluster.coordinator.remaining == 0) }
    }
  }

  @Test("the longest cells go first, so that the end is short")
  func longestFirst() {
    let sizes = Array(repeating: 20, count: 10)
    let seconds = (0..<10).map { $0 == 9 ? 50.0 : 1.0 }
    var cluster = SimulatedCluster(sizes: sizes, seconds: seconds, workers: 32, seed: 1)
    cluster.play(until: 10_000)
    #expect(cluster.faults.isEmpty)
    // No schedule ends before this.
    let bound = max(cluster.busy / 32, 75)
    #expect(cluster.now < 1.34 * bound, "\(cluster.now) s where \(bound) s are needed")
  }

  @Test("a run of very many cells begins, goes on and ends in time that grows with them only")
  func manyCells() {
    let (cells, workers) = (50_000, 4)
    let start = ContinuousClock.now
    var coordinator = Coordinator(
      sizes: Array(repeating: 1, count: cells),
      costs: fixedCosts(Array(repeating: 1, count: cells)),
      workers: (0..<workers).map(WorkerID.init), at: 0)
    var next: [(WorkerID, AttemptID)] = []
    func note(_ directives: [Coordinator.Directive]) {
      for case .assign(let trials, let number, _, let worker) in directives {
        next += trials.map { (worker, AttemptID(trial: $0, number: number)) }
      }
    }
    for id in 0..<workers { note(coordinator.onReady(WorkerID(rawValue: id), at: 0)) }
    for second in 1...2000 {
      let (worker, attempt) = next.removeFirst()
      note(
        coordinator.onResults(
          [(attempt, 1, 10)], from: worker, pace: Pace(silence: 0.1, moment: 0.1),
          at: Double(second)))
      _ = coordinator.onTick(at: Double(second))
      _ = coordinator.longestMoment(at: Double(second))
    }
    #expect(coordinator.remaining == cells - 2000)
    // Two minutes and more where a turn, or the list of cells, took time for each of them.
    #expect(ContinuousClock.now - start < .seconds(60))
  }

  @Test(
    "ten thousand workers and a million trials, with losses",
    .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] != nil))
  func large() {
    var weather = SimulatedCluster.Weather()
    weather.death = 1e-4
    weather.silence = 1e-3
    var generator = Generator(seed: 1, stream: "cells")
    let seconds = (0..<1000).map { _ in pow(10, 2 * generator.unit() - 1) }
    var cluster = SimulatedCluster(
      sizes: Array(repeating: 1000, count: 1000), seconds: seconds, workers: 10_000,
      weather: weather, seed: 1)
    cluster.play(until: 100_000)
    #expect(cluster.faults.isEmpty)
    #expect(cluster.recorded.allSatisfy { $0 == 1 })
    #expect(cluster.dismissals.allSatisfy { $0 == 1 })
    #expect(cluster.abandoned.isEmpty)
    let share = cluster.busy / 10_000 / cluster.now
    print("1,000,000 trials on 10,000 workers: \(cluster.now) s, \(100 * share) % of them busy")
    #expect(share > 0.9)
  }

  /// The greatest memory that this process has held, in MB (proc(5)).
  private var peakMemory: Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 / 1024 }
  }

  @Test(
    "a hundred thousand workers and ten million trials, with a loss each minute",
    .enabled(if: ProcessInfo.processInfo.environment["GROKSWEEP_SLOW_TESTS"] == "all"))
  func largest() {
    var weather = SimulatedCluster.Weather()
    weather.deathInterval = 60
    var generator = Generator(seed: 1, stream: "cells")
    let seconds = (0..<10_000).map { _ in pow(20, generator.unit()) }
    let begin = ContinuousClock.now
    var cluster = SimulatedCluster(
      sizes: Array(repeating: 1000, count: seconds.count), seconds: seconds, workers: 100_000,
      weather: weather, seed: 1)
    let before = peakMemory
    cluster.play(until: 100_000)
    let took = (ContinuousClock.now - begin) / .seconds(1)
    #expect(cluster.faults.isEmpty)
    #expect(cluster.recorded.allSatisfy { $0 == 1 })
    #expect(cluster.dismissals.allSatisfy { $0 == 1 })
    #expect(cluster.abandoned.isEmpty && cluster.deaths > 5)
    let share = cluster.busy / 100_000 / cluster.now
    print(
      """
      10,000,000 trials on 100,000 workers: \(Int(cluster.now)) virtual seconds, \
      \(100 * share) % of them busy; \(cluster.deaths) deaths, \(Int(cluster.wasted)) s trained \
      twice; \(cluster.received) messages in and \(cluster.sent) out, \
      \(Int(Double(cluster.received + cluster.sent) / took)) a second; \
      \(before ?? 0) MB before, \(peakMemory ?? 0) MB at most
      """)
    #expect(share > 0.9)
  }
}
