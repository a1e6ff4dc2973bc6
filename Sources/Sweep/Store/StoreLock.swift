import Foundation

/// The right to write a store, which one process has at a time.
///
/// A lock of the kernel on a file beside the database: it ends with the process, however that ends,
/// so that none is ever left behind. What the file says is for people.
final class StoreLock: Sendable {  // a class, because the lock lasts as long as its one owner
  private let handle: FileHandle

  /// Takes the lock.
  ///
  /// - Throws: ``StoreError/locked(path:holder:)`` if another process, or this one, has it.
  init(_ file: StoreFile) throws(StoreError) {
    let path = file.lockPath
    do {
      // Appending: what the holder wrote must not be cut off before the lock is ours.
      if !FileManager.default.fileExists(atPath: path) {
        try Data().write(to: URL(fileURLWithPath: path), options: .withoutOverwriting)
      }
    } catch CocoaError.fileWriteFileExists {
      // Another process was faster; who gets the lock is decided below.
    } catch {
      throw StoreError(error, path: path)
    }
    do {
      handle = try FileHandle(forUpdating: URL(fileURLWithPath: path))
    } catch {
      throw StoreError(error, path: path)
    }
    // A process started by this one must not keep the lock after it.
    _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC)
    guard try Self.take(handle, file) else {
      throw .locked(path: file.path, holder: Self.holder(handle))
    }
    do {
      let process = ProcessInfo.processInfo
      try handle.truncate(atOffset: 0)
      try handle.write(
        contentsOf: Data("process \(process.processIdentifier) on \(process.hostName)\n".utf8))
    } catch {
      throw StoreError(error, path: path)
    }
  }

  deinit { try? handle.close() }

  /// Who is writing a store, or `nil` if nobody is.
  static func holder(of file: StoreFile) -> String? {
    guard let handle = try? FileHandle(forReadingFrom: URL(fileURLWithPath: file.lockPath)) else {
      return nil
    }
    defer { try? handle.close() }
    // Any other refusal, as of a file system without locks, says nothing of a writer.
    guard flock(handle.fileDescriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else {
      return nil
    }
    return holder(handle)
  }

  private static func take(_ handle: FileHandle, _ file: StoreFile) throws(StoreError) -> Bool {
    // `holder(of:)` takes the lock for an instant: one refusal is no proof of a writer.
    for attempt in 0..<5 {
      if attempt > 0 { Thread.sleep(forTimeInterval: 0.02) }
      if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK || errno == EINTR else {
        let error = POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        throw .refused(path: file.lockPath, reason: "cannot be locked: \(systemReason(error))")
      }
    }
    return false
  }

  private static func holder(_ handle: FileHandle) -> String {
    let data = (try? handle.read(upToCount: 300)) ?? nil
    let text = singleLine(String(decoding: data ?? Data(), as: UTF8.self))
    let words = text.trimmingCharacters(in: .whitespaces)
    return words.isEmpty ? "another process" : words
  }
}
