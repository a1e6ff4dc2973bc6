import Engine
import Foundation

/// What a store knows of how its trials came about, in words.
struct WhyReport {
  private let store: ResultStore
  private let experiment: Experiment
  /// Whether somebody writes the store, so that a trial without a result may be running.
  private let isWritten: Bool

  /// Takes a store as it is now.
  init(_ store: ResultStore) {
    self.store = store
    experiment = store.experiment
    isWritten = store.writer != nil
  }

  /// A paragraph for each cell that is selected, or for its trial with the selected seed.
  func text(_ selection: TrialSelection) throws -> String {
    try selection.cells(of: experiment).map { index in
      if let seed = selection.seed {
        try trialText(cell: index, seed: seed)
      } else {
        try cellText(index)
      }
    }.joined(separator: "\n")
  }

  // MARK: - A trial

  private func trialText(cell index: Int, seed: Int) throws -> String {
    let events = try store.history(ofCell: index, seed: seed)
    let trial = try store.trial(ofCell: index, seed: seed)
    var lines = ["\(store.name(of: experiment.trial(cell: index, seed: seed))): "]
    lines[0] += trial.map(end) ?? state(events.last)
    for (position, event) in events.enumerated() {
      let start = events[..<position].last { $0.attempt == event.attempt && $0.kind.isStart }
      lines.append("  " + line(event, since: start?.at))
    }
    if let attempt = trial?.attempt {
      lines.append(
        "  \(time(attempt.startedAt))  attempt \(attempt.number) on rank \(attempt.rank) of "
          + "\(attempt.provenance.host) began, and ended after \(duration(attempt.wallSeconds))")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private func line(_ event: TrialEvent, since start: Double?) -> String {
    let after = start.map { event.kind.isStart ? "" : " after \(duration(event.at - $0))" } ?? ""
    let step = event.kind == .assigned ? "" : " at step \(event.step)"
    let reason = event.reason.isEmpty ? "" : ": \(singleLine(event.reason))"
    return "\(time(event.at))  attempt \(event.attempt) on rank \(event.rank) of "
      + "\(event.provenance.host) \(event.kind.rawValue)\(after)\(step)\(reason)"
  }

  /// How a trial ended, under the thresholds of the experiment.
  private func end(_ trial: StoredTrial) -> String {
    let milestones = Milestones(
      trial.result, of: trial.configuration, thresholds: experiment.thresholds)
    return milestones.ending
  }

  /// What a trial without a result does.
  private func state(_ last: TrialEvent?) -> String {
    switch last?.kind {
    case nil: "waiting: not assigned for longer than a second yet"
    case .assigned, .resumed:
      isWritten ? "running" : "interrupted: its run has ended; the next one trains it"
    case .lost: "lost its worker; waiting for another"
    case .drained: "drained; waiting for the next run"
    case .abandoned: "abandoned: it lost its worker too often; the next run tries again"
    }
  }

  // MARK: - A cell

  private func cellText(_ index: Int) throws -> String {
    let cell = experiment.cell(index)
    let events = try store.history(ofCell: index)
    let last = Dictionary(events.map { ($0.configuration.seed.trial, $0) }) { _, later in later }
    let known = try store.storedSeeds(ofCell: index)
    let missing = experiment.seeds.filter { !known.contains($0) }
    var states: [String: Int] = [:]
    for seed in missing {
      states[String(state(last[seed]).prefix { $0 != ":" && $0 != ";" }), default: 0] += 1
    }
    let name = singleLine(cellName(experiment.fields, cell.values))
    let stored = experiment.seeds.count - missing.count
    let counts = states.sorted { $0.key < $1.key }.map { "\($1) \($0)" }
    let lines =
      [
        "cell \(index + 1)" + (name.isEmpty ? "" : " (\(name))") + ": "
          + (["\(stored) of \(experiment.seeds.count) trials stored"] + counts)
          .joined(separator: ", ")
      ] + failures(events)
    return lines.map { $0 + "\n" }.joined()
  }

  /// Lost workers and abandoned trials by cause, the most frequent first.
  private func failures(_ events: [TrialEvent]) -> [String] {
    let failures = events.filter { $0.kind == .lost || $0.kind == .abandoned }
    let groups = Dictionary(grouping: failures) { event in
      event.kind.rawValue + (event.reason.isEmpty ? "" : ": \(singleLine(event.reason))")
    }
    return groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
      .map { cause, events in
        let seeds = Set(events.map(\.configuration.seed.trial)).sorted().map(String.init)
        let hosts = Set(events.map(\.provenance.host)).sorted()
        return "  \(events.count) \(cause) (seeds \(seeds.joined(separator: ", ")); "
          + "on \(hosts.joined(separator: ", ")))"
      }
  }

  private func time(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601)
      .replacing("T", with: " ").replacing("Z", with: "")
  }
}

extension TrialEvent.Kind {
  /// Whether a worker begins with this event.
  fileprivate var isStart: Bool { self == .assigned || self == .resumed }
}
