import Engine

/// What coordinator and workers say to each other.
///
/// The conversation of a worker: `ready`, then any number of `assign`, `progress`…, `result`, and
/// in the end `dismiss`, which may also interrupt a trial.
enum Message: Hashable, Sendable {
  /// From a worker: it is up, on the named host, and wants a trial.
  case ready(host: String)
  /// To a worker: train this.
  case assign(TrialID, attempt: Int, configuration: String)
  /// From a worker: so many steps of its trial are done.
  case progress(TrialID, step: Int)
  /// From a worker: the trial has ended, and another one is wanted.
  case result(TrialID, TrialReport)
  /// To a worker: no work is left.
  case dismiss
}

/// What a worker hands in: a result, and how it came about.
struct TrialReport: Hashable, Sendable {
  /// Which attempt at the trial this was, counted from 1.
  var attempt: Int
  /// When it began, in seconds since 1970.
  var startedAt: Double
  /// How long it took.
  var wallSeconds: Double
  /// What it left behind.
  var result: TrialResult
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
    }
  }
}

extension Message {
  /// The number that stands for the kind of message in a frame.
  enum Kind: UInt16, CaseIterable {
    case ready = 1
    case assign = 2
    case progress = 3
    case result = 4
    case dismiss = 5
  }

  var kind: Kind {
    switch self {
    case .ready: .ready
    case .assign: .assign
    case .progress: .progress
    case .result: .result
    case .dismiss: .dismiss
    }
  }

  /// Writes what follows the header.
  func encodePayload(to writer: inout ByteWriter) {
    switch self {
    case .ready(let host):
      writer.write(host)
    case .assign(let trial, let attempt, let configuration):
      writer.write(trial.rawValue)
      writer.write(attempt)
      writer.write(configuration)
    case .progress(let trial, let step):
      writer.write(trial.rawValue)
      writer.write(step)
    case .result(let trial, let report):
      writer.write(trial.rawValue)
      writer.write(report)
    case .dismiss:
      break
    }
  }

  /// Reads what follows the header.
  init(_ kind: Kind, payload reader: inout ByteReader) throws(ByteError) {
    switch kind {
    case .ready: self = .ready(host: try reader.readText("host"))
    case .assign:
      self = .assign(
        try reader.readTrial(), attempt: try reader.readCount("attempt"),
        configuration: try reader.readText("configuration"))
    case .progress:
      self = .progress(try reader.readTrial(), step: try reader.readCount("step"))
    case .result: self = .result(try reader.readTrial(), try reader.readReport())
    case .dismiss: self = .dismiss
    }
  }
}
