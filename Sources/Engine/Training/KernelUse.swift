/// A BLAS kernel, and the number of steps after which a trial went on with it.
public struct KernelUse: Hashable, Sendable {
  /// The kernel, as ``BLAS/kernel`` names it.
  public let kernel: String
  /// The number of steps that were taken before.
  public let since: Int

  /// Names a kernel, and when it was first used.
  public init(_ kernel: String, since: Int) { (self.kernel, self.since) = (kernel, since) }
}

extension [KernelUse] {
  /// Adds that a trial goes on with a kernel after so many steps.
  mutating func goOn(with kernel: String, after step: Int) {
    if last?.kernel == kernel { return }
    if last?.since == step { removeLast() }
    append(KernelUse(kernel, since: step))
  }
}

extension ByteWriter {
  /// Writes kernels: their number, then these.
  public mutating func write(_ kernels: [KernelUse]) {
    write(kernels.count)
    for use in kernels {
      write(use.kernel)
      write(use.since)
    }
  }
}

extension ByteReader {
  /// Reads kernels.
  public mutating func readKernels() throws(ByteError) -> [KernelUse] {
    try readList(try readCount("kernels", ofAtLeast: 16)) { reader throws(ByteError) in
      KernelUse(try reader.readText("kernel"), since: try reader.readCount("since"))
    }
  }
}
