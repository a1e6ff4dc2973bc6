import Engine
import Foundation
import Testing

@testable import Sweep

/// What may happen to a job.
private enum Blow: CaseIterable {
  case killWorker, crashWorker, stopWorker, stopWorkerForAWhile, killCoordinator, killLauncher
  case drain, fillDisk
  // What only happens to several hosts.
  case cutHost, crashHost

  /// What may happen here.
  static func possible(_ hosts: Hosts?) -> [Blow] {
    allCases.filter {
      switch $0 {
      case .cutHost, .crashHost: hosts != nil
      // A disk that is mounted later is not seen by hosts that were there before.
      case .fillDisk: hosts == nil
      default: true
      }
    }
  }
}

/// The trials of a store and what was measured along them.
private func exported(_ store: String) throws -> [String] {
  try ["trials", "measures"].map {
    try Job(Job.binary, ["export", store, "--what", $0, "--format", "csv"]).output
  }
}

/// One sweep that is struck several times, resumed each time, and ends like the undisturbed one.
private final class History {
  private let seed: Int
  private var generator: Generator
  private let folder: URL
  private let store: String
  private let arguments: [String]
  private let hosts: Hosts?
  private var mounted = false
  /// What was done, for the message of a failure.
  private(set) var log: [String] = []

  init(seed: Int, experiment: String, hosts: Hosts?) throws {
    self.seed = seed
    self.hosts = hosts
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

  /// Strikes, resumes, and returns what is exported in the end: trials and measures.
  func play() throws -> [String] {
    for _ in 0..<Int.random(in: 1...3, using: &generator) { try strike() }
    log.append("undisturbed")
    let command = command(recovers: false)
    let last = try Job(command[0], Array(command.dropFirst()), patience: 300)
    #expect(last.exitCode == 0, "history \(seed): \(log)\n\(last.errors)")
    #expect(!last.errors.contains("not deterministic"), "history \(seed): \(last.errors)")
    return try exported(store)
  }

  /// The command of the job: four ranks here, or two on each host.
  private func command(recovers: Bool) -> [String] {
    guard let hosts else {
      return Job.mpirun(ranks: 4, recovers: recovers) + [Job.binary] + arguments
    }
    let slots = hosts.nodes.map { "\($0):2" }.joined(separator: ",")
    let kernels = JobCommand.kernels(in: Job.environment).keys.flatMap { ["-x", $0] }
    return hosts.command(
      on: hosts.nodes[0],
      [Job.launcher] + (recovers ? ["--enable-recovery"] : []) + kernels
        + ["--bind-to", "none", "--mca", "pml", "ob1", "--mca", "btl", "tcp,self,vader"]
        + ["--host", slots, "-n", "\(2 * hosts.nodes.count)", Job.binary] + arguments)
  }

  private func strike() throws {
    let blow = Blow.possible(hosts).randomElement(using: &generator) ?? .killWorker
    let recovers = Bool.random(using: &generator)
    let delay = 0.7 + (hosts == nil ? 4 : 8) * generator.unit()
    let node = hosts?.nodes.randomElement(using: &generator) ?? ""
    log.append("\(blow) \(node) after \(delay) s\(recovers ? " with recovery" : "")")
    if blow == .fillDisk { mountSmallDisk() }
    let job = try RunningJob(command(recovers: recovers))
    defer { job.end() }
    // More than the five minutes that ranks wait for one that dies in MPI_Init.
    let patience = 420.0
    let start = Date()
    // An mpirun whose host is gone before there are ranks waits for ever, and nobody can help it.
    let rankCount = hosts.map { 2 * $0.nodes.count } ?? 4
    while try processes().ranks.count < rankCount, -start.timeIntervalSinceNow < patience,
      !job.waitForEnd(seconds: 0.2)
    {}
    Thread.sleep(forTimeInterval: delay)
    let (launcher, ranks) = try processes()
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
    case .killLauncher: if let launcher { kill(launcher, SIGKILL) }
    case .drain: if let launcher { kill(launcher, SIGUSR1) }
    case .cutHost:
      try hosts?.cut(node)
      Thread.sleep(forTimeInterval: 2 + 20 * generator.unit())
      try hosts?.join(node)
    case .crashHost: try hosts?.crash(node)
    case .fillDisk:
      try? Data(repeating: 1, count: 16 << 20).write(to: URL(filePath: store + "/ballast"))
    }
    #expect(
      job.waitForEnd(seconds: patience),
      "history \(seed) hangs: \(log)\n\((try? job.errors) ?? "")")
    for process in ranks.values { kill(process, SIGKILL) }
    if let launcher, !job.waitForEnd(seconds: 0) { kill(launcher, SIGKILL) }
    job.end()
    if blow == .crashHost { try hosts?.boot(node) }
    let deadline = Date(timeIntervalSinceNow: Job.patience)
    while ranks.values.contains(where: { kill($0, 0) == 0 }), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.05)
    }
    try? FileManager.default.removeItem(atPath: store + "/ballast")
    try damageCheckpoint()
  }

  /// Puts a disk of 8 MB under the store, if this user may.
  private func mountSmallDisk() {
    guard !mounted,
      (try? FileManager.default.contentsOfDirectory(atPath: store).isEmpty) == true
    else { return }
    let options = ["mount", "-t", "tmpfs", "-o", "size=8m", "groksweep", store]
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

  /// The processes of the job on all hosts, whose command lines name the store: mpirun and its ranks.
  private func processes() throws -> (launcher: pid_t?, ranks: [Int: pid_t]) {
    var launcher: pid_t?
    var ranks: [Int: pid_t] = [:]
    let found = try Job("/usr/bin/env", ["pgrep", "-f", store]).output
    for process in found.split(separator: "\n").compactMap({ pid_t($0) }) {
      let name = try? String(contentsOfFile: "/proc/\(process)/comm", encoding: .utf8)
      if let rank = RunningJob.rank(of: process) {
        ranks[rank] = process
      } else if let name, ["mpirun", "mpiexec", "prterun"].contains(where: name.hasPrefix) {
        launcher = process
      }
    }
    return (launcher, ranks)
  }
}

