/// The names that a misspelt word may have been meant to be, the likeliest first.
///
/// A name is near if a third of the word's letters, or one, are wrong, missing, too many or swapped with
/// their neighbour (Damerau 1964), or if one of the two begins with the other.
func nearestNames(_ word: String, among names: some Sequence<String>) -> [String] {
  let most = max(1, word.count / 3)
  let near = Set(names).compactMap { name -> (distance: Int, name: String)? in
    let distance = editDistance(Array(word), Array(name))
    let isBeginning = word.count > 2 && (name.hasPrefix(word) || word.hasPrefix(name))
    return distance <= most || isBeginning ? (distance, name) : nil
  }
  return near.sorted { $0 < $1 }.prefix(3).map(\.name)
}

/// How many letters have to be changed, added, left out or swapped with their neighbour.
private func editDistance(_ word: [Character], _ other: [Character]) -> Int {
  var rows = [Array(0...other.count)]
  for i in word.indices {
    var row = [i + 1]
    for j in other.indices {
      let isSame = word[i] == other[j]
      var best = min(rows[i][j] + (isSame ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, word[i] == other[j - 1], word[i - 1] == other[j] {
        best = min(best, rows[i - 1][j - 1] + 1)
      }
      row.append(best)
    }
    rows.append(row)
  }
  return rows[word.count][other.count]
}
