import Engine

extension Experiment {
  /// What a measure writes down along the trials of a cell.
  func columns(of request: MeasureRequest, ofCell index: Int) -> [MeasureColumn] {
    let configuration = cell(index).configuration
    do {
      return configuration.columns(of: request, try tables.sizes(of: configuration.task))
    } catch {
      preconditionFailure("cell \(index) was checked, but now: \(error)")
    }
  }

  /// The columns of all measures; of those that depend on the network, the ones of any cell.
  var measuredColumns: MeasuredColumns {
    guard !measures.isEmpty else { return MeasuredColumns([]) { _ in [] } }
    return MeasuredColumns(measures) { request in
      var columns: [MeasureColumn] = []
      var known: Set<MeasureColumn> = []
      for index in 0..<cellCount {
        for column in self.columns(of: request, ofCell: index)
        where known.insert(column).inserted { columns.append(column) }
      }
      return columns
    }
  }
}
