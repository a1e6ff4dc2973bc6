extension TrialConfiguration {
  /// Checks that a measure says something of such a trial, and that there is memory for it.
  ///
  /// - Parameters:
  ///   - request: the measure.
  ///   - sizes: those of the task's samples.
  ///   - limit: the bytes that a trial may take, measures included.
  ///   - node: what the request was read from, for the lines of errors.
  ///   - path: where it stands.
  /// - Throws: ``ConfigurationError`` with the key that would have to change.
  public func check(
    _ request: MeasureRequest, _ sizes: SampleSizes, limit: Double, _ node: ConfigurationNode,
    at path: String
  ) throws(ConfigurationError) {
    let (measure, kind) = (request.measure.measure, request.kind)
    do throws(Refusal) {
      try measure.accept(subject(sizes))
    } catch {
      throw .contradiction(
        path + "." + (error.key ?? "kind"), error.value, error.reason,
        line: error.key.flatMap { node[$0]?.line } ?? node.line)
    }
    if let burst = measure.burst, burst.length > steps {
      throw .contradiction(
        path, kind, "it looks back over \(burst.length) steps, and a trial has \(steps)",
        line: node.line)
    }
    let bytes = TrialMemory(self, sizes).total + measuringBytes(measure.burst, sizes)
    guard bytes <= limit else {
      throw .contradiction(
        path, kind,
        "with it a trial takes \(Self.gigabytes(bytes)), and may take "
          + Self.gigabytes(limit), line: node.line)
    }
  }

  /// What a measure would write down along such a trial.
  ///
  /// - Parameters:
  ///   - request: the measure, which the trial accepts.
  ///   - sizes: those of the task's samples.
  /// - Returns: its columns, in their order.
  public func columns(of request: MeasureRequest, _ sizes: SampleSizes) -> [MeasureColumn] {
    request.measure.measure.columns(subject(sizes))
  }

  /// What measures have to know before there is a trial.
  func subject(_ sizes: SampleSizes) -> MeasureSubject {
    let (rule, interventions) = (optimizer.rule, interventions)
    let (schedule, budget) = (schedule, steps)
    return MeasureSubject(
      task: task.task, sizes: sizes,
      trainCount: Split.trainCount(of: sizes.count, fraction: trainFraction),
      tensors: model.network.tensors(sizes), seed: seed.trial,
      decay: { step in
        rule.decoupledDecay(factor: schedule.factor(step: step, budget: budget))
          + interventions.reduce(0) { $0 + $1.intervention.decoupledDecay }
      },
      passOperations: { [model] samples in
        model.network.products(sizes, samples: samples).reduce(0) { $0 + $1.operations }
      })
  }

  /// Hidden units and logits of all samples, with copies of them to work on, and copies of the
  /// parameters, in float64.
  private func measuringBytes(_ burst: Burst?, _ sizes: SampleSizes) -> Double {
    let subject = subject(sizes)
    return 8
      * (2 * Double(sizes.count) * (subject.units + subject.classes)
        + subject.parameters * Double(6 + 2 * (burst?.updates ?? 0)))
  }
}
