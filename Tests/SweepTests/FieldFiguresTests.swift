import Engine
import Figures
import Foundation
import Statistics
import Testing

@testable import Sweep

/// The marks of a figure, from panel to panel.
private func marks(_ figure: Figure) -> [Mark] { figure.panels.flatMap(\.layers).map(\.mark) }

private func arrows(_ figure: Figure) -> [Point] {
  marks(figure).flatMap { mark -> [Point] in
    if case .arrows(let arrows) = mark { arrows.points } else { [] }
  }
}

private func estimates(_ figure: Figure) -> [Estimates.Estimate] {
  marks(figure).flatMap { mark -> [Estimates.Estimate] in
    if case .estimates(let estimates) = mark { estimates.estimates } else { [] }
  }
}

@Suite("The field's figures")
struct FieldFiguresTests {
  /// After a change that is meant, `GOLDEN_FIGURES=FOLDER` writes what is new.
  @Test("of a small store have the bytes that they had, and fewer than 60 kB")
  func golden() throws {
    try PlantedFigures.withStore { store in
      let figures = FieldFigures(try PlantedFigures.source(store))
      #expect(figures.omitted.isEmpty, "\(figures.omitted)")
      #expect(figures.all.map(\.name) == FieldFigures.names)
      for figure in figures.all {
        let svg = figure.svg
        #expect(svg.utf8.count < 60_000, "\(figure.name)")
        if let folder = ProcessInfo.processInfo.environment["GOLDEN_FIGURES"] {
          try svg.write(
            toFile: "\(folder)/\(figure.fileName).svg", atomically: true, encoding: .utf8)
        }
        let url = try #require(
          Bundle.module.url(forResource: "Fixtures/\(figure.fileName)", withExtension: "svg"))
        let golden = try String(contentsOf: url, encoding: .utf8)
        #expect(svg == golden, "\(figure.name)")
      }
    }
  }

  @Test("of 840 trials in 42 cells have fewer than 60 kB, and say what they do not show")
  func large() throws {
    let figures = FieldFigures(FigureSource(PlantedFigures.large))
    #expect(figures.all.count >= 6)
    for figure in figures.all {
      #expect(figure.svg.utf8.count < 60_000, "\(figure.name)")
      #expect(figure.caption.hasPrefix("840 trials in 42 cells: 467 generalized, 373 censored"))
      #expect(figure.panels.count <= Facets.mostPanels)
    }
    let left = Dictionary(uniqueKeysWithValues: figures.omitted.map { ($0.name, $0.reason) })
    #expect(left["accuracy"] == "a file of trials has no trajectories")
  }

  @Test(
    "a cell with a censored trial has an arrow at the least bound of them, and never a known median of it"
  )
  func arrowsOfCensored() throws {
    try PlantedFigures.withStore { store in
      let source = try PlantedFigures.source(store)
      let figure = try DelayFigure.figure(source)
      let censored = source.sweep.trials.map { trials in
        trials.compactMap { $0.milestones.delay?.lastBelow.map(Double.init) }
      }
      let expected = censored.compactMap { $0.min() }
      #expect(!expected.isEmpty)
      #expect(arrows(figure).map(\.y).sorted() == expected.sorted())
      let known = source.cells.compactMap(\.delay.median?.number)
      #expect(estimates(figure).map(\.point.y).sorted() == known.sorted())
      let steps = try FractionFigure.figure(source)
      #expect(arrows(steps).allSatisfy { $0.y == Double(PlantedFigures.budget) })
    }
  }

  @Test("the number at risk begins with all trials and falls by each that ends")
  func atRisk() throws {
    try PlantedFigures.withStore { store in
      let source = try PlantedFigures.source(store)
      let rows = try SurvivalFigure.figure(source).panels.compactMap(\.table).flatMap(\.rows)
      #expect(rows.count == 8)
      for row in rows {
        let numbers = row.steps.map(\.y)
        #expect(numbers.first == Double(PlantedFigures.seeds))
        #expect(zip(numbers, numbers.dropFirst()).allSatisfy { $0 > $1 })
      }
      for cell in source.cells {
        let curve = cell.survival.generalizationStep.curve
        let steps = SurvivalFigure.atRisk(curve, from: 1)
        for step in curve.steps {
          let before = steps.last { $0.x < step.time }?.y
          #expect(before == Double(step.atRisk))
        }
      }
    }
  }

  @Test("maps hatch the cells whose median trial is censored, in all three alike")
  func hatched() throws {
    try PlantedFigures.withStore { store in
      let source = try PlantedFigures.source(store)
      let figures = [
        try ShareMap.figure(source), try DelayMap.figure(source), try CompressionMap.figure(source),
      ]
      let expected = source.cells.count { 2 * $0.generalized <= $0.trials }
      for figure in figures {
        let cells = marks(figure).flatMap { mark -> [Cells.Cell] in
          if case .cells(let cells) = mark { cells.cells } else { [] }
        }
        #expect(cells.count == 8)
        #expect(cells.count { $0.isCensored } == expected)
        #expect(figure.panels[0].layers[0].label == "median trial censored")
      }
    }
  }

  @Test("laws predict what their model locates, and points are the medians that tables have")
  func laws() throws {
    let source = FigureSource(PlantedFigures.large)
    let judged = source.verdicts.all.filter { $0.fit?.predictions.isEmpty == false }
    let figure = try LawFigure.figure(source)
    #expect(figure.panels.count == judged.count)
    for (verdict, panel) in zip(judged, figure.panels) {
      #expect(panel.title.hasPrefix(verdict.finding.rawValue))
      let fit = try #require(verdict.fit)
      let shown = estimates(
        Figure("", title: "", caption: "", x: figure.x, y: figure.y, panels: [panel]))
      let known = fit.predictions.keys.compactMap { source.cells[$0].delay.median?.number }
      #expect(shown.map(\.point.x).sorted() == known.sorted())
      guard fit.law.isFree, let model = fit.model else { continue }
      for (position, entry) in fit.clusters.enumerated() {
        #expect(fit.predictions[entry.cell] == model.location(position))
      }
    }
  }

  @Test("what a sweep cannot have is left out with a reason")
  func omitted() {
    let trial = plantedTrial(memorizedAt: 20, generalizedAt: 40, steps: 100)
    let sweep = plantedSweep("optimizer.beta1", [(real(0.9), [trial]), (real(0.8), [trial])])
    let figures = FieldFigures(
      FigureSource(sweep), only: ["delay", "fraction", "phase-share", "onset"])
    #expect(figures.all.isEmpty)
    #expect(
      figures.omitted.map(\.reason) == [
        "all cells have the same ηλ", "all cells have the same train fraction",
        "fewer than two axes vary", "no axis has three numbers",
      ])
  }

  @Test("a new kind has a name of its own that can be a file's")
  func names() {
    #expect(Set(FieldFigures.names).count == FieldFigures.names.count)
    for name in FieldFigures.names {
      #expect(name.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "-" })
    }
  }
}
