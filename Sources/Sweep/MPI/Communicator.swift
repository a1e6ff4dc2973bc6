import CMPI

/// All processes of the job (`MPI_COMM_WORLD`), seen from one of them.
///
/// To be used on the main thread only (MPI 3.1 §12.4.3, MPI_THREAD_FUNNELED). Nothing here waits:
/// Open MPI's own waiting uses a whole core.
struct Communicator {
  /// This process, from 0.
  let rank: Int
  /// The number of processes.
  let size: Int
  /// The name of the machine.
  let processorName: String

  /// The communicator of all processes, whose errors are returned as codes (MPI 3.1 §8.3).
  ///
  /// The corresponding C functions are `MPI_Comm_rank`, `MPI_Comm_size` and
  /// `MPI_Get_processor_name`.
  init() throws(MPIError) {
    var (rank, size): (Int32, Int32) = (0, 0)
    try check("MPI_Comm_rank", unsafe cmpi_rank(&rank))
    try check("MPI_Comm_size", unsafe cmpi_size(&size))
    self.rank = Int(rank)
    self.size = Int(size)
    var code: Int32 = 0
    processorName = unsafe textOfMPI { unsafe code = cmpi_processor_name($0) }
    try check("MPI_Get_processor_name", code)
  }

  /// The MPI library that this program runs with (MPI 3.1 §8.1.1).
  ///
  /// May be asked before MPI is started (MPI 3.1 §8.7.1). The corresponding C function is
  /// `MPI_Get_library_version`.
  static var library: MPILibrary {
    MPILibrary(version: unsafe textOfMPI { unsafe cmpi_library_version($0) })
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
    var (isPresent, source, count): (Int32, Int32, Int32) = (0, 0, 0)
    var message = cmpi_message()
    try check("MPI_Improbe", unsafe cmpi_improbe(&isPresent, &message, &source, &count))
    guard isPresent != 0 else { return nil }

    let request = Request(capacity: Int(count))
    let buffer = unsafe request.bytes
    try check(
      "MPI_Imrecv", unsafe cmpi_imrecv(message, buffer.baseAddress, count, &request.handle))
    return Arrival(source: Int(source), request: request)
  }

  /// Begins to send bytes to a rank, with tag 0 (MPI 3.1 §3.7.2).
  ///
  /// The corresponding C function is `MPI_Isend`.
  func startSend(_ bytes: [UInt8], to rank: Int) throws(MPIError) -> Request {
    let request = Request(holding: bytes)
    let buffer = unsafe request.bytes
    try check(
      "MPI_Isend",
      unsafe cmpi_isend(
        buffer.baseAddress, Int32(buffer.count), Int32(rank), &request.handle))
    return request
  }

  /// Says that this process has come to its end; complete once all have (MPI 3.1 §5.12.1).
  ///
  /// The corresponding C function is `MPI_Ibarrier`.
  func startBarrier() throws(MPIError) -> Request {
    let request = Request(holding: [])
    try check("MPI_Ibarrier", unsafe cmpi_ibarrier(&request.handle))
    return request
  }

  /// Ends all processes of the job (MPI 3.1 §8.7).
  ///
  /// The corresponding C function is `MPI_Abort`.
  func abort(code: Int32) {
    // There is nothing to do about an abort that fails but to exit.
    // MPICH's launcher drops what is printed and not yet passed on when it ends a job.
    LoopClock.system.sleep(0.5)
    _ = cmpi_abort(code)
  }
}

/// An operation that has begun (MPI 3.1 §3.7), with the bytes that MPI may read or write until it
/// is done.
///
/// A class, because MPI keeps their address.
@safe
final class Request {
  fileprivate var handle = cmpi_request()
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
    var done: Int32 = 0
    try check("MPI_Test", unsafe cmpi_test(&handle, &done))
    isDone = done != 0
    return isDone
  }

  /// Frees the bytes, unless MPI may still use them.
  deinit {
    if isDone { unsafe bytes.deallocate() }
  }
}
