import Foundation

/// A logarithmic axis of steps along some columns; step 0 stands where step 1 does.
struct LogAxis: Sendable {
  /// The last step.
  let last: Int
  /// How many columns there are.
  let columns: Int

  /// The column of a step.
  func column(_ step: Int) -> Int {
    guard last > 1 else { return 0 }
    let share = log(Double(max(1, step))) / log(Double(last))
    return Int((min(1, share) * Double(columns - 1)).rounded())
  }

  /// Powers of ten with their columns.
  var decades: [(step: Int, column: Int)] {
    var decades: [(Int, Int)] = []
    var step = 1
    while step <= max(1, last) {
      decades.append((step, column(step)))
      let (next, overflow) = step.multipliedReportingOverflow(by: 10)
      if overflow { break }
      step = next
    }
    return decades
  }

  /// The latest value at or before each column; nothing before the first.
  func sampled(_ points: [(step: Int, value: Double)]) -> [Double] {
    var values = [Double](repeating: .nan, count: columns)
    for (step, value) in points { values[column(step)] = value }
    let end = points.last.map { column($0.step) } ?? -1
    for index in values.indices.dropFirst() where values[index].isNaN && index <= end {
      values[index] = values[index - 1]
    }
    return values
  }
}

/// Words at columns of a line; one that would cover another is left out.
func placed(_ words: [(column: Int, text: String)], width: Int) -> String {
  var line = Array(repeating: Character(" "), count: width)
  var end = 0
  for (column, text) in words.sorted(by: { $0.column < $1.column }) {
    let start = max(0, min(column - text.count / 2, width - text.count))
    guard start >= end, start + text.count <= width else { continue }
    line.replaceSubrange(start..<(start + text.count), with: Array(text))
    end = start + text.count + 1
  }
  var text = String(line)
  while text.hasSuffix(" ") { text.removeLast() }
  return text
}
