import Engine

/// What coordinator and workers say to each other.
///
/// The conversation of a worker: `ready`, then any number of `assign`, `heartbeat`… and `results`.
/// A `dismiss` ends it, in the middle of a trial too. A `drain` makes the worker put its trial
/// aside, and a `recall` makes it drop all it has and begin with `ready` again. Whatever a worker
/// says of a trial names the attempt, so that what is outdated is known as such.
enum Message: Hashable, Sendable {
  /// From a worker: it is up and has nothing to do.
  case ready(Provenance)
  /// To a worker: train these trials of one cell, after those that it has.
  case assign(Assignment)
  /// From a worker, once a second: it is alive.
  case heartbeat(Heartbeat)
  /// From a worker: its attempt went on from a checkpoint at this step.
  case resumed(AttemptID, step: Int)
  /// From a worker: trials have ended.
  case results([TrialReport], pace: Pace)
  /// To a worker: put aside what you train, and say so.
  case drain
  /// From a worker: it has put aside its trial, if it had one, at this step and takes no other.
  case drained(AttemptID?, step: Int)
  /// To a worker that was believed to be gone: write down what you train, drop everything and start
  /// anew.
  case recall
  /// To a worker, once a second: the coordinator is alive.
  case ping
  /// To a worker: no work is left. Whether all others will come to the end too.
  case dismiss(allPresent: Bool)
}

extension Message {
  /// The number that stands for the kind of message in a frame.
  enum Kind: UInt16, CaseIterable {
    case ready = 1
    case assign = 2
    case heartbeat = 3
    case resumed = 4
    case results = 5
    case drain = 6
    case drained = 7
    case recall = 8
    case ping = 9
    case dismiss = 10
  }

  var kind: Kind {
    switch self {
    case .ready: .ready
    case .assign: .assign
    case .heartbeat: .heartbeat
    case .resumed: .resumed
    case .results: .results
    case .drain: .drain
    case .drained: .drained
    case .recall: .recall
    case .ping: .ping
    case .dismiss: .dismiss
    }
  }

  /// Writes what follows the header.
  func encodePayload(to writer: inout ByteWriter) {
    switch self {
    case .ready(let provenance):
      for text in provenance.texts { writer.write(text) }
    case .assign(let assignment):
      writer.write(assignment.cell)
      writer.write(assignment.attempt)
      writer.write(assignment.resumes)
      writer.write(assignment.trials.map(\.rawValue))
      writer.write(assignment.seeds)
    case .heartbeat(let heartbeat):
      writer.write(heartbeat.attempt)
      writer.write(heartbeat.step)
      writer.write(heartbeat.pace)
    case .resumed(let attempt, let step):
      writer.write(attempt)
      writer.write(step)
    case .results(let reports, let pace):
      writer.write(pace)
      writer.write(reports.count)
      for report in reports { writer.write(report) }
    case .drained(let attempt, let step):
      writer.write(attempt)
      writer.write(step)
    case .dismiss(let allPresent):
      writer.write(allPresent)
    case .drain, .recall, .ping:
      break
    }
  }

  /// Reads what follows the header.
  init(_ kind: Kind, payload reader: inout ByteReader) throws(ByteError) {
    switch kind {
    case .ready: self = .ready(try reader.readProvenance())
    case .assign:
      let assignment = Assignment(
        cell: try reader.readText("cell"), attempt: try reader.readCount("attempt"),
        resumes: try reader.readFlag("resumes"),
        trials: try reader.readCounts("trials").map(TrialID.init),
        seeds: try reader.readIntegers("seeds"))
      guard assignment.seeds.count == assignment.trials.count else {
        throw .value(field: "seeds")
      }
      self = .assign(assignment)
    case .heartbeat:
      self = .heartbeat(
        Heartbeat(
          attempt: try reader.readAttemptIfPresent(), step: try reader.readCount("step"),
          pace: try reader.readPace()))
    case .resumed:
      self = .resumed(try reader.readAttempt(), step: try reader.readCount("step"))
    case .results:
      let pace = try reader.readPace()
      self = .results(try reader.readReports(), pace: pace)
    case .drain: self = .drain
    case .drained:
      self = .drained(try reader.readAttemptIfPresent(), step: try reader.readCount("step"))
    case .recall: self = .recall
    case .ping: self = .ping
    case .dismiss:
      self = .dismiss(allPresent: try reader.readFlag("dismiss"))
    }
  }
}
