import Dispatch
import Synchronization

/// What a function makes of each item, computed on all cores; the order is that of the items.
func concurrentMap<Item: Sendable, Value: Sendable>(
  _ items: [Item], _ body: @Sendable (Item) -> Value
) -> [Value] {
  let values = Mutex([Value?](repeating: nil, count: items.count))
  DispatchQueue.concurrentPerform(iterations: items.count) { index in
    let value = body(items[index])
    values.withLock { $0[index] = value }
  }
  return values.withLock { $0.compactMap(\.self) }
}
