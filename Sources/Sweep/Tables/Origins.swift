/// Where and by what trials were trained, as far as it is known.
struct Origins: Hashable, Sendable {
  /// The hosts, by how many trials each has trained.
  private(set) var hosts: [String: Int] = [:]
  /// What else is known of the machines and programs, by how many trials it holds for: sentences
  /// without their stop.
  private(set) var facts: [String: Int] = [:]
  /// How many trials there are.
  private(set) var trials = 0
  /// How long they were trained, in seconds of one core.
  private(set) var seconds = 0.0

  /// Takes in one attempt, with what is known of the machine and the programs that ran it.
  mutating func add(_ attempt: Attempt) {
    trials += 1
    seconds += attempt.wallSeconds
    let provenance = attempt.provenance
    hosts[provenance.host, default: 0] += 1
    let known = [
      ("The processor was", provenance.processor), ("BLAS was", provenance.blas),
      ("The kernels of BLAS were those for", provenance.blasKernel), ("MPI was", provenance.mpi),
      ("The compiler was", provenance.compiler), ("The source was at commit", provenance.commit),
    ]
    for (words, value) in known where !value.isEmpty { facts["\(words) \(value)", default: 0] += 1 }
  }

  /// What is known, as sentences of a methods section.
  var sentences: [String] {
    guard trials > 0 else { return [] }
    let hours = significant(seconds / 3600, digits: 3)
    let names = hosts.keys.sorted()
    let shown = names.prefix(Self.shownHosts).joined(separator: ", ")
    let hidden = names.count - Self.shownHosts
    return [
      "Trials were trained in \(hours) core-hours on \(plural(names.count, "host")) "
        + "(\(shown)\(hidden > 0 ? " and \(hidden) more" : "")), one BLAS thread each."
    ]
      + facts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { fact, count in
        count == trials ? "\(fact)." : "\(fact) (\(count) of \(trials) trials)."
      }
  }

  private static let shownHosts = 4
}
