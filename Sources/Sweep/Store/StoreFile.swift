import Foundation

/// The files of a store in its directory.
struct StoreFile: Hashable, Sendable {
  /// The directory.
  let directory: String
  /// The database.
  var path: String { directory + "/results.sqlite" }
  /// The file whose lock the writer holds.
  var lockPath: String { directory + "/results.lock" }

  /// Whether a file stands where the directory should be.
  var isFile: Bool {
    let attributes = try? FileManager.default.attributesOfItem(atPath: directory)
    return attributes?[.type] as? FileAttributeType == .typeRegular
  }

  /// What a database says it is.
  enum Kind: Hashable {
    /// There is no file, or one without content.
    case empty
    /// A database of this program and schema.
    case store
    /// A database of this program with a schema that is brought up to date by who writes next.
    case outdated(version: Int32)
  }

  /// Makes the directory if there is none.
  func createDirectory() throws(StoreError) {
    do {
      try FileManager.default.createDirectory(
        atPath: directory, withIntermediateDirectories: true)
    } catch CocoaError.fileWriteFileExists {
      throw .notADirectory(path: directory)
    } catch {
      throw .refused(
        path: directory, reason: "the folder cannot be made: \(systemReason(error))")
    }
  }

  /// Whether there is a database, whatever it is.
  var exists: Bool { FileManager.default.fileExists(atPath: path) }

  /// The directories right within another one that hold a database, by name.
  static func directories(within directory: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    return names.sorted().map { "\(directory)/\($0)" }.filter { StoreFile(directory: $0).exists }
  }

  /// Removes the database and its lock.
  func remove() {
    for path in [path, lockPath] { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Looks at the header of the database.
  ///
  /// SQLite itself is not asked: it would leave files beside a database of another program, and
  /// could change the database.
  func kind() throws(StoreError) -> Kind {
    guard FileManager.default.fileExists(atPath: path) else { return .empty }
    guard !isSpecialFile(path) else { throw .notADatabase(path: path) }
    let header: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      header = try handle.read(upToCount: Self.headerSize) ?? Data()
    } catch {
      throw StoreError(error, path: path)
    }
    guard !header.isEmpty else { return .empty }
    guard header.count == Self.headerSize, header.starts(with: Self.magic) else {
      throw .notADatabase(path: path)
    }
    return try kind(
      applicationID: Self.integer(at: 68, in: header), version: Self.integer(at: 60, in: header))
  }

  /// Throws unless a database says that it is ours.
  func kind(applicationID: Int32, version: Int32) throws(StoreError) -> Kind {
    guard applicationID == StoreSchema.applicationID else { throw .otherProgram(path: path) }
    return switch version {
    case StoreSchema.version: .store
    case StoreSchema.oldestVersion..<StoreSchema.version: .outdated(version: version)
    default: throw .otherVersion(path: path, found: Int(version), known: Int(StoreSchema.version))
    }
  }

  // SQLite file format §1.3: big-endian integers at fixed places.
  private static let headerSize = 100
  private static let magic = Array("SQLite format 3\0".utf8)

  private static func integer(at offset: Int, in header: Data) -> Int32 {
    Int32(
      bitPattern: header[header.startIndex + offset..<header.startIndex + offset + 4]
        .reduce(0) { $0 << 8 | UInt32($1) })
  }
}
