import GRDB

extension ResultStore {
  /// The remarks, the oldest first.
  func notes() throws(StoreError) -> [StoreNote] {
    try reading { db in
      guard try db.tableExists("notes") else { return [] }
      return try Row.fetchAll(db, sql: "SELECT at, user, host, text FROM notes ORDER BY at, id")
        .map { StoreNote(at: $0["at"], user: $0["user"], host: $0["host"], text: $0["text"]) }
    }
  }

  /// Leaves remarks, apart from those that are there already.
  ///
  /// - Precondition: the store was opened for writing.
  func add(_ notes: [StoreNote]) throws(StoreError) {
    try writing { db in try Self.insert(notes, in: db) }
  }

  /// Inserts remarks, apart from those that are there already.
  static func insert(_ notes: [StoreNote], in db: Database) throws {
    guard !notes.isEmpty else { return }
    try db.execute(
      sql: """
        CREATE TABLE IF NOT EXISTS notes (
          id INTEGER PRIMARY KEY,
          at REAL NOT NULL,         -- seconds since 1970
          user TEXT NOT NULL,
          host TEXT NOT NULL,
          text TEXT NOT NULL,
          UNIQUE (at, user, host, text)
        )
        """)
    for note in notes {
      try db.execute(
        sql: "INSERT INTO notes (at, user, host, text) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        arguments: [note.at, note.user, note.host, note.text])
    }
  }
}
