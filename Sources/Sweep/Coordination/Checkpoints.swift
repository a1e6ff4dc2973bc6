import Engine
import Foundation

/// Trials that were written down before they ended, a file each, in a folder of the store.
///
/// Any rank may go on with any of them. A file appears whole or not at all, because it is renamed
/// once it is written; what is damaged nevertheless is noticed and never used. A file is known by
/// its trial's configuration without the budget, so that a trial which has ended with its budget
/// goes on from there once that is raised.
struct Checkpoints: Sendable {
  /// A trial as it was written down.
  struct Checkpoint: Hashable, Sendable {
    /// The seconds of training that led there.
    var seconds: Double
    /// What the trainer needs.
    var state: [UInt8]
  }

  private static let magic: [UInt8] = Array("gswc".utf8)
  private static let version: UInt16 = 1

  private let folder: URL

  /// Takes the folder of the store.
  init(store: String) { folder = URL(filePath: store).appending(path: "checkpoints") }

  /// Reads the checkpoint of a trial.
  ///
  /// - Returns: `nil` if there is none.
  /// - Throws: ``CheckpointFileError`` if it is not as it was written.
  func read(_ trial: TrialConfiguration) throws(CheckpointFileError) -> Checkpoint? {
    guard let data = try? Data(contentsOf: file(of: trial)) else { return nil }
    return try Self.decode([UInt8](data))
  }

  /// Replaces the checkpoint of a trial, and returns once it is on disk.
  ///
  /// - Parameters:
  ///   - state: what the trainer needs, in pieces.
  ///   - seconds: the seconds of training that led there.
  ///   - trial: which trial it is of.
  /// - Throws: what the file system says; the checkpoint before it stays.
  func write(_ state: [[UInt8]], seconds: Double, of trial: TrialConfiguration) throws {
    let target = file(of: trial)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let pieces = Self.pieces(state, seconds: seconds)
    var data = Data(capacity: pieces.reduce(0) { $0 + $1.count })
    for piece in pieces { data.append(contentsOf: piece) }
    try data.write(to: target, options: .atomic)
    let handle = try FileHandle(forUpdating: target)
    try handle.synchronize()
    try handle.close()
  }

  /// Removes the checkpoint of a trial, if there is one.
  func remove(_ trial: TrialConfiguration) {
    try? FileManager.default.removeItem(at: file(of: trial))
  }

  /// Removes what a process that was killed while it wrote has left behind.
  func removeDrafts() {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in files ?? [] where file.pathExtension != Self.suffix {
      try? FileManager.default.removeItem(at: file)
    }
  }

  private static let suffix = "checkpoint"

  private func file(of trial: TrialConfiguration) -> URL {
    folder.appending(path: "\(Self.name(of: trial)).\(Self.suffix)")
  }

  /// What the trial's checkpoint is called.
  ///
  /// FNV-1a, in 64 bits, of the trial's configuration with a budget of 0. Should two trials share a
  /// name, the trainer refuses the other's state.
  static func name(of trial: TrialConfiguration) -> String {
    var common = trial
    common.steps = 0
    let hash = common.identity.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01b3
    }
    return String(hash, radix: 16)
  }

  /// The names of all checkpoints.
  func names() -> Set<String> {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    return Set(
      (files ?? []).filter { $0.pathExtension == Self.suffix }
        .map { $0.deletingPathExtension().lastPathComponent })
  }

  /// When each checkpoint was written, by its name.
  func dates() -> [String: Date] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    return (files ?? []).filter { $0.pathExtension == Self.suffix }.reduce(into: [:]) {
      $0[$1.lastPathComponent] = try? $1.resourceValues(forKeys: [.contentModificationDateKey])
        .contentModificationDate
    }
  }

  /// Magic, version and seconds, then the state, then the CRC-32C of all that.
  private static func pieces(_ state: [[UInt8]], seconds: Double) -> [[UInt8]] {
    var (head, end) = (ByteWriter(), ByteWriter())
    head.bytes += magic
    head.write(version)
    head.write(seconds)
    var checksum = CRC32C()
    for piece in [head.bytes] + state { checksum.update(piece[...]) }
    end.write(checksum.value)
    return [head.bytes] + state + [end.bytes]
  }

  /// The bytes of a checkpoint's file.
  static func encode(_ checkpoint: Checkpoint) -> [UInt8] {
    pieces([checkpoint.state], seconds: checkpoint.seconds).flatMap(\.self)
  }

  static func decode(_ bytes: [UInt8]) throws(CheckpointFileError) -> Checkpoint {
    guard bytes.count >= 18 else { throw .damaged }
    let end = bytes.count - 4
    var (content, seal) = (ByteReader(bytes[..<end]), ByteReader(bytes[end...]))
    var checksum = CRC32C()
    checksum.update(bytes[..<end])
    do {
      guard try seal.readInteger(UInt32.self) == checksum.value,
        try content.readBytes(magic.count).elementsEqual(magic)
      else { throw CheckpointFileError.damaged }
      guard try content.readInteger(UInt16.self) == version else {
        throw CheckpointFileError.version
      }
      let seconds = try content.readDouble()
      return Checkpoint(
        seconds: seconds, state: Array(try content.readBytes(content.remaining)))
    } catch let error as CheckpointFileError {
      throw error
    } catch {
      throw .damaged
    }
  }
}

/// Why a file is no checkpoint.
enum CheckpointFileError: Error, Hashable, Sendable {
  /// Its bytes are not those that were written.
  case damaged
  /// Another version of this program wrote it.
  case version
}

extension CheckpointFileError: CustomStringConvertible {
  /// One line.
  var description: String {
    switch self {
    case .damaged: "it is damaged"
    case .version: "another version of groksweep wrote it"
    }
  }
}
