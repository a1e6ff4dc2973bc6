/// Where and by what trials were trained, as far as it is known.
struct Origins: Hashable, Sendable {
  /// What may be known of a machine and its programs.
  enum Fact: String, CaseIterable, Sendable {
    case host
    case processor
    case blas = "BLAS"
    case kernel = "BLAS kernels"
    case mpi = "MPI"
    case compiler
    case commit

    fileprivate func value(_ provenance: Provenance) -> String {
      switch self {
      case .host: provenance.host
      case .processor: provenance.processor
      case .blas: provenance.blas
      case .kernel: provenance.blasKernel
      case .mpi: provenance.mpi
      case .compiler: provenance.compiler
      case .commit: provenance.commit
      }
    }

    /// The beginning of a sentence of a methods section; hosts have one of their own.
    fileprivate var words: String? {
      switch self {
      case .host: nil
      case .processor: "The processor was"
      case .blas: "BLAS was"
      case .kernel: "The kernels of BLAS were those for"
      case .mpi: "MPI was"
      case .compiler: "The compiler was"
      case .commit: "The source was at commit"
      }
    }
  }

  /// How many trials each provenance has.
  private var counts: [Provenance: Int] = [:]
  /// How long they were trained, in seconds of one core.
  private(set) var seconds = 0.0

  /// How many trials there are.
  var trials: Int { counts.values.reduce(0, +) }

  /// Takes in one attempt, with what is known of the machine and the programs that ran it.
  mutating func add(_ attempt: Attempt) {
    counts[attempt.provenance, default: 0] += 1
    seconds += attempt.wallSeconds
  }

  /// The known values of a fact with how many trials each holds for, the most frequent first.
  func values(_ fact: Fact) -> [(value: String, trials: Int)] {
    var sums: [String: Int] = [:]
    for (provenance, count) in counts { sums[fact.value(provenance), default: 0] += count }
    return sums.filter { !$0.key.isEmpty }.map { (value: $0.key, trials: $0.value) }
      .sorted { ($1.trials, $0.value) < ($0.trials, $1.value) }
  }

  /// What is known, as sentences of a methods section.
  var sentences: [String] {
    let trials = trials
    guard trials > 0 else { return [] }
    let hours = significant(seconds / 3600, digits: 3)
    let names = Set(counts.keys.map(\.host)).sorted()
    let shown = names.prefix(Self.shownHosts).joined(separator: ", ")
    let hidden = names.count - Self.shownHosts
    let facts = Fact.allCases.flatMap { fact in
      fact.words.map { words in
        values(fact).map { (text: "\(words) \($0.value)", trials: $0.trials) }
      } ?? []
    }
    return [
      "Trials were trained in \(hours) core-hours on \(plural(names.count, "host")) "
        + "(\(shown)\(hidden > 0 ? " and \(hidden) more" : "")), one BLAS thread each."
    ]
      + facts.sorted { ($1.trials, $0.text) < ($0.trials, $1.text) }.map { fact in
        fact.trials == trials
          ? "\(fact.text)." : "\(fact.text) (\(fact.trials) of \(trials) trials)."
      }
  }

  private static let shownHosts = 4
}
