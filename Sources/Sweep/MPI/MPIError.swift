import CMPI

/// A call into the MPI library that did not return `MPI_SUCCESS`.
struct MPIError: Error, Hashable, Sendable {
  /// The function, spelled as in the standard: `MPI_Mrecv`.
  let function: String
  /// The implementation's own error code.
  let code: Int32
}

extension MPIError: CustomStringConvertible {
  /// The function and the library's words for the code (MPI 3.1 §8.3), on one line.
  ///
  /// The corresponding C function is `MPI_Error_string`.
  var description: String {
    let text = unsafe textOfMPI { unsafe _ = cmpi_error_string(code, $0) }
    return "\(function): \(text.isEmpty ? "code \(code)" : singleLine(text))"
  }
}

/// Throws unless `code` is that of success, which is 0 in every MPI (MPI 3.1 §8.4).
///
/// Every MPI call of this program goes through here, so that none can be ignored by accident.
func check(_ function: String, _ code: Int32) throws(MPIError) {
  guard code == 0 else { throw MPIError(function: function, code: code) }
}

/// A text that MPI writes into a buffer, with a 0 at its end; empty if it does not.
func textOfMPI(_ write: (UnsafeMutablePointer<CChar>) -> Void) -> String {
  let capacity = Int(CMPI_TEXT_CAPACITY)
  let characters = unsafe [CChar](unsafeUninitializedCapacity: capacity) { buffer, filled in
    unsafe buffer.initialize(repeating: 0)
    if let start = buffer.baseAddress { unsafe write(start) }
    filled = capacity
  }
  return String(
    decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
