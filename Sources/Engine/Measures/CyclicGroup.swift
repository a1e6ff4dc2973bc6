internal import RealModule

/// The answers of a modular task as a cyclic group, written additively.
struct CyclicGroup {
  /// n, the number of its elements.
  let order: Int
  private let task: ModularArithmetic
  /// Which element a token is; `nil` for one that is none.
  private let exponents: [Int?]

  /// Finds the group of a task's answers, if they are one.
  ///
  /// Addition and subtraction modulo p are Z/p; multiplication and division modulo a prime are the
  /// powers of its smallest primitive root.
  init?(_ task: ModularArithmetic) {
    self.task = task
    let p = task.modulus
    switch task.operation {
    case .add, .subtract:
      guard p >= 3 else { return nil }
      order = p
      exponents = (0..<p).map { $0 }
    case .multiply, .divide:
      guard p >= 5, let root = Self.primitiveRoot(p) else { return nil }
      order = p - 1
      var exponents = [Int?](repeating: nil, count: p)
      var power = 1
      for exponent in 0..<p - 1 {
        exponents[power] = exponent
        power = power * root % p
      }
      self.exponents = exponents
    default: return nil
    }
  }

  /// The smallest number whose powers modulo p are all numbers but 0; there is one for primes.
  private static func primitiveRoot(_ p: Int) -> Int? {
    (2..<p).first { root in
      var (power, order) = (root, 1)
      while power != 1, power != 0, order < p {
        power = power * root % p
        order += 1
      }
      return power == 1 && order == p - 1
    }
  }

  /// The mean of rows `[N × H]` over the samples of each answer, `[n × H]`.
  ///
  /// Samples with a token that is no element are left out. Answers that no sample has stay 0.
  func means(_ sets: [(samples: Samples, rows: Matrix<Double>)]) -> Matrix<Double> {
    let means = Matrix<Double>(rows: order, columns: sets[0].rows.columns)
    var counts = [Double](repeating: 0, count: order)
    for (samples, rows) in sets {
      for case (let index, let answer?) in answers(to: samples).enumerated() {
        counts[answer] += 1
        add(rows.rows(index..<index + 1), to: means.rows(answer..<answer + 1))
      }
    }
    for (row, count) in counts.enumerated() where count > 0 {
      scale(means.rows(row..<row + 1), by: 1 / count)
    }
    return means
  }

  /// The elements that the true answers are, whatever noisy labels say; `nil` for a sample with a
  /// token that is none.
  func answers(to samples: Samples) -> [Int?] {
    guard case .tokens(let columns, _) = samples.inputs else { return [] }
    return zip(columns[0], columns[1]).map { a, b in
      guard exponents[Int(a)] != nil, exponents[Int(b)] != nil else { return nil }
      return exponents[task.result(Int(a), Int(b))]
    }
  }

  /// The token that each element is.
  var tokens: [Int] {
    var tokens = [Int](repeating: 0, count: order)
    for case (let token, let exponent?) in exponents.enumerated() { tokens[exponent] = token }
    return tokens
  }
}

extension Matrix<Double> {
  /// The power of each column at the frequencies 1 … ⌊n/2⌋ of its n rows, `[⌊n/2⌋ × H]`: that of k
  /// and n − k together.
  func power() -> Matrix<Double> {
    let count = rows / 2
    let waves = Matrix<Double>(rows: 2 * count, columns: rows)
    for k in 1...max(count, 1) where count > 0 {
      for s in 0..<rows {
        // Reduced first: angles beyond a few turns lose digits.
        let angle = 2 * Double.pi * Double(k * s % rows) / Double(rows)
        waves[2 * k - 2, s] = Double.cos(angle)
        waves[2 * k - 1, s] = Double.sin(angle)
      }
    }
    let parts = Matrix<Double>(rows: 2 * count, columns: columns)
    multiply(waves, by: self, into: parts)
    let power = Matrix<Double>(rows: count, columns: columns)
    for k in 0..<count {
      let weight = 2 * (k + 1) == rows ? 1.0 : 2.0
      for column in 0..<columns {
        let (real, imaginary) = (parts[2 * k, column], parts[2 * k + 1, column])
        power[k, column] = weight * (real * real + imaginary * imaginary)
      }
    }
    return power
  }
}
