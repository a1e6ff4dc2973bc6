import Foundation

/// Several hosts, made of this machine by `cluster/hosts`.
final class Hosts {
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../cluster/hosts").standardized.path(percentEncoded: false)

  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "groksweep-net-\(UUID().uuidString)").path(percentEncoded: false)
  /// Their names.
  let nodes: [String]

  /// Starts so many; `nil` where that cannot be, which is said.
  init?(_ count: Int) throws {
    nodes = (1...count).map { "node\($0)" }
    let job = try Job(Self.script, ["up", folder, "\(count)"])
    guard job.exitCode == 0 else {
      print("hosts cannot be made here: \(job.errors)")
      return nil
    }
  }

  deinit {
    _ = try? Job(Self.script, ["down", folder])
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// The command that runs another one on a host.
  func command(on node: String, _ command: [String]) -> [String] {
    [Self.script, "on", folder, node] + command
  }

  /// Unplugs a host's network.
  func cut(_ node: String) throws { _ = try Job(Self.script, ["cut", folder, node]) }

  /// Plugs it in again.
  func join(_ node: String) throws { _ = try Job(Self.script, ["join", folder, node]) }

  /// Ends a host as a loss of power does.
  func crash(_ node: String) throws { _ = try Job(Self.script, ["crash", folder, node]) }

  /// Starts it anew.
  func boot(_ node: String) throws { _ = try Job(Self.script, ["boot", folder, node]) }
}
