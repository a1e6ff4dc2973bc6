import Foundation
import GRDB

/// Why a store cannot be opened, read or written.
///
/// None of these harms what is stored.
enum StoreError: InputError, Hashable, Sendable {
  /// The path is no directory.
  case notADirectory(path: String)
  /// There is no store in the directory.
  case missing(path: String)
  /// The file is no SQLite database.
  case notADatabase(path: String)
  /// The file is the database of another program.
  case otherProgram(path: String)
  /// The file has a schema that this version does not know.
  case otherVersion(path: String, found: Int, known: Int)
  /// The file has an older schema, which only a writer brings up to date.
  case outdated(path: String, found: Int, known: Int)
  /// A trial's network has other tensors than those of the same cell that are stored.
  case otherTensors(path: String, stored: [String], given: [String])
  /// The store holds the trials of another experiment.
  case otherExperiment(path: String, stored: String, given: String)
  /// A trial differs from the one that is stored in the store it should be merged into.
  case conflict(path: String, difference: String)
  /// The stored experiment cannot be read by this version.
  case unreadableExperiment(path: String, reason: String)
  /// Another process has opened the store for writing since this one did.
  case takenOver(path: String)
  /// Another process is writing.
  case locked(path: String, holder: String)
  /// Another process kept the database locked for too long.
  case busy(path: String)
  /// The file, its directory or its file system may not be written.
  case readOnly(path: String)
  /// An interrupted write has to be rolled back first, which needs permission to write.
  case needsRecovery(path: String)
  /// The disk, or a quota, is full.
  case full(path: String)
  /// The file contradicts itself.
  case corrupt(path: String, reason: String)
  /// The file system refused.
  case refused(path: String, reason: String)
  /// SQLite failed in another way.
  case failed(path: String, code: Int, reason: String)
}

extension StoreError: CustomStringConvertible {
  /// One line: `results/results.sqlite: the disk is full; results that are stored are safe`.
  var description: String {
    switch self {
    case .notADirectory(let path): line(path, "not a directory; results are named by their folder")
    case .missing(let path):
      line(path, "no results are stored here: this is no folder with a results.sqlite")
    case .notADatabase(let path): line(path, "not a SQLite database; it was left as it is")
    case .otherProgram(let path):
      line(path, "the database of another program; it was left as it is")
    case .otherVersion(let path, let found, let known):
      line(
        path,
        "written by \(found > known ? "a newer" : "an older") groksweep, with schema \(found); "
          + "this one reads schema \(known)")
    case .outdated(let path, let found, let known):
      line(
        path,
        "written by an older groksweep, with schema \(found); `groksweep run` on it once "
          + "brings it to schema \(known)")
    case .otherTensors(let path, let stored, let given):
      line(
        path,
        "holds trials whose tensors are \(stored.joined(separator: ", ")); one of the same cell "
          + "has \(given.joined(separator: ", ")): another groksweep trained it")
    case .otherExperiment(let path, let stored, let given):
      line(path, "holds the experiment \(stored), not \(given); choose another directory")
    case .conflict(let path, let difference):
      line(path, "not merged, because \(difference)")
    case .unreadableExperiment(let path, let reason):
      line(path, "the stored experiment cannot be read: \(reason)")
    case .locked(let path, let holder): line(path, "is being written by \(holder)")
    case .takenOver(let path):
      line(path, "another run has taken over; this one ends, and what it stored is safe")
    case .busy(let path): line(path, "another process keeps the database locked")
    case .readOnly(let path): line(path, "cannot be written: read-only")
    case .needsRecovery(let path):
      line(path, "an interrupted write has to be undone first, by someone who may write here")
    case .full(let path): line(path, "the disk is full; results that are stored are safe")
    case .corrupt(let path, let reason): line(path, "damaged: \(reason)")
    case .refused(let path, let reason): line(path, reason)
    case .failed(let path, let code, let reason): line(path, "SQLite error \(code): \(reason)")
    }
  }

  private func line(_ path: String, _ text: String) -> String { singleLine("\(path): \(text)") }
}

extension StoreError {
  /// Takes over an error of SQLite or of the file system.
  init(_ error: any Error, path: String) {
    guard let error = error as? DatabaseError else {
      self = error as? StoreError ?? .refused(path: path, reason: systemReason(error))
      return
    }
    let reason = error.message ?? "\(error.resultCode)"
    self =
      switch (error.extendedResultCode, error.resultCode) {
      case (.SQLITE_READONLY_ROLLBACK, _), (.SQLITE_READONLY_RECOVERY, _):
        .needsRecovery(path: path)
      case (_, .SQLITE_READONLY), (_, .SQLITE_PERM): .readOnly(path: path)
      case (_, .SQLITE_FULL): .full(path: path)
      case (_, .SQLITE_BUSY), (_, .SQLITE_LOCKED): .busy(path: path)
      case (_, .SQLITE_NOTADB): .notADatabase(path: path)
      case (_, .SQLITE_CORRUPT): .corrupt(path: path, reason: reason)
      case (_, .SQLITE_CANTOPEN), (_, .SQLITE_IOERR): .refused(path: path, reason: reason)
      default: .failed(path: path, code: Int(error.extendedResultCode.rawValue), reason: reason)
      }
  }
}
