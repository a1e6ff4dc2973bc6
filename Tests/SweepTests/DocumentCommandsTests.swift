import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Sweep

/// What a program says of itself by `--experimental-dump-help`.
private struct Dump: Decodable {
  struct Command: Decodable {
    let commandName: String
    let shouldDisplay: Bool
    let subcommands: [Command]?
    let arguments: [Argument]?

    /// The options as they are typed, `--help` excepted.
    var options: Set<String> {
      Set((arguments ?? []).filter(\.shouldDisplay).flatMap(\.spellings)).subtracting([
        "-h", "--help",
      ])
    }
  }

  struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String
    }

    let shouldDisplay: Bool
    let names: [Name]?

    var spellings: [String] {
      (names ?? []).map { ($0.kind == "long" ? "--" : "-") + $0.name }
    }
  }

  let command: Command

  /// The commands by name.
  static func commands() throws -> [String: Command] {
    let outcome = try Program.run(["groksweep", "--experimental-dump-help"])
    let dump = try JSONDecoder().decode(Dump.self, from: Data(outcome.output.utf8))
    let commands = (dump.command.subcommands ?? []).filter { $0.commandName != "help" }
    return Dictionary(uniqueKeysWithValues: commands.map { ($0.commandName, $0) })
  }
}

@Suite("Commands in the documents")
struct DocumentCommandsTests {
  @Test("the page of commands has every command with its options, and no other")
  func reference() throws {
    let page = Markdown(try Program.document("docs/commands.md"))
    let shown = try Dump.commands().filter(\.value.shouldDisplay)
    #expect(Set(page.sections.dropFirst()) == Set(shown.keys.map { "groksweep \($0)" }))
    for (name, command) in shown {
      let tables = page.tables("groksweep \(name)")
      let options = Set(
        tables.flatMap { $0.codes(0) }.compactMap { code in
          code.hasPrefix("-") ? code.split(separator: " ").first.map(String.init) : nil
        })
      #expect(options == command.options, "\(name)")
    }
  }

  @Test("every command in the documents exists, with the options beside it")
  func pages() throws {
    let commands = try Dump.commands()
    var faults: [String] = []
    let pages = try Program.files(in: "docs", ".md") + ["README.md", "CONTRIBUTING.md"]
    for line in try pages.flatMap({ try Program.document($0).split(separator: "\n") }) {
      for match in line.matches(of: /(^|`|\/)groksweep ([a-z][a-z-]*)([^`#|>]*)/) {
        guard let command = commands[String(match.2)] else {
          // A sentence may begin with the program's name; a command never is one of its words.
          if line.contains("`groksweep \(match.2)") { faults.append("no \(match.2): \(line)") }
          continue
        }
        let own = match.3.split(separator: " -- ", maxSplits: 1)[...].first ?? ""
        for option in own.matches(of: /(^| |\[)(--?[a-z][a-z-]*)/)
        where !command.options.contains(String(option.2)) && option.2 != "--help" {
          faults.append("no \(option.2) of \(match.2): \(line)")
        }
      }
    }
    #expect(faults == [])
  }

  @Test("every command is in the table of the README, or below it")
  func readme() throws {
    let text = try Program.document("README.md")
    for (name, command) in try Dump.commands() where command.shouldDisplay {
      #expect(text.contains("groksweep \(name)"), "\(name)")
    }
  }

  @Test("every command has examples, which are command lines that it takes")
  func examples() throws {
    for command in Groksweep.configuration.subcommands
    where command.configuration.shouldDisplay {
      let text = command.configuration.discussion
      let lines = text.split(separator: "\n").map(String.init)
      let examples = lines.filter { $0.hasPrefix("  groksweep ") }
      #expect(!examples.isEmpty, "\(command)")
      for example in examples {
        let line = example.split(separator: " > ")[0]
        let words = line.split(separator: " ").dropFirst().map {
          $0.trimmingCharacters(in: ["'"])
        }
        #expect(throws: Never.self, "\(example)") { _ = try Groksweep.parseAsRoot(words) }
      }
    }
  }
}
