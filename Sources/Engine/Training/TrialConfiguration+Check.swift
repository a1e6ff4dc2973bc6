extension TrialConfiguration {
  /// Checks that the network can learn from samples of some sizes, and that the split leaves some on
  /// both sides.
  ///
  /// - Parameters:
  ///   - sizes: those of the task's samples.
  ///   - node: what the configuration was read from, for the lines of errors.
  /// - Throws: ``ConfigurationError`` with the field that would have to change.
  public func check(
    _ sizes: SampleSizes, _ node: ConfigurationNode
  ) throws(ConfigurationError) {
    do throws(Refusal) {
      try model.network.accept(sizes)
    } catch {
      let key = error.key.map { "." + $0 } ?? ""
      throw .contradiction(
        "model" + key, error.value, error.reason,
        line: error.key.flatMap { node["model"]?[$0]?.line } ?? node["model"]?.line)
    }
    if case .values = sizes.targets { try checkRegression(node) }
    let trained = Split.trainCount(of: sizes.count, fraction: trainFraction)
    guard trained > 0, trained < sizes.count else {
      throw .contradiction(
        "train_fraction", "\(trainFraction)",
        "of \(sizes.count) samples it leaves \(trained) to train and "
          + "\(sizes.count - trained) to test", line: node["train_fraction"]?.line)
    }
  }

  /// Checks that values are learned by the squared error, and keep their labels.
  private func checkRegression(_ node: ConfigurationNode) throws(ConfigurationError) {
    guard loss.loss.learnsValues else {
      throw .contradiction(
        "loss", loss.node["kind"]?.summary ?? "", "the task's values need mean-squared-error",
        line: node["loss"]?.line)
    }
    guard labelNoise == 0 else {
      throw .contradiction(
        "label_noise", "\(labelNoise)", "the task has no classes",
        line: node["label_noise"]?.line)
    }
  }

  /// Names the largest part of a trial that takes more than so many bytes.
  public func checkMemory(
    _ sizes: SampleSizes, limit: Double, _ node: ConfigurationNode
  ) throws(ConfigurationError) {
    let memory = TrialMemory(self, sizes)
    guard memory.total > limit else { return }
    let parts = [
      ("task", memory.samples), ("model", memory.parameters), ("model", memory.workspace),
      ("evaluation", memory.trajectory),
    ]
    let (key, bytes) = parts.max { $0.1 < $1.1 } ?? ("model", memory.total)
    throw .contradiction(
      key, "\(Self.gigabytes(bytes)) of memory",
      "a trial may take \(Self.gigabytes(limit)), and with its other parts takes "
        + Self.gigabytes(memory.total), line: node[key]?.line ?? node.line)
  }

  private static func gigabytes(_ bytes: Double) -> String {
    "\((bytes / 1e8).rounded(.up) / 10) GB"
  }
}

extension ConfigurationError {
  /// A value that goes badly together with another one.
  static func contradiction(
    _ path: String, _ value: String, _ reason: String, line: Int?
  ) -> ConfigurationError {
    ConfigurationError(
      path: path, line: line, problem: .contradiction(value: value, reason: reason))
  }
}

extension TrialConfiguration {
  /// What `float32` makes of a decoupled decay: the share ηλ that a step is to take off a parameter,
  /// and the share that multiplying by the rounded `1 − ηλ` does take off, where they differ by more
  /// than 1 %.
  ///
  /// Numbers just below 1 lie 2⁻²⁴ apart, so that this happens below ηλ = 3·10⁻⁶.
  public var roundedDecay: (stated: Double, applied: Double)? {
    guard precision == .float32 else { return nil }
    let decays =
      [optimizer.rule.decoupledDecay(factor: 1)]
      + interventions.map(\.intervention.decoupledDecay)
    for stated in decays where stated > 0 {
      let applied = 1 - Double(Float(1 - stated))
      if (applied / stated - 1).magnitude > 0.01 { return (stated, applied) }
    }
    return nil
  }
}
