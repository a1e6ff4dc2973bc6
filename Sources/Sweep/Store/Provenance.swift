import Engine
import Foundation

/// What a process ran on: all that may alter the last bits of its results, and where to look for
/// the cause.
///
/// A text is empty where nothing is known.
struct Provenance: Hashable, Sendable {
  /// The name of the machine.
  var host = ""
  /// The processor's model name.
  var processor = ""
  /// The cores that the process may use, such as `0-3,8`.
  var cores = ""
  /// The BLAS library's version and build options.
  var blas = ""
  /// The family of BLAS kernels that was chosen for the processor.
  var blasKernel = ""
  /// The MPI library's name and version; empty without MPI.
  var mpi = ""
  /// The compiler of this program.
  var compiler = ""
  /// The commit of the source that this program was built from.
  var commit = ""
}

extension Provenance {
  /// All of its texts.
  static let fields: [any WritableKeyPath<Provenance, String> & Sendable] = [
    \.host, \.processor, \.cores, \.blas, \.blasKernel, \.mpi, \.compiler, \.commit,
  ]

  /// Their values.
  var texts: [String] { Self.fields.map { self[keyPath: $0] } }

  /// What this process runs on; the MPI library is asked by whoever may talk to it.
  static func ofThisProcess(mpi: String? = nil) -> Provenance {
    Provenance(
      host: ProcessInfo.processInfo.hostName, processor: entry("model name", of: "/proc/cpuinfo"),
      cores: entry("Cpus_allowed_list", of: "/proc/self/status"), blas: BLAS.version,
      blasKernel: BLAS.kernel, mpi: singleLine(mpi ?? ""), compiler: compilerName,
      commit: builtCommit())
  }

  /// What it was built from, and the libraries that it found: a line each.
  var versions: String {
    """
    groksweep  commit \(commit.isEmpty ? "unknown: not built by `make release`" : commit)
    compiler   \(compiler)
    BLAS       \(blas), \(blasKernel) kernels
    MPI        \(mpi)
    """
  }

  /// The value of a key in a file of lines `key : value`.
  private static func entry(_ key: String, of path: String) -> String {
    let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix(key) }
    guard let line, let colon = line.firstIndex(of: ":") else { return "" }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  private static var compilerName: String {
    #if compiler(>=6.4)
      let version = "Swift 6.4 or later"
    #elseif compiler(>=6.3)
      let version = "Swift 6.3"
    #else
      let version = "Swift 6.2"
    #endif
    #if DEBUG
      return version + ", debug"
    #else
      return version + ", release"
    #endif
  }

  /// What `make release` wrote beside the program, unless the program was built again since.
  private static func builtCommit() -> String {
    guard let program = Bundle.main.executableURL else { return "" }
    let note = program.appendingPathExtension("commit")
    func changed(_ file: URL) -> Date? {
      (try? file.resourceValues(forKeys: [.contentModificationDateKey]))?.contentModificationDate
    }
    guard let built = changed(program), let noted = changed(note), noted >= built,
      let text = try? String(contentsOf: note, encoding: .utf8)
    else { return "" }
    return singleLine(text).trimmingCharacters(in: .whitespaces)
  }
}
