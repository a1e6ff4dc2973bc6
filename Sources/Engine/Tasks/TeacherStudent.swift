internal import RealModule

/// Regression on the outputs of a random network.
///
/// The teacher is a perceptron with tanh units, whose weights and biases are uniform within
/// `±1/√fan-in`, as `torch.nn.Linear` starts; inputs are from `N(0, 1)`. Liu et al. 2022,
/// arXiv:2210.01117, Section 3.1: 5-100-100-5, 100 training and 100 test samples. A sample counts as
/// right if the mean of its squared errors over the outputs is below a tolerance; the paper says
/// 0.01, its code 0.001. Their samples and split are one draw, here the split is drawn apart.
public struct TeacherStudent: Task {
  static let kind = "teacher-student"

  /// The number of inputs.
  public var inputs = 5
  /// The number of outputs.
  public var outputs = 5
  /// The number of units in each of the teacher's hidden layers.
  public var width = 100
  /// The number of the teacher's hidden layers.
  public var depth = 2
  /// The number of samples, training and test together.
  public var samples = 200
  /// The mean squared error below which a sample counts as right.
  public var tolerance = 1e-3

  /// The paper's sizes, with the tolerance of its code.
  public init() {}

  /// The keys of a teacher-student task.
  public static let fields: [Field<Self>] = [
    Field("inputs", \.inputs, required: true, allowed: .count()),
    Field("outputs", \.outputs, required: true, allowed: .count()),
    // A thousand numbers in place of 100 make a teacher of 8 MB a layer.
    Field("teacher_width", \.width, allowed: .within(1...10_000)),
    Field("teacher_depth", \.depth, allowed: .within(1...100)),
    Field("samples", \.samples, required: true, allowed: .count(from: 2)),
    Field("tolerance", \.tolerance, required: true, allowed: .positive),
  ]

  /// A linear layer `x W + b`.
  struct Layer {
    /// W, `[fan-in × fan-out]`.
    let weight: Matrix<Double>
    /// b, `[1 × fan-out]`.
    let bias: Matrix<Double>
  }

  /// Draws the teacher, layer by layer.
  func teacher(_ generator: inout Generator) -> [Layer] {
    let sizes = [inputs] + Array(repeating: width, count: depth) + [outputs]
    return zip(sizes, sizes.dropFirst()).map { fanIn, fanOut in
      let bound = 1 / Double(fanIn).squareRoot()
      let layer = Layer(
        weight: Matrix(rows: fanIn, columns: fanOut), bias: Matrix(rows: 1, columns: fanOut))
      layer.weight.updateEach { $0 = bound * (2 * generator.unit() - 1) }
      layer.bias.updateEach { $0 = bound * (2 * generator.unit() - 1) }
      return layer
    }
  }

  func sizes(_: SampleTable?) -> SampleSizes {
    SampleSizes(count: samples, inputs: .rows(.vector(inputs)), targets: .values(outputs))
  }

  /// Draws the teacher, then the inputs.
  func sets(_ generator: inout Generator, _: SampleTable?) -> SampleSets {
    let teacher = teacher(&generator)
    let rows = Matrix<Double>(rows: samples, columns: inputs)
    rows.updateEach { $0 = generator.normalPair().0 }

    var values = rows
    for (index, layer) in teacher.enumerated() {
      let next = Matrix<Double>(rows: samples, columns: layer.weight.columns)
      multiply(values, by: layer.weight, into: next)
      add(row: layer.bias, toEachRowOf: next)
      if index < depth { next.updateEach { $0 = Double.tanh($0) } }
      values = next
    }
    return SampleSets(
      pool: Samples(
        .rows(rows, shape: .vector(inputs)), .values(values, tolerance: tolerance)))
  }
}
