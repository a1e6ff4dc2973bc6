import Engine
import Foundation

/// Writes a zip file (PKWARE's APPNOTE 6.3, sections 4.3 and 4.4).
///
/// Entries are stored as they are, without compression, and dated 1980-01-01: equal contents give equal
/// bytes. Neither an entry nor the file may reach 4 GiB, as there are no zip64 records.
struct ZipWriter {
  /// What was written under a name.
  struct Entry: Hashable, Sendable {
    /// The name.
    let name: String
    /// The number of bytes.
    var size = 0
    /// The SHA-256 of these.
    var digest = ""
    fileprivate var checksum: UInt32 = 0
    fileprivate var offset = 0
  }

  /// What was written so far.
  private(set) var entries: [Entry] = []
  private let file: FileHandle
  private var position = 0

  /// Begins a file that is empty.
  init(_ file: FileHandle) { self.file = file }

  /// Writes an entry, of which `body` hands over one piece after another.
  mutating func add(
    _ name: String, _ body: (_ write: (ArraySlice<UInt8>) throws -> Void) throws -> Void
  ) throws {
    var entry = Entry(name: name, offset: position)
    try file.write(contentsOf: entry.header)
    var (checksum, digest) = (CRC32(), SHA256())
    var pending: [UInt8] = []
    func flush() throws {
      checksum.update(pending[...])
      digest.update(pending[...])
      entry.size += pending.count
      try file.write(contentsOf: pending)
      pending.removeAll(keepingCapacity: true)
    }
    try body { bytes in
      pending += bytes
      if pending.count >= 65_536 { try flush() }
    }
    try flush()
    (entry.checksum, entry.digest) = (checksum.value, digest.value)
    position += entry.header.count + entry.size
    guard position < Int(UInt32.max) else { throw ZipError.tooLarge(entry: name) }
    try file.seek(toOffset: UInt64(entry.offset))
    try file.write(contentsOf: entry.header)
    try file.seekToEnd()
    entries.append(entry)
  }

  /// Writes an entry.
  mutating func add(_ name: String, _ text: String) throws {
    try add(name) { write in try write(Array(text.utf8)[...]) }
  }

  /// Writes the directory, after which nothing is added.
  mutating func finish() throws {
    var directory = ByteWriter()
    for entry in entries { directory.bytes += entry.directoryHeader }
    let size = directory.bytes.count
    directory.write(0x0605_4b50 as UInt32)
    directory.write(0 as UInt32)  // this disk, and that of the directory
    for _ in 0..<2 { directory.write(UInt16(entries.count)) }
    directory.write(UInt32(size))
    directory.write(UInt32(position))
    directory.write(0 as UInt16)  // no comment
    try file.write(contentsOf: directory.bytes)
    try file.synchronize()
  }
}

extension ZipWriter.Entry {
  /// What stands before its bytes (4.3.7).
  fileprivate var header: [UInt8] {
    var header = ByteWriter()
    header.write(0x0403_4b50 as UInt32)
    writeCommon(&header)
    header.bytes += name.utf8
    return header.bytes
  }

  /// What the directory says of it (4.3.12).
  fileprivate var directoryHeader: [UInt8] {
    var header = ByteWriter()
    header.write(0x0201_4b50 as UInt32)
    header.write(0x0314 as UInt16)  // made on Unix, by version 2.0
    writeCommon(&header)
    for _ in 0..<3 { header.write(0 as UInt16) }  // no comment, first disk, no attributes
    header.write(0o100_644 << 16 as UInt32)
    header.write(UInt32(offset))
    header.bytes += name.utf8
    return header.bytes
  }

  /// The fields that both have, from the version needed to the length of the extra field.
  private func writeCommon(_ header: inout ByteWriter) {
    // Version 2.0, names in UTF-8, stored, 00:00, 1980-01-01.
    for field in [20, 0x0800, 0, 0, 0x21] as [UInt16] { header.write(field) }
    header.write(checksum)
    for _ in 0..<2 { header.write(UInt32(truncatingIfNeeded: size)) }
    header.write(UInt16(truncatingIfNeeded: name.utf8.count))
    header.write(0 as UInt16)
  }
}

/// A zip file cannot be written.
enum ZipError: Error, Hashable {
  /// With this entry it would have 4 GiB.
  case tooLarge(entry: String)
}
