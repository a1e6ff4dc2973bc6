import Engine
import Foundation
import Testing

/// What may happen to a job.
private enum Blow: CaseIterable {
  case killWorker, crashWorker, stopWorker, stopWorkerForAWhile, killCoordinator, killLauncher
  case drain, fillDisk
}

/// One sweep that is struck several times, resumed each time, and ends like the undisturbed one.
private final class History {
  private let seed: Int
  private var generator: Generator
  private let folder: URL
  private let store: String
  private let arguments: [String]
  private var mounted = false
  /// What was done, for the message of a failure.
  private(set) var log: [String] = []

  init(seed: Int, experiment: String) throws {
    self.seed = seed
    generator = Generator(seed: seed, stream: "torture")
    folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-torture-\(UUID().uuidString)")
    store = folder.appending(path: "store").path(percentEncoded: false)
    try FileManager.default.createDirectory(
      atPath: store, withIntermediateDirectories: true)
    arguments = ["run", experiment, "--store", store, "--checkpoint", "0.2"]
  }

  deinit {
    if mounted { _ = try? Job("/usr/bin/env", ["umount", "-l", store]) }
    try? FileManager.default.removeItem(at: folder)
  }

  /// Strikes, resumes, and returns what is exported in the end.
  func play() throws -> String {
    for _ in 0..<Int.random(in: 1...3, using: &generator) { try strike() }
    log.append("undisturbed")
    let last = try Job(ranks: 4, arguments)
    #expect(last.exitCode == 0, "history \(seed): \(log)\n\(last.errors)")
    #expect(!last.errors.contains("not deterministic"), "history \(seed): \(last.errors)")
    return try Job(Job.binary, ["export", store, "--what", "trials", "--format", "csv"]).output
  }

  private func strike() throws {
    let blow = Blow.allCases.randomElement(using: &generator) ?? .killWorker
    let recovers = Bool.random(using: &generator)
    let delay = 0.7 + 4 * generator.unit()
    log.append("\(blow) after \(delay) s\(recovers ? " with recovery" : "")")
    if blow == .fillDisk { mountSmallDisk() }
    let job = try RunningJob(
      Job.mpirun(ranks: 4, recovers: recovers) + [Job.binary] + arguments)
    defer { job.end() }
    Thread.sleep(forTimeInterval: delay)
    let ranks = try job.ranks
    let worker = ranks.filter { $0.key > 0 }.values.sorted().randomElement(using: &generator)
    switch blow {
    case .killWorker: if let worker { kill(worker, SIGKILL) }
    case .crashWorker: if let worker { kill(worker, SIGSEGV) }
    case .stopWorker: if let worker { kill(worker, SIGSTOP) }
    case .stopWorkerForAWhile:
      guard let worker else { break }
      kill(worker, SIGSTOP)
      Thread.sleep(forTimeInterval: 8)
      kill(worker, SIGCONT)
    case .killCoordinator:
      if let first = ranks[0] { kill(first, SIGKILL) }
    case .killLauncher: kill(job.launcher, SIGKILL)
    case .drain: kill(job.launcher, SIGUSR1)
    case .fillDisk:
      try? Data(repeating: 1, count: 8 << 20).write(to: URL(filePath: store + "/ballast"))
    }
    #expect(job.waitForEnd(seconds: 180), "history \(seed) hangs: \(log)")
    for process in ranks.values { kill(process, SIGKILL) }
    job.end()
    let deadline = Date(timeIntervalSinceNow: 60)
    while ranks.values.contains(where: { kill($0, 0) == 0 }), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.05)
    }
    try? FileManager.default.removeItem(atPath: store + "/ballast")
    try damageCheckpoint()
  }

  /// Puts a disk of 3 MB under the store, if this user may.
  private func mountSmallDisk() {
    guard !mounted,
      (try? FileManager.default.contentsOfDirectory(atPath: store).isEmpty) == true
    else { return }
    let options = ["mount", "-t", "tmpfs", "-o", "size=3m", "groksweep", store]
    mounted = (try? Job("/usr/bin/env", options).exitCode) == 0
  }

  /// Cuts a checkpoint short, or flips one of its bits.
  private func damageCheckpoint() throws {
    let directory = URL(filePath: store).appending(path: "checkpoints")
    let files =
      (try? FileManager.default.contentsOfDirectory(
        at: directory, includingPropertiesForKeys: nil)) ?? []
    guard let file = files.sorted(by: { $0.path() < $1.path() }).randomElement(using: &generator),
      var data = try? Data(contentsOf: file), !data.isEmpty, Bool.random(using: &generator)
    else { return }
    log.append("damage")
    if Bool.random(using: &generator) {
      data = data.prefix(Int.random(in: 0..<data.count, using: &generator))
    } else {
      data[Int.random(in: 0..<data.count, using: &generator)] ^=
        1 << UInt8.random(in: 0..<8, using: &generator)
    }
    try data.write(to: file)
  }
}

/// Random histories of real jobs; `make torture` plays a hundred.
@Suite("Torture", .serialized, .enabled(if: Job.isPossible, "mpirun is not in PATH"))
struct TortureTests {
  /// Trials of about a second.
  private static let experiment = """
    experiment: torture
    base:
      task: {kind: modular, operation: add, modulus: 23}
      model: {kind: perceptron, input: two-hot, width: 64, activation: relu}
      optimizer: {kind: adamw, learning_rate: 1e-3, weight_decay: 1}
      train_fraction: 0.6
      steps: 15000
    grid:
      batch: [full, {kind: shuffled, size: 64}]
      optimizer.weight_decay: [0.3, 1]
    seeds: 3
    """

  @Test("a job that is killed, stopped, starved or damaged ends as an undisturbed one")
  func torture() throws {
    let count = ProcessInfo.processInfo.environment["GROKSWEEP_HISTORIES"].flatMap(Int.init) ?? 10
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-torture-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let experiment = folder.appending(path: "experiment.yaml").path(percentEncoded: false)
    try Data(Self.experiment.utf8).write(to: URL(filePath: experiment))
    let store = folder.appending(path: "store").path(percentEncoded: false)
    let whole = try Job(ranks: 4, ["run", experiment, "--store", store])
    #expect(whole.exitCode == 0, "\(whole.errors)")
    let trials = try Job(Job.binary, ["export", store, "--what", "trials", "--format", "csv"])
      .output
    #expect(trials.split(separator: "\n").count == 13)
    for seed in 1...count {
      let history = try History(seed: seed, experiment: experiment)
      #expect(try history.play() == trials, "history \(seed): \(history.log)")
      if count > 10 { print("history \(seed): \(history.log.joined(separator: "; "))") }
    }
  }
}
