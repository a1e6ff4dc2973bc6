/// What is known of a task's samples before there are any.
public struct SampleSizes: Hashable, Sendable {
  /// The number of samples, training and test together.
  public var count: Int
  /// The sizes of an input.
  public var inputs: InputSizes
  /// The sizes of a target.
  public var targets: TargetSizes

  /// Collects sizes.
  public init(count: Int, inputs: InputSizes, targets: TargetSizes) {
    (self.count, self.inputs, self.targets) = (count, inputs, targets)
  }

  /// Pairs of tokens and their classes.
  static func pairs(count: Int, vocabulary: Int, classes: Int) -> SampleSizes {
    SampleSizes(
      count: count, inputs: .tokens(columns: 2, vocabulary: vocabulary), targets: .classes(classes))
  }
}

/// The sizes of an input.
public enum InputSizes: Hashable, Sendable {
  /// So many tokens, each one of a vocabulary.
  case tokens(columns: Int, vocabulary: Int)
  /// Numbers of a shape.
  case rows(Shape)
}

/// The sizes of a target.
public enum TargetSizes: Hashable, Sendable {
  /// One of so many classes.
  case classes(Int)
  /// So many values.
  case values(Int)

  /// K, the number of classes or of values.
  public var count: Int {
    switch self {
    case .classes(let count), .values(let count): count
    }
  }
}

/// How the numbers of an input lie: channels of rows of columns, one after another.
public struct Shape: Hashable, Sendable {
  /// The number of channels; 1 for a vector.
  public let channels: Int
  /// The number of rows of a channel; 1 for a vector.
  public let height: Int
  /// The number of columns of a row; the length of a vector.
  public let width: Int

  /// An image.
  public init(channels: Int, height: Int, width: Int) {
    (self.channels, self.height, self.width) = (channels, height, width)
  }

  /// A vector of so many numbers.
  public static func vector(_ count: Int) -> Shape {
    Shape(channels: 1, height: 1, width: count)
  }

  /// The number of numbers.
  public var count: Int { channels * height * width }
}
