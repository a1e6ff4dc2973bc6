import Testing

@testable import Engine

@Suite("A trial that is written down and taken up again")
struct TrainerStateTests {
  /// The result and the final state of a trial, taken on from where its trainer stands.
  private func finished(_ trainer: Trainer) -> (TrialResult, [UInt8]) {
    let trainer = trainer
    while trainer.advance() != nil {}
    return (trainer.result, trainer.state())
  }

  private func trainer(_ configuration: TrialConfiguration, upTo step: Int) -> Trainer {
    let trainer = Trainer(configuration)
    while trainer.step < step { _ = trainer.advance(atMost: step - trainer.step) }
    return trainer
  }

  @Test("ends as if it had not been interrupted, whatever is trained, bit for bit")
  func resumes() throws {
    var generator = Generator(seed: 1, stream: "interruptions")
    for (name, configuration) in TrialVariations.all(steps: 60) {
      let undisturbed = finished(Trainer(configuration))
      var interrupted = Trainer(configuration)
      var states = 0
      while interrupted.advance(atMost: 1 + generator.integer(below: 9)) != .ended {
        guard generator.integer(below: 5) == 0 else { continue }
        interrupted = try Trainer(configuration, resuming: interrupted.state())
        states += 1
      }
      #expect(states > 0, "\(name)")
      #expect(interrupted.result == undisturbed.0, "\(name)")
      #expect(interrupted.state() == undisturbed.1, "\(name)")
    }
  }

  @Test("goes on to a larger budget as if it had been so from the start")
  func extends() throws {
    for (name, var configuration) in TrialVariations.all(steps: 60) {
      // The shorter budget's last step is evaluated and pruned anyway, pruned less, or neither.
      configuration.evaluation.every = name.count % 2 == 0 ? 7 : 10
      configuration.pruning.steps = name.count % 3 == 0 ? [20, 30] : [30]
      let undisturbed = finished(Trainer(configuration))
      for step in [13, 20, 21] {
        var shorter = configuration
        shorter.steps = step
        let state = finished(Trainer(shorter)).1
        let extended = finished(try Trainer(configuration, resuming: state))
        #expect(extended.0 == undisturbed.0, "\(name), \(step)")
        #expect(extended.1 == undisturbed.1, "\(name), \(step)")
      }
    }
  }

  @Test("counts towards its stop rule what it evaluated before")
  func stops() throws {
    var configuration = smallTrial(input: .twoHot, activation: .quadratic, steps: 60)
    var stop = StopRule()
    (stop.testAccuracy, stop.sustained, stop.extra) = (1e-9, 5, 1.2)
    configuration.stop = stop
    configuration.evaluation.every = 3
    configuration.trainFraction = 0.8
    let undisturbed = finished(Trainer(configuration))
    try #require(undisturbed.0.ending == .stopped)
    for step in 1...undisturbed.0.steps {
      let state = trainer(configuration, upTo: step).state()
      #expect(finished(try Trainer(configuration, resuming: state)) == undisturbed, "\(step)")
      // The step that ends a shorter budget may meet the rule of the longer one.
      var shorter = configuration
      shorter.steps = step
      let final = finished(Trainer(shorter)).1
      #expect(finished(try Trainer(configuration, resuming: final)).0 == undisturbed.0, "\(step)")
    }
  }

  @Test("gives its owner a turn after so many steps, which changes nothing")
  func pieces() {
    for batch in TrialVariations.batches {
      var configuration = smallTrial(steps: 100)
      (configuration.batch, configuration.evaluation.every) = (batch, 30)
      var (trainer, evaluations, trainedSteps) = (Trainer(configuration), [Evaluation](), [Int]())
      var before = 0
      loop: while true {
        switch trainer.advance(atMost: 7) {
        case .trained(let step):
          #expect(step == trainer.step && step == before + 7)
          trainedSteps.append(step)
        case .evaluated(let evaluation): evaluations.append(evaluation)
        case .ended: break loop
        }
        // A full batch is evaluated by the pass of the step that follows.
        #expect(trainer.step - before <= (batch == .full ? 8 : 7))
        before = trainer.step
      }
      #expect(trainedSteps.count == 13)
      #expect(trainer.result == trained(configuration))
      #expect(evaluations == trainer.result.trajectory)
      #expect(trainer.advance(atMost: 1) == .ended && trainer.advance() == nil)
    }
  }

  @Test("is as long as its layout says")
  func length() throws {
    for (name, var configuration) in TrialVariations.all(steps: 60) {
      configuration.pruning.steps = [10]
      let core = configuration.trainer([:], Float.self)
      let state = trainer(configuration, upTo: 30).state()
      var common = configuration
      common.steps = 0
      let grid = configuration.evaluation.steps(upTo: 60, including: [])
      // With a full batch, the pass that measures step 29 trains step 30.
      let evaluated = grid.count { configuration.batch == .full ? $0 < 30 : $0 <= 30 }
      let tensors = core.parameters.layout.tensors.count
      let trajectory = 8 + evaluated * (56 + 8 * tensors) + 8 * 41
      let order =
        switch configuration.batch {
        case .full: 0
        case .fixed, .withReplacement: 8 + 32
        case .shuffled: 8 + 32 + 8 * core.split.train.count
        }
      let size = configuration.precision == .float32 ? 4 : 8
      let layout = core.parameters.layout
      let count = layout.tensors.reduce(0) { $0 + $1.count }
      var scalars = count * (configuration.optimizer.chosen is SGD ? 2 : 3)
      var lengths = 0
      for intervention in configuration.interventions {
        switch intervention.chosen {
        case is GrokfastEMA: scalars += count
        case let average as GrokfastMA: scalars += (average.window + 1) * layout.count
        case is Muon:
          scalars += layout.tensors.filter(\.isHiddenMatrix).reduce(0) { $0 + $1.count }
        case let clamp as NormClamp: lengths += clamp.per == .network ? 1 : tensors
        default: break
        }
      }
      let kernels = 8 + 8 + BLAS.kernel.utf8.count + 8
      let head = 14 + 8 + common.node.canonicalJSON.utf8.count + 16 + kernels
      let memory: Int = order + size * scalars + 8 * lengths
      #expect(state.count == head + trajectory + memory + 4, "\(name)")
    }
  }

