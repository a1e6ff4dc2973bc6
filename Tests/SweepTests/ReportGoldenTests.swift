import Engine
import Figures
import Testing

@testable import Sweep

@Suite("Golden parts of reports")
struct ReportGoldenTests {
  @Test("a table has its numbers to the right, its long texts broken, and says what it leaves out")
  func table() {
    let long = String(repeating: "w", count: 40)
    let table = PageTable(
      ["name", "step"], [["a<b", "> 10"], [long, "-"], ["c", "3"]], caption: "Steps", most: 2)
    #expect(
      table.html == """
        <div class="scroll" tabindex="0"><table>
        <caption>Steps</caption>
        <thead><tr><th scope="col">name</th><th scope="col" class="n">step</th></tr></thead>
        <tbody>
        <tr><td>a&lt;b</td><td class="n">&gt; 10</td></tr>
        <tr><td class="l">\(long)</td><td class="n">-</td></tr>
        </tbody></table></div>
        <p class="note">The first 2 of 3 rows are shown.</p>

        """)
  }

  @Test("the banner has a count each, marked where it deserves attention, and its notes")
  func banner() {
    let sweep = plantedSweep(
      "optimizer.weight_decay",
      [
        (
          real(1),
          [
            plantedTrial(memorizedAt: 10, generalizedAt: 20, steps: 100),
            plantedTrial(memorizedAt: 10, generalizedAt: nil, steps: 100),
          ]
        )
      ], expected: 3)
    let part = CountsPart(sweep, sweep.cellSummaries, nil)
    #expect(
      part.html == """
        <dl class="counts">
        <div><dt>trials</dt><dd>2 of 3</dd></div>
        <div><dt>generalized</dt><dd>1</dd></div>
        <div class="warn"><dt>censored</dt><dd>1</dd></div>
        <div><dt>diverged</dt><dd>0</dd></div>
        <div><dt>abandoned</dt><dd>0</dd></div>
        <div class="warn"><dt>missing</dt><dd>1</dd></div>
        </dl>
        <p class="warning"><strong>Note</strong> The sweep is not finished: 1 trial is missing, and what is below may change.</p>

        """)
  }

  @Test("a figure has a heading, a description, its caption, its data and a table in its place")
  func figure() {
    var enclosures = Enclosures()
    let figure = Figure(
      "norms", title: "Norms <1>", caption: "n 2, 1 censored.", x: Figures.Axis("step"),
      y: Figures.Axis("norm"),
      panels: [Panel(layers: [Layer(.lines(Lines([Point(1, 2), Point(3, 4)])))])])
    let html = FigurePart(figure, &enclosures).html
    let drawing = figure.inlined(id: "norms").svg
    let start = """
      <figure>
      <h3>Norms &lt;1&gt;</h3>
      <div class="picture" tabindex="0">\(drawing)</div>
      <figcaption>n 2, 1 censored. <span class="note data">Data: <a download="norms.csv" href="data:
      """
    let end = """
      <details><summary>The figure as a table</summary>
      <div class="scroll" tabindex="0"><table>
      <thead><tr><th scope="col" class="n">panel</th><th scope="col" class="n">layer</th>\
      <th scope="col">mark</th><th scope="col" class="n">curve</th><th scope="col" class="n">x</th>\
      <th scope="col" class="n">y</th></tr></thead>
      <tbody>
      <tr><td class="n">0</td><td class="n">0</td><td>lines</td><td class="n">0</td>\
      <td class="n">1.0</td><td class="n">2.0</td></tr>
      <tr><td class="n">0</td><td class="n">0</td><td>lines</td><td class="n">0</td>\
      <td class="n">3.0</td><td class="n">4.0</td></tr>
      </tbody></table></div>

      </details>
      </figure>

      """
    #expect(html.hasPrefix(start), "\(html)")
    #expect(html.hasSuffix(end), "\(html)")
    #expect(drawing.contains("<title id=\"norms-title\">Norms &lt;1&gt;</title>"))
    #expect(drawing.contains("<desc id=\"norms-desc\">n 2, 1 censored.</desc>"))
  }

  @Test("workers are as busy as their trials overlap")
  func utilisation() throws {
    var utilisation = Utilisation()
    #expect(utilisation.times == nil)
    for (rank, start, seconds) in [(0, 0.0, 10.0), (1, 5, 10), (0, 10, 5), (0, 25, 5)] {
      utilisation.add(
        Attempt(
          number: 1, rank: rank, provenance: Provenance(host: "a"), startedAt: 1e9 + start,
          wallSeconds: seconds))
    }
    let times = try #require(utilisation.times)
    #expect((times.workers, times.trials, times.most) == (2, 4, 2))
    #expect((times.first, times.span, times.busy, times.active) == (1e9, 30, 30, 20))
    #expect(times.average == 1.5)
    // From 5 to 15 s there are two, from 15 to 25 s none, else one.
    let levels = times.curve.map { Int($0.y.rounded()) }
    #expect(levels.count == 121)
    #expect(levels[10] == 1 && levels[30] == 2 && levels[50] == 2 && levels[70] == 0)
    #expect(levels[110] == 1)
  }
}
