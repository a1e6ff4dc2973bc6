/// Consecutive numbers from 0, in parts.
struct Partition: Hashable, Sendable {
  /// The first number of each part, and after them how many there are.
  private let starts: [Int]

  /// Takes the size of each part.
  init(sizes: [Int]) {
    var starts = [0]
    for size in sizes { starts.append(starts[starts.count - 1] + size) }
    self.starts = starts
  }

  /// How many numbers there are.
  var count: Int { starts[starts.count - 1] }

  /// The numbers of each part.
  var ranges: [Range<Int>] { zip(starts, starts.dropFirst()).map { $0..<$1 } }

  /// The part that a number is in, and its position there.
  ///
  /// - Precondition: the number is in `0 ..< count`.
  func place(of number: Int) -> (part: Int, position: Int) {
    precondition((0..<count).contains(number), "\(number) is not in 0 ..< \(count)")
    var (low, high) = (0, starts.count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= number { low = middle } else { high = middle }
    }
    return (low, number - starts[low])
  }
}
