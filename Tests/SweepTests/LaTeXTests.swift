import Engine
import Testing

@testable import Sweep

@Suite("LaTeX")
struct LaTeXTests {
  @Test("what LaTeX would read as markup is escaped")
  func escapes() {
    let known = [
      ("optimizer.weight_decay", "optimizer.weight\\_decay"), ("> 60000", "$>$ 60000"),
      ("95 %", "95 \\%"), ("a & b # $c$ {d}", "a \\& b \\# \\$c\\$ \\{d\\}"),
      ("\\x~^", "\\textbackslash{}x\\textasciitilde{}\\textasciicircum{}"),
      ("5 [4, 6]", "5 {[}4, 6{]}"),
      ("‖θ‖² ≥ ηλ", "$\\|$$\\theta$$\\|$$^2$ $\\ge$ $\\eta$$\\lambda$"),
    ]
    for (text, escaped) in known { #expect(latexEscaped(text) == escaped) }
  }

  @Test("a table has the rules of booktabs, and one entry a column in every line")
  func rules() {
    let text = latexTable([["a", "b_c"], ["1", "> 2"], ["3", "[4]"]])
    #expect(
      text == """
        \\begin{tabular}{rr}
          \\toprule
          a & b\\_c \\\\
          \\midrule
          1 & $>$ 2 \\\\
          3 & {[}4{]} \\\\
          \\bottomrule
        \\end{tabular}

        """)
  }

  @Test("the table of a sweep prints undefined medians as beyond the budget")
  func sweep() {
    let never = plantedTrial(memorizedAt: 10, generalizedAt: nil, steps: 500)
    let sweep = plantedSweep(
      "optimizer.weight_decay", [(real(1), [never, never])], steps: 500)
    let text = Table(sweep).rendered(as: .latex)
    #expect(text.contains("& $>$ 500 &"))
    #expect(text.contains("Hettmansperger \\& Sheather"))
    for line in text.split(separator: "\n") where line.hasSuffix("\\\\") {
      let columns = line.replacing("\\&", with: "").count { $0 == "&" } + 1
      #expect(columns == 9 || columns == 8, "\(line)")
    }
  }
}
