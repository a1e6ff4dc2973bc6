import CMPI

/// All processes of the job (`MPI_COMM_WORLD`), seen from one of them.
///
/// To be used on the main thread only (MPI 3.1 §12.4.3, MPI_THREAD_FUNNELED). Nothing here waits:
/// Open MPI's own waiting uses a whole core.
@safe
struct Communicator {
  private let handle: MPI_Comm
  /// This process, from 0.
  let rank: Int
  /// The number of processes.
  let size: Int
  /// The name of the machine.
  let processorName: String

  /// The communicator of all processes, whose errors are returned as codes (MPI 3.1 §8.3).
  ///
  /// The corresponding C functions are `MPI_Comm_set_errhandler`, `MPI_Comm_rank`,
  /// `MPI_Comm_size` and `MPI_Get_processor_name`.
  init() throws(MPIError) {
    unsafe handle = MPI_COMM_WORLD
    try check(
      "MPI_Comm_set_errhandler", unsafe MPI_Comm_set_errhandler(handle, MPI_ERRORS_RETURN))
    var (rank, size, length): (CInt, CInt, CInt) = (0, 0, 0)
    try check("MPI_Comm_rank", unsafe MPI_Comm_rank(handle, &rank))
    try check("MPI_Comm_size", unsafe MPI_Comm_size(handle, &size))
    var code = MPI_SUCCESS
    let name = unsafe [CChar](unsafeUninitializedCapacity: Int(MPI_MAX_PROCESSOR_NAME)) {
      buffer, filled in
      unsafe code = MPI_Get_processor_name(buffer.baseAddress, &length)
      filled = code == MPI_SUCCESS ? Int(length) : 0
    }
    try check("MPI_Get_processor_name", code)
    self.rank = Int(rank)
    self.size = Int(size)
    processorName = String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The name and version of the MPI library, as it calls itself (MPI 3.1 §8.1.1).
  ///
  /// Empty if it does not tell. May be asked before MPI is started (MPI 3.1 §8.7.1). The
  /// corresponding C function is `MPI_Get_library_version`.
  static var mpiLibrary: String {
    var length: CInt = 0
    let name = unsafe [CChar](unsafeUninitializedCapacity: Int(MPI_MAX_LIBRARY_VERSION_STRING)) {
      buffer, filled in
      let code = unsafe MPI_Get_library_version(buffer.baseAddress, &length)
      filled = code == MPI_SUCCESS ? Int(length) : 0
    }
    let text = String(decoding: name.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    // Open MPI goes on with where and by whom it was packaged.
    return String(text.prefix { $0 != "," && $0 != "\0" })
  }

  /// A message that was announced: who sent it, and the operation that receives it.
  struct Arrival {
    /// The rank that sent it.
    let source: Int
    /// Done once the whole message is here.
    let request: Request

    /// The sender and the message, which is complete.
    var content: (source: Int, bytes: [UInt8]) { (source, request.content) }
  }

  /// Begins to receive the next message of any source and tag if one is announced (MPI 3.1
  /// §3.8.2).
  ///
  /// The probe claims the message it finds, so its length is known before the buffer is made and
  /// no other call can take it in between. The receive does not wait for the content: MPI_Mrecv
  /// does, for ever if the sender has died. The corresponding C functions are `MPI_Improbe`,
  /// `MPI_Get_count` and `MPI_Imrecv`.
  func startReceiveIfPresent() throws(MPIError) -> Arrival? {
    var present: CInt = 0
    var envelope = MPI_Status()
    var claimed: MPI_Message?
    try check(
      "MPI_Improbe",
      unsafe MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, handle, &present, &claimed, &envelope))
    guard present != 0 else { return nil }

    var count: CInt = 0
    try check("MPI_Get_count", unsafe MPI_Get_count(&envelope, MPI_BYTE, &count))
    let request = Request(capacity: Int(count))
    let buffer = unsafe request.bytes
    try check(
      "MPI_Imrecv",
      unsafe MPI_Imrecv(buffer.baseAddress, count, MPI_BYTE, &claimed, &request.handle))
    return Arrival(source: Int(envelope.MPI_SOURCE), request: request)
  }

  /// Begins to send bytes to a rank, with tag 0 (MPI 3.1 §3.7.2).
  ///
  /// The corresponding C function is `MPI_Isend`.
  func startSend(_ bytes: [UInt8], to rank: Int) throws(MPIError) -> Request {
    let request = Request(holding: bytes)
    let buffer = unsafe request.bytes
    try check(
      "MPI_Isend",
      unsafe MPI_Isend(
        buffer.baseAddress, CInt(buffer.count), MPI_BYTE, CInt(rank), 0, handle, &request.handle))
    return request
  }

  /// Says that this process has come to its end; complete once all have (MPI 3.1 §5.12.1).
  ///
  /// The corresponding C function is `MPI_Ibarrier`.
  func startBarrier() throws(MPIError) -> Request {
    let request = Request(holding: [])
    try check("MPI_Ibarrier", unsafe MPI_Ibarrier(handle, &request.handle))
    return request
  }

  /// Ends all processes of the job (MPI 3.1 §8.7).
  ///
  /// The corresponding C function is `MPI_Abort`.
  func abort(code: CInt) {
    // There is nothing to do about an abort that fails but to exit.
    _ = unsafe MPI_Abort(handle, code)
  }
}

/// An operation that has begun (MPI 3.1 §3.7), with the bytes that MPI may read or write until it
/// is done.
///
/// A class, because MPI keeps their address.
@safe
final class Request {
  fileprivate var handle: MPI_Request?
  fileprivate let bytes: UnsafeMutableBufferPointer<UInt8>
  private var isDone = false

  fileprivate init(holding content: [UInt8]) {
    unsafe bytes = .allocate(capacity: content.count)
    _ = unsafe bytes.initialize(from: content)
  }

  fileprivate init(capacity: Int) {
    unsafe bytes = .allocate(capacity: capacity)
    // MPI does not tell Swift what it writes.
    unsafe bytes.initialize(repeating: 0)
  }

  /// The bytes, once the operation is done.
  fileprivate var content: [UInt8] {
    precondition(isDone, "the content of a message is asked for before it has arrived")
    return unsafe Array(bytes)
  }

  /// Looks whether the operation is done (MPI 3.1 §3.7.3).
  ///
  /// The corresponding C function is `MPI_Test`.
  func test() throws(MPIError) -> Bool {
    guard !isDone else { return true }
    var done: CInt = 0
    var status = MPI_Status()
    try check("MPI_Test", unsafe MPI_Test(&handle, &done, &status))
    isDone = done != 0
    return isDone
  }

  /// Frees the bytes, unless MPI may still use them.
  deinit {
    if isDone { unsafe bytes.deallocate() }
  }
}
