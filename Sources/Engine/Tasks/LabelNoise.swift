extension Samples {
  /// Replaces the labels of `round(fraction · count)` samples, each by another class.
  ///
  /// Which samples is drawn without replacement, and each new class uniformly from the others: no
  /// label stays by chance. Zhang et al. 2017, arXiv:1611.03530, replace each label with probability f
  /// by any class instead, which leaves one in K of them as it was.
  ///
  /// - Precondition: there are two classes.
  mutating func replaceLabels(fraction: Double, generator: inout Generator) {
    let replaced = Int((fraction * Double(count)).rounded())
    guard replaced > 0 else { return }
    guard case .classes(var labels, let classes) = targets, classes > 1 else {
      preconditionFailure("there is no other label")
    }
    for index in generator.shuffled(labels.count).prefix(replaced) {
      let other = Int32(generator.integer(below: classes - 1))
      labels[index] = other < labels[index] ? other : other + 1
    }
    targets = .classes(labels, count: classes)
  }
}
