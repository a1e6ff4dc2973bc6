import Foundation

/// The file system of a folder, as far as its mount tells.
struct FileSystem: Hashable, Sendable {
  /// Its kind, such as `ext4`, `nfs4` or `lustre`.
  let kind: String
  let options: Set<String>

  /// Finds the mount of an absolute path in the text of `/proc/self/mountinfo` (proc(5)).
  init?(of path: String, mounts: String) {
    var best: (length: Int, system: FileSystem)?
    for line in mounts.split(separator: "\n") {
      let fields = line.split(separator: " ")
      guard let dash = fields.firstIndex(of: "-"), dash > 5, fields.count > dash + 3 else {
        continue
      }
      let mount = fields[4].replacingOccurrences(of: "\\040", with: " ")
      let prefix = mount.hasSuffix("/") ? mount : mount + "/"
      // Of two mounts on one point, the later one covers the other.
      guard (path + "/").hasPrefix(prefix), prefix.count >= best?.length ?? 0 else { continue }
      let options = [fields[5], fields[dash + 3]].flatMap { $0.split(separator: ",") }
      let system = FileSystem(
        kind: String(fields[dash + 1]), options: Set(options.map(String.init)))
      best = (prefix.count, system)
    }
    guard let best else { return nil }
    self = best.system
  }

  init(kind: String, options: Set<String> = []) {
    (self.kind, self.options) = (kind, options)
  }

  /// Why a lock on one machine would not be seen on another, or `nil` if it would.
  ///
  /// nfs(5), `local_lock` and `nolock`; the mount options of Lustre's client.
  var lockDefect: String? {
    let isNFS = kind.hasPrefix("nfs")
    let local = ["nolock", "local_lock=all", "local_lock=flock"].first(where: options.contains)
    if isNFS, let local { return "it is mounted with \(local)" }
    if kind == "lustre", options.contains("localflock") { return "it is mounted with localflock" }
    return nil
  }

  /// What to know about it, beyond what can be tested from one machine.
  var caution: String? {
    switch kind {
    case "tmpfs", "ramfs": "its content is gone after a reboot"
    case _ where kind.hasPrefix("nfs"):
      "locks need the server's lock manager: two jobs on two machines show it, one of which must "
        + "be refused"
    case "lustre", "beegfs", "cifs", "smb3",
      _ where kind.hasPrefix("fuse"):
      "whether locks reach other machines depends on how it is mounted"
    default: nil
    }
  }
}
