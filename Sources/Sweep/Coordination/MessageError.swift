import Engine

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
