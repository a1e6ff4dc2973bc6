/// A family of tests, corrected so that the chance of any false finding is at most 5 %.
public enum Holm {
  /// Corrected p-values in the order of the given ones (Holm 1979).
  ///
  /// The i-th smallest of m is multiplied by `m + 1 − i`, and none is smaller than one before it.
  public static func corrected(_ pValues: [Double]) -> [Double] {
    let order = pValues.indices.sorted { pValues[$0] < pValues[$1] }
    var result = pValues
    var largest = 0.0
    for (rank, index) in order.enumerated() {
      largest = max(largest, min(1, pValues[index] * Double(pValues.count - rank)))
      result[index] = largest
    }
    return result
  }
}
