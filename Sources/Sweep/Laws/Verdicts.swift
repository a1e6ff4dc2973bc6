import Statistics

/// All verdicts of a sweep, as one family.
///
/// An answer rests on a p-value below .05 after Holm's correction over all laws with a claim, those of
/// which nothing could be said included; otherwise it is *not informative*.
struct Verdicts: Sendable {
  /// The verdicts: laws of the experiment first, then the built-in ones.
  let all: [Verdict]
  /// How many claims the correction is over.
  let family: Int
  /// What was left out of the delay's laws, and why.
  let omitted: [Omission: Int]
  /// How many trials were left out because a cell has no logarithm of a factor, at most.
  let spacing: Int

  /// Judges the laws of a sweep, its own and the built-in ones.
  init(_ sweep: SweepSummary) {
    let delays = LawData(sweep, .delay)
    let steps =
      sweep.laws.contains { $0.response == .generalizationStep }
      ? LawData(sweep, .generalizationStep) : nil
    @Sendable func data(_ response: Response) -> LawData {
      response == .delay ? delays : steps ?? delays
    }
    let builtIn = Self.builtIn(delays)
    let asked = sweep.laws + builtIn + (steps.map(Self.builtIn) ?? [])
    let laws = Array(Set(asked + asked.map(\.flat)))
    let fits = Dictionary(
      uniqueKeysWithValues: zip(laws, concurrentMap(laws) { LawFit($0, data($0.response)) }))
    func fitted(_ laws: [Law]) -> [LawFit] { laws.compactMap { fits[$0] } }

    var verdicts: [Verdict] = []
    for response in [Response.generalizationStep, .delay] {
      let data = data(response)
      guard data.response == response else { continue }
      let own = fitted(sweep.laws.filter { $0.response == response })
      let all = own + fitted(Self.builtIn(data))
      for (index, fit) in (response == .delay ? all : own).enumerated() {
        var rivals = all.map { other in
          Rival(
            name: other.law.name, scores: other.scores,
            isSpecialCase: fit.law.hasSpecialCase(other.law, varying: data.fields))
        }
        rivals.remove(at: index)
        let constants = fitted([fit.law.flat]).map { flat in
          Rival(
            name: "a constant", scores: flat.scores,
            isSpecialCase: fit.law.hasSpecialCase(flat.law, varying: data.fields))
        }
        verdicts.append(Verdict(fit, rivals: rivals + constants))
      }
    }
    let association = NormAssociation(delays)
    let rivals = fitted(sweep.laws.filter { $0.response == .delay } + builtIn)
      .map { Rival(name: $0.law.name, scores: $0.scores) }
    verdicts += NormLaw.all.map { Verdict($0, association, delays, rivals: rivals) }

    let claims = verdicts.indices.filter { verdicts[$0].pValue != nil }
    let corrected = Holm.corrected(claims.map { verdicts[$0].pValue ?? 1 })
    for (index, p) in zip(claims, corrected)
    where p >= 0.05 && verdicts[index].finding != .notInformative {
      verdicts[index].finding = .notInformative
      verdicts[index].reasons.append(.family(corrected: p, count: claims.count))
    }
    all = verdicts
    family = claims.count
    omitted = delays.omitted
    spacing = sweep.spacing
  }

  /// The laws that are always asked: `1/(ηλ)`, a power of what varies, and a threshold of the fraction.
  private static func builtIn(_ data: LawData) -> [Law] {
    let fields = data.separableFields
    let response = data.response
    let inverse = Law(
      name: Law.inverseDecay.name, response: response, factors: Law.inverseDecay.factors)
    let threshold = Law(
      name: "c (train_fraction - critical) ^ exponent", response: response,
      factors: [Law.Factor(fields: ["train_fraction"], claim: nil, isAboveCritical: true)])
    return [inverse] + (fields.isEmpty ? [] : [.power(fields, response)])
      + (fields.contains("train_fraction") ? [threshold] : [])
  }
}
