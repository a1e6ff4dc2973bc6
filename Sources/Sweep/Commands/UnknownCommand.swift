import ArgumentParser
import Foundation

/// What is said of a command that there is not.
enum UnknownCommand {
  /// One line if the first word of a command line should be a command and is none.
  ///
  /// ArgumentParser takes it for an argument of a program without commands.
  static func refusal(
    _ arguments: some Collection<String>, commands: [any ParsableCommand.Type]
  ) -> String? {
    let words = arguments.first == "help" ? arguments.dropFirst() : arguments[...]
    guard let word = words.first, !word.hasPrefix("-") else { return nil }
    let names = commands.compactMap { $0.configuration.commandName } + ["help"]
    guard !names.contains(word) else { return nil }
    let shown = commands.filter { $0.configuration.shouldDisplay }
      .compactMap { $0.configuration.commandName }
    let near = nearestNames(word, among: shown)
    return singleLine("there is no command '\(word)'", limit: 100)
      + (near.isEmpty ? "." : "; did you mean \(near.joined(separator: " or "))?")
      + " The commands are \(shown.joined(separator: ", "))"
  }
}
