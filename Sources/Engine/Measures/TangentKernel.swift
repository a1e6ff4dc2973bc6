/// How well the last layer's tangent kernel agrees with the labels.
///
/// The kernel of the read-out's parameters is `HHᵀ`, plus 1 everywhere if it has biases, for each
/// class alike, so that with one-hot labels Y
/// ```
/// alignment = ⟨HHᵀ, YYᵀ⟩ / (‖HHᵀ‖ ‖YYᵀ‖) = ‖HᵀY‖² / (‖HᵀH‖ ‖YᵀY‖)
/// ```
/// in Frobenius norms, over training and test samples apart, as it is and with both kernels
/// centered (Cortes, Mohri & Rostamizadeh 2012). The gap is train less test (Chou et al. 2026,
/// arXiv:2605.27078).
struct TangentKernel: Measure {
  static let kind = "tangent-kernel"
  static let fields: [Field<Self>] = []

  func accept(_ subject: MeasureSubject) throws(Refusal) { _ = try subject.classes(for: Self.kind) }

  func columns(_ subject: MeasureSubject) -> [MeasureColumn] {
    ["alignment", "centered_alignment"].flatMap { name in
      ["train", "test", "gap"].map { MeasureColumn("\(name)_\($0)") }
    }
  }

  func work(_ subject: MeasureSubject) -> LookWork {
    // Three products of units and labels, twice, beside copies of both.
    let sum = subject.units + subject.classes
    return LookWork(
      operations: (subject.train + subject.test)
        * (4 * sum * sum + 6 * MeasureSubject.element * sum), sharing: [.trainUnits, .testUnits])
  }

  func values(at moment: Moment) -> [Double] {
    let hasBias = moment.subject.tensors.contains { $0.name == "output.bias" }
    return [false, true].flatMap { isCentered -> [Double] in
      let train = Self.alignment(
        moment.trainUnits.hidden, moment.train.targets, hasBias: hasBias, isCentered: isCentered)
      let test = Self.alignment(
        moment.testUnits.hidden, moment.test.targets, hasBias: hasBias, isCentered: isCentered)
      return [train, test, train - test]
    }
  }

  /// The alignment of hidden units `[N × H]` with their classes.
  static func alignment(
    _ hidden: Matrix<Double>, _ targets: Targets, hasBias: Bool, isCentered: Bool
  ) -> Double {
    guard case .classes(let classes, let count) = targets else { return .nan }
    // A column of ones makes the biases' part of the kernel; centering makes it zeros.
    let units = Matrix<Double>(rows: hidden.rows, columns: hidden.columns + (hasBias ? 1 : 0))
    let labels = Matrix<Double>(rows: hidden.rows, columns: count)
    for row in 0..<hidden.rows {
      for column in 0..<hidden.columns { units[row, column] = hidden[row, column] }
      if hasBias { units[row, hidden.columns] = 1 }
      labels[row, Int(classes[row])] = 1
    }
    if isCentered {
      for matrix in [units, labels] {
        subtract(columnMeans(matrix), fromEachRowOf: matrix)
      }
    }
    func inner(_ left: Matrix<Double>, _ right: Matrix<Double>) -> Double {
      let product = Matrix<Double>(rows: left.columns, columns: right.columns)
      multiply(left, .transposed, by: right, into: product)
      return squaredNorm(product)
    }
    return inner(units, labels) / (inner(units, units) * inner(labels, labels)).squareRoot()
  }
}
