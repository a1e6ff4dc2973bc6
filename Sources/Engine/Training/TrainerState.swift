/// A trial that is written down between two steps.
///
/// All numbers are little-endian, those of the network by their bit pattern; the fields are:
/// ```
/// magic          4 bytes  "gswt"
/// version        2 bytes
/// length         8 bytes  of what follows, the checksum left out
/// configuration           canonical JSON with a budget of 0, as a text
/// budget         8 bytes
/// step           8 bytes
/// kernels                 the BLAS kernels it was trained on, with the steps since when
/// trajectory              without the evaluation that ended the trial
/// batches                 start, generator and order; nothing with a full batch
/// parameters
/// memory                  of the optimizer, then of each intervention
/// checksum       4 bytes  CRC-32C of all bytes before it
/// ```
/// Split, samples, evaluated steps and stop rule follow from the configuration and the trajectory.
///
/// All is copied once, into memory of the right size. The checksum is made by ``pieces``, which any
/// thread may ask for while the trial goes on.
public struct TrainerState: Sendable {
  /// The format; it changes whenever anything above or the memory of an intervention does.
  static let version: UInt16 = 2
  static let magic: [UInt8] = Array("gswt".utf8)
  static let headerLength = 14
  private static let checksumLength = 4

  /// All but the checksum.
  private var unsealed: ByteWriter

  /// Writes a trial down.
  ///
  /// - Parameters:
  ///   - configuration: the trial's.
  ///   - capacity: the number of bytes of its parameters and memory.
  ///   - write: writes everything from the step on.
  init(
    of configuration: TrialConfiguration, capacity: Int, _ write: (inout ByteWriter) -> Void
  ) {
    let common = configuration.withoutBudget
    // The trajectory has a few hundred bytes an evaluation; it grows if that is not enough.
    unsealed = ByteWriter(capacity: Self.headerLength + common.utf8.count + capacity + 1 << 17)
    unsealed.bytes += Self.magic
    unsealed.write(Self.version)
    unsealed.write(0)
    unsealed.write(common)
    unsealed.write(configuration.steps)
    write(&unsealed)
    var length = ByteWriter()
    length.write(unsealed.bytes.count - Self.headerLength)
    unsealed.bytes.replaceSubrange(Self.headerLength - 8..<Self.headerLength, with: length.bytes)
  }

  /// All bytes: those that were copied, then their checksum.
  public var pieces: [[UInt8]] {
    var checksum = CRC32C()
    checksum.update(unsealed.bytes[...])
    var seal = ByteWriter()
    seal.write(checksum.value)
    return [unsealed.bytes, seal.bytes]
  }

  /// Checks that bytes are a whole state of a trial, and returns their reader at its step.
  static func open(
    _ bytes: [UInt8], of configuration: TrialConfiguration
  ) throws(CheckpointError) -> ByteReader {
    var reader = try unseal(bytes)
    let (found, budget): (String, Int)
    do throws(ByteError) {
      (found, budget) = (try reader.readText("configuration"), try reader.readCount("budget"))
    } catch {
      throw CheckpointError(error)
    }
    guard found == configuration.withoutBudget else { throw .configuration(found: found) }
    guard budget == configuration.steps || !configuration.schedule.cosine else {
      throw .schedule(found: budget, expected: configuration.steps)
    }
    return reader
  }

  private static func unseal(_ bytes: [UInt8]) throws(CheckpointError) -> ByteReader {
    guard bytes.count >= headerLength + checksumLength else { throw .truncated }
    let end = bytes.count - checksumLength
    var (content, checksum) = (ByteReader(bytes[..<end]), ByteReader(bytes[end...]))
    let (start, found, length, expected): (ArraySlice<UInt8>, UInt16, Int, UInt32)
    do throws(ByteError) {
      start = try content.readBytes(magic.count)
      found = try content.readInteger(UInt16.self)
      length = try content.readCount("length")
      expected = try checksum.readInteger(UInt32.self)
    } catch {
      throw CheckpointError(error)
    }
    guard start.elementsEqual(magic) else { throw .foreign }
    guard found == version else {
      throw .version(found: Int(found), expected: Int(version))
    }
    guard length <= content.remaining else { throw .truncated }
    guard length == content.remaining else { throw .surplus(content.remaining - length) }
    var computed = CRC32C()
    computed.update(bytes[..<end])
    guard expected == computed.value else {
      throw .checksum(found: expected, computed: computed.value)
    }
    return content
  }
}

extension TrialConfiguration {
  /// The canonical JSON with a budget of 0: what two budgets of one trial have in common.
  fileprivate var withoutBudget: String {
    var common = self
    common.steps = 0
    return common.node.canonicalJSON
  }
}
