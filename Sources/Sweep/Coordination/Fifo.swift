/// What comes first goes first, each in a time that does not grow with their number.
struct Fifo<Element> {
  private var items: [Element?] = []
  private var first = 0

  var isEmpty: Bool { first == items.count }

  mutating func append(_ element: Element) { items.append(element) }

  /// Takes the one that has waited for longest.
  mutating func takeFirst() -> Element? {
    guard !isEmpty else { return nil }
    defer {
      items[first] = nil
      first += 1
      if 2 * first > items.count {
        items.removeFirst(first)
        first = 0
      }
    }
    return items[first]
  }
}
