extension Samples {
  /// All ordered pairs of tokens with their results, by ascending first, then second token; those
  /// without a result are left out.
  static func allPairs(of tokens: Int, _ result: (Int, Int) -> Int?) -> Samples {
    var (first, second, results): ([Int32], [Int32], [Int32]) = ([], [], [])
    for a in 0..<tokens {
      for b in 0..<tokens {
        guard let value = result(a, b) else { continue }
        first.append(Int32(a))
        second.append(Int32(b))
        results.append(Int32(value))
      }
    }
    return Samples(
      .tokens([first, second], vocabulary: tokens), .classes(results, count: tokens))
  }
}
