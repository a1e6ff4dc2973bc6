import GRDB
import GRDBSQLite

/// A prepared statement whose values are bound and read one at a time, without a list of boxes.
///
/// Values are bound in the order of the question marks. A statement is ready for its next values as
/// soon as it has run to its end. The corresponding C functions are `sqlite3_bind_…`,
/// `sqlite3_step`, `sqlite3_column_…` and `sqlite3_reset`.
struct StoreStatement {
  private let statement: Statement
  private var bound: CInt = 0

  /// Prepares a statement, or takes it from those that the connection has prepared before.
  init(_ sql: String, in db: Database) throws {
    statement = try db.cachedStatement(sql: sql)
    reset()
  }

  // MARK: - Values in

  mutating func bind(_ value: Int) {
    check(unsafe sqlite3_bind_int64(statement.sqliteStatement, nextParameter(), Int64(value)))
  }

  /// Binds a number, or NULL if it is not finite.
  mutating func bind(_ value: Double) {
    guard value.isFinite else { return bindNull() }
    check(unsafe sqlite3_bind_double(statement.sqliteStatement, nextParameter(), value))
  }

  /// Binds a value, or NULL if there is none.
  mutating func bind(_ value: Int?) {
    if let value { bind(value) } else { bindNull() }
  }

  /// Binds a number, or NULL if there is none or it is not finite.
  mutating func bind(_ value: Double?) { bind(value ?? .nan) }

  mutating func bind(_ text: String) {
    check(
      unsafe sqlite3_bind_text(
        statement.sqliteStatement, nextParameter(), text, CInt(text.utf8.count), Self.copied))
  }

  private mutating func bindNull() {
    check(unsafe sqlite3_bind_null(statement.sqliteStatement, nextParameter()))
  }

  /// Binds numbers as a blob: eight bytes each, as in memory, which is little-endian on all
  /// processors that this program is built for.
  mutating func bind(_ numbers: [Double]) {
    let parameter = nextParameter()
    check(
      unsafe numbers.withUnsafeBytes { bytes in
        // Nothing has no address, and would be NULL.
        unsafe bytes.isEmpty
          ? sqlite3_bind_zeroblob(statement.sqliteStatement, parameter, 0)
          : sqlite3_bind_blob(
            statement.sqliteStatement, parameter, bytes.baseAddress, CInt(bytes.count),
            Self.copied)
      })
  }

  // MARK: - Running

  /// Goes to the next row, if there is one.
  mutating func next() throws -> Bool {
    let code = unsafe sqlite3_step(statement.sqliteStatement)
    guard code != SQLITE_ROW else { return true }
    defer { reset() }
    guard code == SQLITE_DONE else {
      let connection = unsafe sqlite3_db_handle(statement.sqliteStatement)
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: unsafe String(cString: sqlite3_errmsg(connection)))
    }
    return false
  }

  /// Carries out the statement.
  mutating func run() throws { while try next() {} }

  /// Leaves out the rows that have not been read.
  mutating func reset() {
    _ = unsafe sqlite3_reset(statement.sqliteStatement)  // Repeats an error that was thrown.
    bound = 0
  }

  // MARK: - Values out

  func integer(_ column: CInt) -> Int {
    Int(unsafe sqlite3_column_int64(statement.sqliteStatement, column))
  }

  /// A number; NaN if it is NULL.
  func number(_ column: CInt) -> Double {
    isNull(column) ? .nan : unsafe sqlite3_column_double(statement.sqliteStatement, column)
  }

  func integerIfPresent(_ column: CInt) -> Int? { isNull(column) ? nil : integer(column) }

  func numberIfPresent(_ column: CInt) -> Double? { isNull(column) ? nil : number(column) }

  func text(_ column: CInt) -> String {
    guard let text = unsafe sqlite3_column_text(statement.sqliteStatement, column) else {
      return ""
    }
    return unsafe String(cString: text)
  }

  /// The numbers of a blob, or `nil` if it is none of whole numbers of eight bytes.
  func numbers(_ column: CInt) -> [Double]? {
    let size = Int(unsafe sqlite3_column_bytes(statement.sqliteStatement, column))
    guard size.isMultiple(of: 8), !isNull(column) else { return nil }
    let bytes = unsafe UnsafeRawBufferPointer(
      start: sqlite3_column_blob(statement.sqliteStatement, column), count: size)
    return unsafe [Double](unsafeUninitializedCapacity: size / 8) { buffer, count in
      unsafe UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
      count = size / 8
    }
  }

  func isNull(_ column: CInt) -> Bool {
    unsafe sqlite3_column_type(statement.sqliteStatement, column) == SQLITE_NULL
  }

  // MARK: - SQLite's conventions

  /// `SQLITE_TRANSIENT`: SQLite takes a copy of what is bound.
  private static var copied: sqlite3_destructor_type {
    unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  private mutating func nextParameter() -> CInt {
    bound += 1
    return bound
  }

  private func check(_ code: CInt) {
    precondition(code == SQLITE_OK, "SQLite cannot bind value \(bound): error \(code)")
  }
}
