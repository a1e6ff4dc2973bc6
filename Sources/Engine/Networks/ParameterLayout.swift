/// One named tensor of a network.
struct Tensor: Hashable, Sendable {
  /// What a tensor does, which decides how it starts and whether it decays.
  enum Role {
    /// Multiplies activations or looks up tokens.
    case weight
    /// Is added to activations.
    case bias
    /// Multiplies normalized activations one by one and starts at 1. Decay masks count it with
    /// the biases.
    case gain
  }

  /// The module that a tensor belongs to, as far as initial distributions tell them apart.
  enum Module {
    /// A vector for each token or position.
    case embedding
    /// A product of its own.
    case linear
    /// One of the three products that make queries, keys and values.
    case projection
    /// The product that mixes the heads of an attention.
    case mixing
    /// The product that makes logits.
    case readout
  }

  let name: String
  let rows: Int
  let columns: Int
  let role: Role
  /// The number of terms that a unit behind this tensor sums up.
  let fanIn: Int
  let module: Module

  init(
    name: String, rows: Int, columns: Int, role: Role, fanIn: Int, module: Module = .linear
  ) {
    self.name = name
    self.rows = rows
    self.columns = columns
    self.role = role
    self.fanIn = fanIn
    self.module = module
  }

  var count: Int { rows * columns }

  /// Whether decay acts on the tensor, if it acts on biases and gains or not.
  func decays(biases: Bool) -> Bool { role == .weight || biases }

  /// Whether the tensor is a weight matrix between the embedding and the read-out: those that act
  /// on activations and are followed by another layer.
  ///
  /// The first layer of a two-hot perceptron counts as one, as in the code of Saheb Pasand & Dohmatob
  /// 2025, arXiv:2510.04930.
  var isHiddenMatrix: Bool {
    role == .weight && rows > 1 && columns > 1 && module != .embedding && module != .readout
  }
}

/// Where a network's tensors lie in one flat buffer.
///
/// The optimizer and the norms each are one loop over that buffer.
struct ParameterLayout: Hashable, Sendable {
  /// The elements between the starts of two tensors are a multiple of this, so that no vector
  /// spans two of them.
  private static let alignment = 16

  let tensors: [Tensor]
  /// Each tensor's part of the buffer, padding included.
  let ranges: [Range<Int>]

  init(_ tensors: [Tensor]) {
    self.tensors = tensors
    var ranges: [Range<Int>] = []
    for tensor in tensors {
      let start = ranges.last?.upperBound ?? 0
      let length = (tensor.count + Self.alignment - 1) / Self.alignment * Self.alignment
      ranges.append(start..<start + length)
    }
    self.ranges = ranges
  }

  /// The length of the buffer.
  var count: Int { ranges.last?.upperBound ?? 0 }
}

/// The parameters of a network, or anything shaped like them: a gradient, a moment.
struct Parameters<S: Scalar> {
  let layout: ParameterLayout
  /// The whole buffer as one row, padding included.
  let flat: Matrix<S>
  /// A window for each tensor, in the layout's order.
  let tensors: [Matrix<S>]
  /// Stands in for a bias that a network does not have: zeros in the parameters, and in a gradient
  /// what nobody reads.
  private let absent: Storage<S>

  /// All zeros.
  init(_ layout: ParameterLayout) {
    let storage = Storage<S>(count: layout.count)
    self.layout = layout
    flat = Matrix(in: storage, rows: 1, columns: layout.count)
    tensors = zip(layout.tensors, layout.ranges).map { tensor, range in
      Matrix(
        in: storage, at: range.lowerBound, rows: tensor.rows, columns: tensor.columns,
        isPadded: tensor.rows == 1)
    }
    for tensor in tensors { fill(tensor, with: 0) }
    // A tied read-out has as many biases as the embedding has rows.
    absent = Storage(count: layout.tensors.map { max($0.rows, $0.columns) }.max() ?? 0)
    fill(Matrix(in: absent, rows: 1, columns: absent.count), with: 0)
  }

  /// The tensor of a name.
  ///
  /// - Precondition: the layout has it.
  subscript(name: String) -> Matrix<S> {
    guard let index = layout.tensors.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("no tensor \(name) among \(layout.tensors.map(\.name))")
    }
    return tensors[index]
  }

  /// A bias of so many columns, or its stand-in where a network has none.
  func bias(_ index: Int?, columns: Int) -> Matrix<S> {
    index.map { tensors[$0] }
      ?? Matrix(in: absent, rows: 1, columns: columns, isPadded: true)
  }

  /// Each tensor's part of the flat buffer, as a row that is padded to whole vectors.
  func flat(_ index: Int) -> Matrix<S> { flat.columns(layout.ranges[index]) }

  /// Takes over all values of another buffer of the same layout.
  func copy(_ other: Parameters) {
    precondition(layout == other.layout, "parameters of another network")
    assign(other.flat, to: flat)
  }

  /// `‖θ‖²`, accumulated in `Double` over one tensor after another.
  var squaredNorm: Double { tensors.reduce(0) { Engine.squaredNorm($1, onto: $0) } }
}

extension Parameters: CarriedMemory {
  var byteCount: Int { tensors.reduce(0) { $0 + $1.byteCount } }

  func write(to writer: inout ByteWriter) { for tensor in tensors { tensor.write(to: &writer) } }

  func restore(from reader: inout ByteReader) throws(ByteError) {
    for tensor in tensors { try tensor.restore(from: &reader) }
  }
}
