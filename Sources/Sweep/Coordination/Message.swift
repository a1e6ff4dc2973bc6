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

/// Trials of one cell.
struct Assignment: Hashable, Sendable {
  /// The cell's configuration as canonical JSON.
  var cell: String
  /// Which attempt this is, counted from 1.
  var attempt: Int
  /// Whether there may be checkpoints of them.
  var resumes: Bool
  /// The trials, in the order in which to train them.
  var trials: [TrialID]
  /// The seed of each of them.
  var seeds: [Int]
}

/// What a worker at work tells of itself.
struct Heartbeat: Hashable, Sendable {
  /// What it trains, if anything.
  var attempt: AttemptID?
  /// The trial's step.
  var step: Int
  /// How it got on since its last message.
  var pace: Pace
}

/// What a worker hands in: a result, and how it came about.
struct TrialReport: Hashable, Sendable {
  /// Which trial it is of.
  var trial: TrialID
  /// Which attempt at the trial this was, counted from 1.
  var attempt: Int
  /// When it began, in seconds since 1970.
  var startedAt: Double
  /// How long it took, in all attempts of which a checkpoint tells.
  var wallSeconds: Double
  /// Whether there is a checkpoint of it, which nobody needs once the result is stored.
  var leavesCheckpoint: Bool
  /// What it left behind.
  var result: TrialResult

  /// The attempt at the trial.
  var id: AttemptID { AttemptID(trial: trial, number: attempt) }
}

/// Why a frame is not a message.
enum MessageError: Error, Hashable, Sendable {
  /// It ends before its content does.
  case truncated
  /// It goes on after its content, by so many bytes.
  case surplus(Int)
  /// It does not begin as a frame of this program does.
  case foreign
  /// It was made by a version that speaks differently.
  case version(found: Int, expected: Int)
  /// Its bytes were changed on the way.
  case checksum(found: UInt32, computed: UInt32)
  /// Its kind is unknown.
  case kind(Int)
  /// It holds a value that the field cannot have.
  case value(field: String)
  /// Its payload has so many bytes, more than can be sent.
  case tooLong(Int)
}

extension MessageError {
  /// What is wrong with the bytes of a message.
  init(_ error: ByteError) {
    self =
      switch error {
      case .truncated: .truncated
      case .value(let field): .value(field: field)
      }
  }
}

extension MessageError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .truncated: "a message is cut short"
    case .surplus(let count): "a message is \(count) bytes too long"
    case .foreign: "a message of another program arrived"
    case .version(let found, let expected):
      "a message has format \(found), not \(expected): all ranks must run the same binary"
    case .checksum(let found, let computed):
      "a message is damaged: checksum \(found), computed \(computed)"
    case .kind(let kind): "a message has the unknown kind \(kind)"
    case .value(let field): "a message has an impossible value for \(field)"
    case .tooLong(let count):
      "a result of \(count) bytes is too long to be sent; evaluate fewer steps"
    }
  }
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
