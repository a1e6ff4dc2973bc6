/// Lines of entries as a `tabular` of LaTeX with the rules of the package booktabs, the first of
/// them its head.
///
/// Entries are escaped. Numbers stand to the right, as they do in text.
func latexTable(_ lines: [[String]]) -> String {
  func line(_ entries: [String]) -> String {
    "  " + entries.map(latexEscaped).joined(separator: " & ") + " \\\\\n"
  }
  guard let head = lines.first else { return "" }
  return "\\begin{tabular}{" + String(repeating: "r", count: head.count) + "}\n"
    + "  \\toprule\n" + line(head) + "  \\midrule\n" + lines.dropFirst().map(line).joined()
    + "  \\bottomrule\n\\end{tabular}\n"
}

/// Text that LaTeX prints as it is, in any font encoding.
func latexEscaped(_ text: String) -> String {
  text.map { escapes[$0] ?? String($0) }.joined()
}

private let escapes: [Character: String] = [
  "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
  "&": "\\&", "%": "\\%", "$": "\\$", "#": "\\#", "_": "\\_", "{": "\\{", "}": "\\}",
  // In the oldest encoding, OT1, these two print as other characters.
  "<": "$<$", ">": "$>$",
  // At the start of a line a bracket would be an argument of the line break before it.
  "[": "{[}", "]": "{]}",
  "≥": "$\\ge$", "≤": "$\\le$", "→": "$\\to$", "∝": "$\\propto$", "−": "$-$", "·": "$\\cdot$",
  "η": "$\\eta$", "λ": "$\\lambda$", "θ": "$\\theta$", "γ": "$\\gamma$", "‖": "$\\|$", "²": "$^2$",
]
