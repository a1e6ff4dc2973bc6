import CMPI

/// A call into the MPI library that did not return `MPI_SUCCESS`.
struct MPIError: Error, Hashable, Sendable {
  /// The function, spelled as in the standard: `MPI_Mrecv`.
  let function: String
  /// The implementation's own error code.
  let code: CInt
}

extension MPIError: CustomStringConvertible {
  /// The function and the library's words for the code (MPI 3.1 §8.3).
  ///
  /// The corresponding C function is `MPI_Error_string`.
  var description: String {
    var length: CInt = 0
    let text = unsafe [CChar](unsafeUninitializedCapacity: Int(MPI_MAX_ERROR_STRING)) {
      buffer, filled in
      if unsafe MPI_Error_string(code, buffer.baseAddress, &length) != MPI_SUCCESS { length = 0 }
      filled = Int(length)
    }
    return "\(function): "
      + (text.isEmpty
        ? "code \(code)" : String(decoding: text.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }
}

/// Throws unless `code` is `MPI_SUCCESS`.
///
/// Every MPI call of this program goes through here, so that none can be ignored by accident.
func check(_ function: String, _ code: CInt) throws(MPIError) {
  guard code == MPI_SUCCESS else { throw MPIError(function: function, code: code) }
}