/// Random histories of real jobs; `make torture` plays a hundred, `make torture HOSTS=3` thirty over
/// three hosts.
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

  private static let measures = """

    measures:
      - {kind: decay, at: {every: 500}}
      - {kind: ildr, at: {per_decade: 10}}
      - {kind: spectral-edge, updates: 6, spacing: 50, at: {every: 1000}}
      - {kind: commutator, pairs: 1, batch: 64, at: {every: 3000}}
    """

  @Test("a job that is killed, stopped, starved or damaged ends as an undisturbed one")
  func torture() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["GROKSWEEP_HISTORIES"].flatMap(Int.init) ?? 10
    let hosts = try environment["GROKSWEEP_HOSTS"].flatMap(Int.init).flatMap { try Hosts($0) }
    if environment["GROKSWEEP_HOSTS"] != nil, hosts == nil { return }
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "groksweep-torture-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func run(_ name: String, _ text: String) throws -> (experiment: String, found: [String]) {
      let experiment = folder.appending(path: "\(name).yaml").path(percentEncoded: false)
      try Data(text.utf8).write(to: URL(filePath: experiment))
      let store = folder.appending(path: name).path(percentEncoded: false)
      let whole = try Job(ranks: 4, ["run", experiment, "--store", store])
      #expect(whole.exitCode == 0, "\(whole.errors)")
      return (experiment, try exported(store))
    }
    // Measures change nothing, whatever happens.
    let plain = try run("plain", Self.experiment)
    #expect(plain.found[0].split(separator: "\n").count == 13)
    let (experiment, found) = try run("measured", Self.experiment + Self.measures)
    #expect(found[0] == plain.found[0])
    #expect(found[1].split(separator: "\n").count > 12 * 30)
    for seed in 1...count {
      let history = try History(seed: seed, experiment: experiment, hosts: hosts)
      #expect(try history.play() == found, "history \(seed): \(history.log)")
      if count > 10 { print("history \(seed): \(history.log.joined(separator: "; "))") }
    }
  }
}
