import Foundation
import Synchronization

/// What rank 0 tells the `launch` that started its job: that it lives, and how it has ended.
///
/// A launcher cannot be asked. With recovery mpirun returns 0 whatever rank 0 ended with, and it
/// waits for ever for a machine that is gone. So `launch` makes this file in the folder of the
/// store, which rank 0 sees wherever it runs. Its bytes are overwritten in place, because a full
/// disk has no others.
struct RankZeroNote: Sendable {
  /// What the note says.
  enum State: Hashable, Sendable {
    /// Nothing: rank 0 has not come so far, or sees another folder.
    case nothing
    /// Rank 0 lives; it counts on by one every few seconds.
    case alive(Int)
    /// Rank 0 has come to its end, with this exit code.
    case ended(Int32)
  }

  /// The length of the file in bytes.
  private static let length = 32

  /// The path of the file.
  let path: String

  /// Takes a note that there is.
  init(path: String) { self.path = path }

  private static let prefix = "launch-"

  /// Makes an empty note in the folder of a store, and removes those of a `launch` that was killed.
  ///
  /// To be called when nobody else has the store open for writing.
  init(store: String) throws(StoreError) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: store)) ?? []
    for name in names where name.hasPrefix(Self.prefix) {
      RankZeroNote(path: "\(store)/\(name)").remove()
    }
    path = "\(store)/\(Self.prefix)\(UUID().uuidString)"
    do {
      try Data(repeating: UInt8(ascii: " "), count: Self.length).write(to: URL(filePath: path))
    } catch {
      throw StoreError(error, path: path)
    }
  }

  /// What it says.
  var state: State {
    guard let data = FileManager.default.contents(atPath: path) else { return .nothing }
    let words = String(decoding: data, as: UTF8.self).split { " \n".contains($0) }
    guard words.count == 2 else { return .nothing }
    switch (words[0], Int(words[1]), Int32(words[1])) {
    case ("alive", let count?, _): return .alive(count)
    case ("ended", _, let code?): return .ended(code)
    default: return .nothing
    }
  }

  /// Changes what it says; where that cannot be, it stays as it was.
  func write(_ state: State) {
    let text =
      switch state {
      case .nothing: ""
      case .alive(let count): "alive \(count)"
      case .ended(let code): "ended \(code)"
      }
    let line = text.padding(toLength: Self.length - 1, withPad: " ", startingAt: 0) + "\n"
    guard let handle = FileHandle(forUpdatingAtPath: path) else { return }
    try? handle.write(contentsOf: Data(line.utf8))
    try? handle.synchronize()
    try? handle.close()
  }

  /// Removes it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}

/// Keeps rank 0's note, from a thread of its own.
final class RankZeroNoteKeeper: Sendable {  // a class, because its thread outlives the scope
  /// Seconds between two signs of life.
  private static let interval = 2.0

  private let note: RankZeroNote
  private let hasEnded = Mutex(false)

  /// Begins to write that rank 0 lives.
  init(_ note: RankZeroNote) {
    self.note = note
    let thread = Thread { [self] in
      var count = 0
      while true {
        let goesOn = hasEnded.withLock { hasEnded in
          if !hasEnded { note.write(.alive(count)) }
          return !hasEnded
        }
        guard goesOn else { return }
        count += 1
        LoopClock.system.sleep(Self.interval)
      }
    }
    thread.name = "note"
    thread.start()
  }

  /// Writes how rank 0 has ended; the last that it says.
  func end(_ code: Int32) {
    hasEnded.withLock { hasEnded in
      if !hasEnded { note.write(.ended(code)) }
      hasEnded = true
    }
    // Nobody is left to read it.
    if LaunchTie.isBroken { note.remove() }
  }
}
