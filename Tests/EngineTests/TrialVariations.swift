@testable import Engine

/// Small trials that differ in one part each: all that training carries from step to step.
enum TrialVariations {
  /// Every way to make batches.
  static let batches: [BatchKind] = {
    var batch = MiniBatch()
    batch.size = 7
    return [.full, .shuffled(batch), .fixed(batch), .withReplacement(batch)]
  }()

  /// Every family of networks, with every kind of input and target.
  static let networks: [(name: String, trial: TrialConfiguration)] = {
    func transformer(_ constants: TransformerConfiguration) -> TrialConfiguration {
      var model = constants
      (model.width, model.heads, model.feedForward) = (4, 2, 5)
      var trial = smallTrial(width: 5)
      trial.model = NetworkKind(model)
      return trial
    }
    var regression = denseTrial(width: 5)
    var teacher = TeacherStudent()
    (teacher.inputs, teacher.outputs, teacher.width, teacher.samples) = (3, 2, 4, 40)
    regression.task = TaskKind(teacher)
    regression.loss = LossKind(MeanSquaredError())
    return [
      ("embedding", smallTrial(width: 5)), ("two-hot", smallTrial(input: .twoHot, width: 5)),
      ("deep", smallTrial(width: 5, depth: 2)), ("dense", denseTrial(width: 5)),
      ("regression", regression), ("nanda-2023", transformer(.nanda2023)),
      ("norm-separation-2026", transformer(.normSeparation2026)),
      ("power-2022", transformer(.power2022)),
    ]
  }()

  /// Every update rule, and every intervention at work.
  static let rules: [(name: String, trial: TrialConfiguration)] = {
    func trial(
      _ rule: OptimizerKind, _ interventions: [InterventionKind] = []
    ) -> TrialConfiguration {
      var trial = smallTrial(width: 5)
      (trial.optimizer, trial.interventions) = (rule, interventions)
      return trial
    }
    var adam = Adam()
    adam.l2 = 1e-3
    var momentum = SGD()
    (momentum.momentum, momentum.nesterov) = (0.9, true)
    var average = GrokfastMA()
    average.window = 5
    var clamp = NormClamp()
    clamp.per = .tensor
    var penalty = L2Penalty()
    penalty.lambda = 1e-3
    var egd = EGD()
    egd.until = 17
    let adamW = OptimizerKind(AdamW())
    var warm = trial(adamW)
    warm.schedule.warmUp = 20
    return [
      ("adam", trial(OptimizerKind(adam))), ("adamw", trial(adamW)),
      ("sgd", trial(OptimizerKind(SGD()))),
      ("nesterov", trial(OptimizerKind(momentum))), ("warm-up", warm),
      ("grokfast-ema", trial(adamW, [InterventionKind(GrokfastEMA())])),
      ("grokfast-ma", trial(adamW, [InterventionKind(average)])),
      ("egd", trial(OptimizerKind(SGD()), [InterventionKind(penalty), InterventionKind(egd)])),
      ("perp-grad", trial(adamW, [InterventionKind(PerpGrad())])),
      ("muon", trial(adamW, [InterventionKind(Muon())])),
      ("norm-clamp", trial(adamW, [InterventionKind(NormClamp())])),
      ("norm-clamp per tensor", trial(adamW, [InterventionKind(clamp), InterventionKind(Muon())])),
    ]
  }()

  /// Every network and every rule, with every kind of batch, at both precisions.
  static func all(steps: Int) -> [(name: String, trial: TrialConfiguration)] {
    (networks + rules).flatMap { name, trial in
      batches.flatMap { batch in
        [Precision.float32, .float64].map { precision in
          var trial = trial
          (trial.batch, trial.precision, trial.steps) = (batch, precision, steps)
          trial.pruning.points = 41
          return ("\(name), \(batch), \(precision)", trial)
        }
      }
    }
  }
}
