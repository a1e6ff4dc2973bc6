/// The bytes of a trial that is written down between two steps.
///
/// All numbers are little-endian, those of the network by their bit pattern; the fields are:
/// ```
/// magic          4 bytes  "gswt"
/// version        2 bytes
/// length         8 bytes  of what follows, the checksum left out
/// configuration           canonical JSON with a budget of 0, as a text
/// budget         8 bytes
/// step           8 bytes
/// trajectory              without the evaluation that ended the trial
/// batches                 start, generator and order; nothing with a full batch
/// parameters              with their padding
/// memory                  of the optimizer, then of each intervention
/// checksum       4 bytes  CRC-32C of all bytes before it
/// ```
/// Split, samples, evaluated steps and stop rule follow from the configuration and the trajectory.
enum TrainerState {
  /// The format; it changes whenever anything above or the memory of an intervention does.
  static let version: UInt16 = 1
  static let magic: [UInt8] = Array("gswt".utf8)
  static let headerLength = 14
  private static let checksumLength = 4

  /// Puts header and checksum around a content.
  static func seal(_ content: ByteWriter) -> [UInt8] {
    var writer = ByteWriter(capacity: headerLength + content.bytes.count + checksumLength)
    writer.bytes += magic
    writer.write(version)
    writer.write(content.bytes.count)
    writer.bytes += content.bytes
    var checksum = CRC32C()
    checksum.update(writer.bytes[...])
    writer.write(checksum.value)
    return writer.bytes
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

extension TrainerCore {
  /// What training carries from step to step, in the order in which it is written.
  private var memory: [any CarriedMemory] {
    let carried: [any CarriedMemory] = [parameters.flat] + optimizer.memory
    return if let batches { [batches] + carried } else { carried }
  }

  /// Writes the trial down.
  func state() -> [UInt8] {
    precondition(ending != .diverged, "the trial has diverged at step \(step)")
    var writer = ByteWriter()
    writer.write(configuration.withoutBudget)
    writer.write(configuration.steps)
    writer.write(step)
    writer.write(ending == nil ? trajectory : Array(trajectory.dropLast()))
    for part in memory { part.write(to: &writer) }
    return TrainerState.seal(writer)
  }

  /// Takes a state up from where its step stands.
  mutating func restore(from reader: inout ByteReader) throws(CheckpointError) {
    let step: Int
    do throws(ByteError) {
      step = try reader.readCount("step")
      trajectory = try reader.readTrajectory()
      for part in memory { try part.restore(from: &reader) }
    } catch {
      throw CheckpointError(error)
    }
    guard reader.remaining == 0 else { throw .surplus(reader.remaining) }
    try checkTrajectory(upTo: step)
    optimizer.resume(after: step)
    for evaluation in trajectory { _ = stop?.isMet(by: evaluation) }
  }

  /// Checks that the next step is this trial's, and its evaluations are what this trial measures.
  private func checkTrajectory(upTo step: Int) throws(CheckpointError) {
    guard step <= configuration.steps, trajectory.count < evaluatedSteps.count else {
      throw .budget(step: step, budget: configuration.steps)
    }
    let isOwn = zip(trajectory, evaluatedSteps).allSatisfy { evaluation, evaluated in
      let points =
        configuration.pruning.steps.contains(evaluated) ? configuration.pruning.points : 0
      return evaluation.step == evaluated
        && evaluation.tensorNorm2.count == parameters.layout.tensors.count
        && (evaluation.pruning?.accuracies.count ?? 0) == points
    }
    guard isOwn else { throw .value(field: "trajectory") }
    let next = evaluatedSteps[trajectory.count]
    guard (trajectory.last?.step ?? 0)...next ~= step else { throw .value(field: "step") }
  }
}
