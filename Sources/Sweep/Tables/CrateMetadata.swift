import Engine
import Foundation

/// The metadata of a bundle as a Process Run Crate 0.5 over RO-Crate 1.1
/// (https://w3id.org/ro/wfrun/process/0.5): which program made which files of which, and when.
struct CrateMetadata {
  /// A file of the bundle.
  struct File {
    /// Its name in the bundle.
    let name: String
    /// Its type, as the registry of IANA has it.
    let encoding: String
    /// What it holds.
    let description: String
    /// The number of its bytes, if it is known by now.
    var size: Int?
  }

  /// The experiment.
  let experiment: Experiment
  /// The bundle's files.
  let files: [File]
  /// The names of those that the sweep began with.
  let objects: Set<String>
  /// The names of those that describe the bundle; all others are results.
  let descriptions: Set<String>
  /// Who trained the trials, and when.
  let run: RunRecord

  /// The text of `ro-crate-metadata.json`, an entity a line.
  var json: String {
    let graph = ([descriptor, root] + files.map(file) + [application, action] + [profile])
    return """
      {"@context": "https://w3id.org/ro/crate/1.1/context",
      "@graph": [
      \(graph.map(\.canonicalJSON).joined(separator: ",\n"))
      ]}

      """
  }

  private static let profile = "https://w3id.org/ro/wfrun/process/0.5"

  private var descriptor: ConfigurationNode {
    entity(
      "ro-crate-metadata.json", "CreativeWork",
      [
        ("about", reference("./")), ("conformsTo", reference("https://w3id.org/ro/crate/1.1")),
      ])
  }

  private var profile: ConfigurationNode {
    entity(
      Self.profile, "CreativeWork",
      [("name", text("Process Run Crate")), ("version", text("0.5"))])
  }

  private var root: ConfigurationNode {
    entity(
      "./", "Dataset",
      [
        ("name", text("The sweep \(experiment.name)")), ("description", text(description)),
        ("conformsTo", reference(Self.profile)), ("datePublished", text(run.end)),
        ("license", text("Not stated; ask the authors.")),
        ("hasPart", ConfigurationNode(.list(files.map { reference($0.name) }))),
        ("mentions", reference("#sweep")),
      ])
  }

  private var description: String {
    (experiment.question.map { "\(singleLine($0)) " } ?? "")
      + "\(run.trials) trials of \(experiment.cellCount) configurations, trained by groksweep."
  }

  private func file(_ file: File) -> ConfigurationNode {
    entity(
      file.name, "File",
      [
        ("name", text(file.name)), ("description", text(file.description)),
        ("encodingFormat", text(file.encoding)),
      ] + (file.size.map { [("contentSize", text("\($0)"))] } ?? []))
  }

  private var application: ConfigurationNode {
    entity(
      "#groksweep", "SoftwareApplication",
      [("name", text("groksweep")), ("softwareVersion", text(run.versions))])
  }

  private var action: ConfigurationNode {
    func references(_ isIncluded: (String) -> Bool) -> ConfigurationNode {
      let names = files.map(\.name).filter(isIncluded)
      // A single value is no list (RO-Crate 1.1, appendix on JSON-LD).
      return names.count == 1
        ? reference(names[0]) : ConfigurationNode(.list(names.map(reference)))
    }
    return entity(
      "#sweep", "CreateAction",
      [
        ("name", text("Training of the sweep \(experiment.name)")),
        ("description", text("groksweep trained every trial of the experiment file.")),
        ("instrument", reference("#groksweep")), ("object", references(objects.contains)),
        ("result", references { !objects.union(descriptions).contains($0) }),
        ("startTime", text(run.start)),
        ("endTime", text(run.end)),
      ])
  }

  private func entity(
    _ id: String, _ type: String, _ properties: [(String, ConfigurationNode)]
  ) -> ConfigurationNode {
    ConfigurationNode(
      .mapping(
        ([("@id", text(id)), ("@type", text(type))] + properties).map {
          ConfigurationNode.Entry(key: $0, value: $1)
        }))
  }

  private func reference(_ id: String) -> ConfigurationNode {
    ConfigurationNode(.mapping([.init(key: "@id", value: text(id))]))
  }

  private func text(_ text: String) -> ConfigurationNode { ConfigurationNode(.text(text)) }
}

/// When a sweep was trained, and by which builds of groksweep.
struct RunRecord {
  /// The number of trials.
  private(set) var trials = 0
  private var first = Double.infinity
  private var last = -Double.infinity
  private var commits: Set<String> = []

  /// Takes in who trained a trial.
  mutating func add(_ attempt: Attempt) {
    trials += 1
    first = min(first, attempt.startedAt)
    last = max(last, attempt.startedAt + attempt.wallSeconds)
    let commit = attempt.provenance.commit
    commits.insert(commit.isEmpty ? "unknown commit" : commit)
  }

  /// When the first trial began, as ISO 8601 in UTC.
  var start: String { Self.date(first) }
  /// When the last one ended.
  var end: String { Self.date(last) }
  /// The commits that trained.
  var versions: String { commits.sorted().joined(separator: ", ") }

  /// The validator of the profile wants an offset, and not its short form Z.
  private static func date(_ seconds: Double) -> String {
    Date(timeIntervalSince1970: seconds).formatted(.iso8601).dropLast() + "+00:00"
  }
}