  // MARK: What is refused

  private var small: TrialConfiguration {
    var configuration = smallTrial(modulus: 3, width: 2, precision: .float32, steps: 20)
    configuration.batch = TrialVariations.batches[1]
    return configuration
  }

  private func error(
    _ configuration: TrialConfiguration, _ state: [UInt8]
  ) -> CheckpointError? {
    do throws(CheckpointError) {
      _ = try Trainer(configuration, resuming: state)
      return nil
    } catch {
      return error
    }
  }

  @Test("is refused with any byte changed, cut off or added")
  func damaged() {
    let state = trainer(small, upTo: 5).state()
    #expect(error(small, state) == nil)
    for position in state.indices {
      for change in [UInt8(1), 0x80, 0xff] {
        var damaged = state
        damaged[position] ^= change
        #expect(error(small, damaged) != nil, "byte \(position)")
      }
      #expect(error(small, Array(state[..<position])) == .truncated, "length \(position)")
    }
    #expect(error(small, state + [0]) == .surplus(1))
    var other = state
    other[0] = 0
    #expect(error(small, other) == .foreign)
    other = state
    other[4] = 9
    #expect(error(small, other) == .version(found: 9, expected: 2))
  }

  @Test("does not trap on any content, even under a right checksum")
  func forged() {
    let state = trainer(small, upTo: 5).state()
    var generator = Generator(seed: 2, stream: "forgeries")
    var refused = 0
    for trial in 0..<4000 {
      var content = ByteWriter()
      content.bytes = Array(state[TrainerState.headerLength..<(state.count - 4)])
      let start = trial % content.bytes.count
      for position in start..<min(start + 1 + trial % 8, content.bytes.count) {
        content.bytes[position] = UInt8(truncatingIfNeeded: generator.next())
      }
      if trial % 3 == 0 { content.bytes.removeLast(generator.integer(below: content.bytes.count)) }
      guard let trainer = try? Trainer(small, resuming: sealed(content)) else {
        refused += 1
        continue
      }
      while trainer.advance() != nil {}
    }
    #expect(refused > 2000)
  }

  @Test("names the kernels of a trial that goes on under another one")
  func otherKernel() throws {
    let state = trainer(small, upTo: 5).state()
    var content = Array(state[TrainerState.headerLength..<(state.count - 4)])
    let name = Array(BLAS.kernel.utf8)
    let position = try #require(
      content.indices.first { content[$0...].starts(with: name) }, "the state names no kernel")
    content[position] = UInt8(ascii: "_")
    var writer = ByteWriter()
    writer.bytes = content
    let other = "_" + BLAS.kernel.dropFirst()
    let resumed = try Trainer(small, resuming: sealed(writer))
    while resumed.advance() != nil {}
    #expect(
      resumed.result.kernels == [
        KernelUse(other, since: 0), KernelUse(BLAS.kernel, since: 5),
      ])
    #expect(finished(Trainer(small)).0.kernels == [KernelUse(BLAS.kernel, since: 0)])
  }

  /// A content between the header and the checksum of a state.
  private func sealed(_ content: ByteWriter) -> [UInt8] {
    var writer = ByteWriter()
    writer.bytes += TrainerState.magic
    writer.write(TrainerState.version)
    writer.write(content.bytes.count)
    writer.bytes += content.bytes
    var checksum = CRC32C()
    checksum.update(writer.bytes[...])
    writer.write(checksum.value)
    return writer.bytes
  }

  @Test("is refused by every other trial")
  func otherTrial() throws {
    let state = trainer(small, upTo: 5).state()
    var changed = small
    changed.seed.trial = 1
    guard case .configuration(let found)? = error(changed, state) else {
      Issue.record("a state of seed 0 was taken up by seed 1")
      return
    }
    #expect(found.contains(#""seed":{"trial":0}"#))
    changed = small
    changed.precision = .float64
    #expect(error(changed, state) != nil)
  }

  @Test("is refused by a budget that it has used up, or on which its learning rate depends")
  func budgets() {
    var shorter = small
    shorter.steps = 4
    let state = trainer(small, upTo: 5).state()
    #expect(error(shorter, state) == .budget(step: 5, budget: 4))
    // Step 5 is evaluated for the longer budget, but ends the shorter one with a pruning curve.
    shorter.steps = 5
    let evaluated = Trainer(small)
    while let evaluation = evaluated.advance(), evaluation.step < 5 {}
    #expect(error(shorter, evaluated.state()) == .budget(step: 5, budget: 5))

    var cosine = small
    cosine.schedule.cosine = true
    let falling = trainer(cosine, upTo: 5).state()
    #expect(error(cosine, falling) == nil)
    cosine.steps = 40
    #expect(error(cosine, falling) == .schedule(found: 20, expected: 40))
  }
}
