import Testing

@testable import Engine

@Suite("Permutations")
struct PermutationTests {
  /// The operation's table: the number of the result of each pair of numbers.
  private func table(_ operation: Permutations.Operation, degree: Int) -> [[Int]] {
    var task = Permutations()
    (task.operation, task.degree) = (operation, degree)
    let samples = task.samples()
    #expect(samples.sizes == task.sizes(nil))
    let n = samples.vocabulary
    var table = Array(repeating: Array(repeating: -1, count: n), count: n)
    for i in 0..<samples.count {
      table[Int(samples.first[i])][Int(samples.second[i])] = Int(samples.labels[i])
    }
    return table
  }

  @Test("composition is a group of n! elements", arguments: [2, 3, 4, 5])
  func group(degree: Int) {
    let product = table(.compose, degree: degree)
    let elements = product.indices
    #expect(elements.count == [2: 2, 3: 6, 4: 24, 5: 120][degree])
    #expect(elements.allSatisfy { product[0][$0] == $0 && product[$0][0] == $0 })
    for x in elements {
      // Every row and column holds each element once, and so an inverse on each side.
      #expect(Set(product[x]) == Set(elements))
      #expect(Set(elements.map { product[$0][x] }) == Set(elements))
    }
    // All triples up to S₄; in S₅ those whose middle one is a generator, which is as much.
    let middles = degree < 5 ? Array(elements) : [1, 2, 6, 24]
    for y in middles {
      for x in elements {
        let isAssociative = elements.allSatisfy {
          product[product[x][y]][$0] == product[x][product[y][$0]]
        }
        #expect(isAssociative, "\(x) · \(y)")
      }
    }
    let isCommutative = elements.allSatisfy { x in
      elements.allSatisfy { product[x][$0] == product[$0][x] }
    }
    #expect(isCommutative == (degree == 2))
  }

  @Test("the other operations are made of composition", arguments: [3, 5])
  func operations(degree: Int) throws {
    let product = table(.compose, degree: degree)
    let conjugate = table(.conjugate, degree: degree)
    let sandwich = table(.sandwich, degree: degree)
    for x in product.indices {
      let inverse = try #require(product[x].firstIndex(of: 0))
      #expect(conjugate[x] == product.indices.map { product[product[x][$0]][inverse] })
      #expect(sandwich[x] == product.indices.map { product[product[x][$0]][x] })
    }
  }

  @Test("a product applies its right factor first")
  func order() {
    // With 0-based images: y takes 0 to 1, and x takes 1 to 2.
    let (x, y) = ([0, 2, 1], [1, 0, 2])
    #expect(Permutations.product(x, y) == [2, 0, 1])
    #expect(Permutations.inverse([2, 0, 1]) == [1, 2, 0])
    var task = Permutations()
    task.degree = 3
    #expect(
      task.elements == [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
  }
}
