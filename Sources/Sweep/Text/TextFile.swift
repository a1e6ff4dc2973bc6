import Foundation

/// Whether a path leads to a pipe, a socket or a device, the reading of which might never end.
///
/// What nothing is known of, as the pipe behind `/dev/stdin`, is none.
func isSpecialFile(_ path: String) -> Bool {
  let path = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
  let attributes = try? FileManager.default.attributesOfItem(atPath: path)
  guard let type = attributes?[.type] as? FileAttributeType else { return false }
  return ![.typeRegular, .typeSymbolicLink, .typeDirectory].contains(type)
}

/// Files of text.
enum TextFile {
  /// Why a file cannot be read as text.
  struct Unreadable: Error, Hashable {
    /// The reason, in a few words.
    let reason: String
  }

  /// A file that cannot be written.
  struct Unwritable: InputError, Hashable {
    /// The file.
    let path: String
    /// Why, in the system's words.
    let reason: String

    var description: String { "cannot write \(path): \(reason)" }
  }

  /// Writes a file in UTF-8, as a whole or not at all.
  static func write(_ text: String, to path: String) throws(Unwritable) {
    do {
      try text.write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw Unwritable(path: path, reason: systemReason(error))
    }
  }

  /// Reads a file in UTF-8 of up to so many bytes.
  static func text(at path: String, largestSize: Int) throws(Unreadable) -> String {
    guard !isSpecialFile(path) else { throw Unreadable(reason: "it is no regular file") }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      data = try handle.read(upToCount: largestSize + 1) ?? Data()
    } catch {
      throw Unreadable(reason: systemReason(error))
    }
    guard data.count <= largestSize else {
      throw Unreadable(reason: "it is larger than \(largestSize / 1_000_000) MB")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw Unreadable(reason: "it is not text in UTF-8")
    }
    return text
  }
}
