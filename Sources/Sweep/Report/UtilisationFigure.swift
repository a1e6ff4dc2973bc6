import Figures

/// The unit in which a time is told.
struct TimeUnit: Hashable, Sendable {
  /// Its name.
  let name: String
  /// Its length.
  let seconds: Double

  /// The largest unit of which a time has two.
  init(for seconds: Double) {
    (name, self.seconds) = seconds >= 7200 ? ("h", 3600) : seconds >= 120 ? ("min", 60) : ("s", 1)
  }
}

extension Utilisation.Times {
  /// How many trials were in training, along time.
  var figure: Figure {
    let unit = TimeUnit(for: span)
    return Figure(
      "utilisation", title: "Trials in training at a time",
      caption: "Means over \(curve.count - 1) spans of equal length, from the first beginning to "
        + "the last end of \(plural(trials, "trial")), censored ones included. Attempts that were "
        + "lost are not counted.",
      x: Figures.Axis("time", unit: unit.name),
      y: Figures.Axis("trials in training", domain: 0...Double(most)),
      panels: [
        Panel(layers: [
          Layer(.steps(Steps(curve.map { Point($0.x / unit.seconds, $0.y) })), Style(.blue))
        ])
      ])
  }
}
