extension Figure {
  /// The data of the figure, a row a point, nothing thinned.
  ///
  /// A row says which panel, layer, mark and curve it is of. What is undefined is empty.
  public var csv: String {
    let names = DataRow.columns.joined(separator: ",")
    var lines = ["panel,layer,mark,label,curve,\(names),note"]
    func add(_ row: DataRow, _ panel: String, _ layer: String, _ mark: String, _ label: String) {
      let numbers = row.numbers.map(Self.field)
      lines.append(
        ([panel, layer, mark, PlainText(label).csv, String(row.curve)] + numbers
          + [PlainText(row.note).csv]).joined(separator: ","))
    }
    for (number, panel) in panels.enumerated() {
      for (index, layer) in panel.layers.enumerated() {
        for row in layer.mark.drawable.rows {
          add(row, String(number), String(index), layer.mark.name, layer.label)
        }
      }
    }
    for (number, table) in panels.map(\.table).enumerated() {
      for (index, row) in (table?.rows ?? []).enumerated() {
        for step in row.steps {
          add(DataRow(curve: index, x: step.x, y: step.y), String(number), "", "table", row.label)
        }
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The shortest text that reads back as the number.
  private static func field(_ number: Double?) -> String {
    guard let number, !number.isNaN else { return "" }
    return number.isFinite ? "\(number)" : number > 0 ? "inf" : "-inf"
  }
}
