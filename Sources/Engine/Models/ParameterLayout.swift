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
    /// A table of vectors, one for each token or position.
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
}

/// Where a network's tensors lie in one flat buffer.
///
/// The optimizer, the norms and a checkpoint each are one loop over that buffer.
struct ParameterLayout: Hashable, Sendable {
  let tensors: [Tensor]
  /// Where each tensor starts, a multiple of 16 so that no vector spans two of them.
  let offsets: [Int]
  /// The length of the buffer.
  let count: Int

  init(_ tensors: [Tensor]) {
    self.tensors = tensors
    var offsets: [Int] = []
    var end = 0
    for tensor in tensors {
      offsets.append(end)
      end += (tensor.count + 15) / 16 * 16
    }
    self.offsets = offsets
    count = end
  }
}

/// The parameters of a network, or anything shaped like them: a gradient, a moment.
struct Parameters<S: Scalar> {
  let layout: ParameterLayout
  /// The whole buffer as one row, padding (always zero) included.
  let flat: Matrix<S>
  /// A window for each tensor, in the layout's order.
  let tensors: [Matrix<S>]

  /// All zeros.
  init(_ layout: ParameterLayout) {
    let storage = Storage<S>(count: layout.count)
    self.layout = layout
    flat = Matrix(in: storage, rows: 1, columns: layout.count)
    tensors = zip(layout.tensors, layout.offsets).map { tensor, offset in
      Matrix(in: storage, at: offset, rows: tensor.rows, columns: tensor.columns)
    }
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

  /// Each tensor's part of the flat buffer, padding included.
  func range(of index: Int) -> Range<Int> {
    let start = layout.offsets[index]
    return start..<start + (layout.tensors[index].count + 15) / 16 * 16
  }

  /// Takes over all values of another buffer of the same layout.
  func copy(_ other: Parameters) {
    precondition(layout == other.layout, "parameters of another network")
    assign(other.flat, to: flat)
  }
}
