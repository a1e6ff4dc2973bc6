/// Why a trial cannot go on from a state.
public enum CheckpointError: Error, Hashable, Sendable {
  /// It ends before its content does.
  case truncated
  /// It goes on after its content, by so many bytes.
  case surplus(Int)
  /// It does not begin as a state does.
  case foreign
  /// It was written in another format.
  case version(found: Int, expected: Int)
  /// Its bytes were changed since.
  case checksum(found: UInt32, computed: UInt32)
  /// It is of another trial, whose canonical JSON has a budget of 0 here.
  case configuration(found: String)
  /// It is of a trial with another budget, on which the learning rate of every step depends.
  case schedule(found: Int, expected: Int)
  /// It lies behind the end of the trial.
  case budget(step: Int, budget: Int)
  /// It holds a value that the field cannot have.
  case value(field: String)

  init(_ error: ByteError) {
    self =
      switch error {
      case .truncated: .truncated
      case .value(let field): .value(field: field)
      }
  }
}

extension CheckpointError: CustomStringConvertible {
  /// One line.
  public var description: String {
    switch self {
    case .truncated: "the state is cut short"
    case .surplus(let count): "the state is \(count) bytes too long"
    case .foreign: "this is no state of a trial"
    case .version(let found, let expected): "the state has format \(found), not \(expected)"
    case .checksum(let found, let computed):
      "the state is damaged: checksum \(found), computed \(computed)"
    case .configuration(let found): "the state is of another trial: \(found)"
    case .schedule(let found, let expected):
      "the state is of a trial of \(found) steps, not \(expected), and the cosine of the learning "
        + "rate depends on their number from the first step on"
    case .budget(let step, let budget): "the state is of step \(step), the trial of \(budget) steps"
    case .value(let field): "the state has an impossible value for \(field)"
    }
  }
}
