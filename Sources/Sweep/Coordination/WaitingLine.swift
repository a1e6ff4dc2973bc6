/// Who waits, those who have waited longest first; anyone may leave, and nobody stands in it twice.
///
/// Each change takes a time that does not grow with their number. Who has left keeps a place until
/// it is called.
struct WaitingLine<Element: Hashable> {
  private var line = Fifo<Element>()
  private var waiting: Set<Element> = []

  var isEmpty: Bool { waiting.isEmpty }

  /// Lets somebody wait, unless it does already.
  mutating func append(_ element: Element) {
    if waiting.insert(element).inserted { line.append(element) }
  }

  /// Takes the one that has waited for longest.
  mutating func takeFirst() -> Element? {
    while let element = line.takeFirst() {
      if waiting.remove(element) != nil { return element }
    }
    return nil
  }

  /// Lets somebody go.
  mutating func remove(_ element: Element) { waiting.remove(element) }
}
