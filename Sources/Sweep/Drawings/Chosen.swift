/// Some of many items, at equal distances, the first and the last among them.
func evenly<Item>(_ items: [Item], atMost most: Int) -> [Item] {
  guard items.count > most else { return items }
  guard most > 1 else { return Array(items.prefix(most)) }
  return (0..<most).map { items[($0 * (items.count - 1) + (most - 1) / 2) / (most - 1)] }
}

/// The items that are largest, in their order; of those of one size some at equal distances.
func largest<Item: Hashable>(
  _ items: [Item], atMost most: Int, by size: (Item) -> Int
) -> [Item] {
  guard items.count > most else { return items }
  let least = items.map(size).sorted(by: >)[most - 1]
  let larger = items.filter { size($0) > least }
  let equal = evenly(items.filter { size($0) == least }, atMost: most - larger.count)
  let chosen = Set(larger + equal)
  return items.filter(chosen.contains)
}
