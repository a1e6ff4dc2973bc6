import Engine
import Figures
import Testing

@testable import Sweep

@Suite("Parts of the field's figures")
struct FigurePartsTests {
  /// A curve that jumps to 1 at its own step.
  private static func jump(at step: Double) -> AlignedMedian.Curve? {
    let points = [0.1, 0.5, 0.9, 1, 1.1, 2, 10].map { Point($0 * step, $0 < 1 ? 0 : 1) }
    return AlignedMedian.Curve(points, at: .reached(Int(step)))
  }

  @Test("the median of curves that are one curve at different steps is that curve")
  func aligned() {
    let curves = [100.0, 1000, 20_000].compactMap(Self.jump)
    let median = AlignedMedian(curves).placed(at: 500)
    #expect(median.count == 101)
    #expect(median.allSatisfy { $0.x < 449 ? $0.y == 0 : $0.x > 501 ? $0.y == 1 : true })
    #expect(median.allSatisfy { (0...1).contains($0.y) })
  }

  @Test("no curve is aligned at a milestone that was not reached, and none gives no median")
  func unaligned() {
    #expect(AlignedMedian.Curve([Point(1, 1)], at: .censored(after: 10)) == nil)
    #expect(AlignedMedian.Curve([Point(0, 1)], at: .reached(10)) == nil)
    #expect(AlignedMedian([]).points.isEmpty)
  }

  @Test("a median is taken where half of the curves are known")
  func half() {
    let long = AlignedMedian.Curve((1...100).map { Point(Double($0), 1) }, at: .reached(10))
    let short = AlignedMedian.Curve((1...10).map { Point(Double($0), 0) }, at: .reached(10))
    let median = AlignedMedian([long, short, short].compactMap(\.self))
    #expect(median.points.allSatisfy { $0.x <= 1.0001 && $0.y == 0 })
  }

  @Test("some of many are the first, the last and others at equal distances")
  func evenlyChosen() {
    #expect(evenly(Array(0..<9), atMost: 3) == [0, 4, 8])
    #expect(evenly(Array(0..<3), atMost: 3) == [0, 1, 2])
    #expect(evenly([5, 6], atMost: 1) == [5])
    let chosen = evenly(Array(0..<1000), atMost: 8)
    #expect(chosen.first == 0 && chosen.last == 999 && Set(chosen).count == 8)
  }

  @Test("all cells are shown where they fit, each once")
  func facets() {
    let facets = Facets(FigureSource(PlantedFigures.large))
    let shown = facets.panels.flatMap(\.series).flatMap(\.cells)
    #expect(shown.sorted() == Array(0..<42))
    #expect(facets.reduction.isEmpty)
    #expect(facets.panels.allSatisfy { $0.series.count <= Facets.mostSeries })
    let own = Facets(FigureSource(PlantedFigures.large), without: ["train_fraction"])
    #expect(own.panels.count == 1 && own.panels[0].series.count == 6)
    #expect(own.panels[0].series.allSatisfy { $0.cells.count == 7 })
  }

  @Test("of more panels than fit, those with the most cells are shown")
  func largestPanels() {
    let trial = plantedTrial(memorizedAt: 20, generalizedAt: 40, steps: 100)
    let pairs = (0..<12).flatMap { row in (row == 5 ? [1, 2, 3] : [1]).map { (row, $0) } }
    let cells = pairs.enumerated().map { index, pair in
      plantedCell(
        index,
        [
          ("optimizer.learning_rate", real(0.001 * Double(pair.0 + 1))),
          ("optimizer.weight_decay", real(Double(pair.1))),
        ])
    }
    var sweep = SweepSummary(
      fields: ["optimizer.learning_rate", "optimizer.weight_decay"], cells: cells,
      thresholds: Thresholds(), expected: cells.count)
    for index in cells.indices { sweep.add(trial, cell: index, seed: 0) }
    let facets = Facets(FigureSource(sweep))
    #expect(facets.panels.count <= Facets.mostPanels)
    #expect(facets.panels.contains { $0.series.flatMap(\.cells).count > 1 })
    #expect(!facets.reduction.isEmpty)
  }

  @Test("axes are called as papers do, and mappings by what tells them apart")
  func axisNames() throws {
    #expect(AxisName("optimizer.weight_decay").symbol == "λ")
    #expect(AxisName("weight_decay").title == "weight decay λ")
    #expect(AxisName("model.kind").symbol == "model")
    #expect(AxisName("initialization.scale").title == "scale")
    let experiment = try experiment(
      grid:
        "optimizer: [{kind: adamw, learning_rate: 1e-2, weight_decay: 1}, {kind: adamw, learning_rate: 1e-1, weight_decay: 1}]"
    )
    let sweep = SweepSummary(
      fields: experiment.fields, cells: (0..<2).map(experiment.cell), thresholds: Thresholds(),
      expected: 0)
    #expect(sweep.varyingAxes.label(ofCell: 1) == "learning_rate 0.1")
  }

  @Test("an axis that goes with another one is named once")
  func telling() throws {
    let experiment = try experiment(
      grid:
        "zip: [{model.width: [8, 16], optimizer.learning_rate: [1e-3, 1e-2]}], train_fraction: [0.4, 0.5]"
    )
    let sweep = SweepSummary(
      fields: experiment.fields, cells: (0..<4).map(experiment.cell), thresholds: Thresholds(),
      expected: 0)
    #expect(sweep.varyingAxes.count == 3 && sweep.varyingAxes.telling.count == 2)
    #expect(sweep.varyingAxes.telling.label(ofCell: 3) == "width 16, fraction 0.5")
  }
}
