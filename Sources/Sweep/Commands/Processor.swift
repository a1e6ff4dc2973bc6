import Foundation

/// What this processor can do.
enum Processor {
  /// Refuses an x86-64 processor without the instructions that the engine is built for.
  ///
  /// Without this check it would die of an illegal instruction; without `/proc` nothing is known.
  static func check() {
    #if arch(x86_64) && os(Linux)
      guard let features = features() else { return }
      let missing = ["avx2", "bmi2", "fma"].filter { !features.contains($0) }
      guard !missing.isEmpty else { return }
      printError(
        "this processor has no \(missing.joined(separator: ", no ")); "
          + "an x86-64-v3 processor (Haswell, Zen or later) is needed")
      exit(EX_UNAVAILABLE)
    #endif
  }

  /// The instruction sets named in `/proc/cpuinfo`.
  private static func features() -> Set<Substring>? {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("flags") })
    else { return nil }
    return Set(line.split(separator: " "))
  }
}
