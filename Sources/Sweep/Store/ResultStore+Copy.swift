import GRDB

extension ResultStore {
  /// Copies the store as it is at this moment into another directory, while a run may go on.
  func copy(to directory: String) throws(StoreError) {
    let copy = StoreFile(directory: directory)
    do {
      let target = try DatabaseQueue(path: copy.path)
      try database.backup(to: target)
      try target.close()
    } catch {
      throw StoreError(error, path: copy.path)
    }
  }
}
