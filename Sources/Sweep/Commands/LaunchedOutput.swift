import ArgumentParser
import Foundation

/// The terminals that show what a process writes.
struct OutputTerminals: Hashable, Sendable {
  /// The columns of the one that shows standard error, if there is one.
  var errorColumns: Int?
  /// The columns of the one that shows standard output, if there is one.
  var outputColumns: Int?
  /// Whether they get no colour.
  var isPlain = false

  /// What this process sees of its own.
  static var ofThisProcess: OutputTerminals {
    let environment = ProcessInfo.processInfo.environment
    let place = ProgressPlace(
      columns: Terminal.columns(of: STDERR_FILENO), environment: environment)
    var own = OutputTerminals()
    if case .terminal(let columns, _) = place { own.errorColumns = columns }
    own.outputColumns = Terminal.columns(of: STDOUT_FILENO)
    own.isPlain = TextLayout(columns: 80, environment: environment).ink == .none
    return own
  }

  /// The same as options of `run`.
  var options: [String] {
    (errorColumns.map { ["--terminal", "\($0)"] } ?? [])
      + (outputColumns.map { ["--output-terminal", "\($0)"] } ?? []) + (isPlain ? ["--plain"] : [])
  }

  private var ink: Ink { isPlain ? .none : .terminal }

  /// Where progress is shown.
  var place: ProgressPlace { errorColumns.map { .terminal(columns: $0, ink: ink) } ?? .log }

  /// How a table is laid out.
  var layout: TextLayout {
    var layout = TextLayout(columns: outputColumns, environment: [:])
    if outputColumns != nil { layout.ink = ink }
    return layout
  }
}

/// What rank 0 is told of the terminals to which a launcher hands on what it writes.
///
/// It cannot see for itself: Open MPI 4 gives it a pipe for standard error, even at a terminal, and a
/// terminal of its own for standard output, even in front of a pipe.
struct LaunchedOutput: ParsableArguments {
  @Option(help: "The columns of the terminal that shows standard error.")
  var terminal: Int?

  @Option(help: "The columns of the terminal that shows standard output.")
  var outputTerminal: Int?

  @Flag(help: "Write to these terminals without colour.")
  var plain = false

  func validate() throws {
    try checkWhole("--terminal", terminal)
    try checkWhole("--output-terminal", outputTerminal)
  }

  /// What was told.
  var terminals: OutputTerminals {
    OutputTerminals(errorColumns: terminal, outputColumns: outputTerminal, isPlain: plain)
  }
}
