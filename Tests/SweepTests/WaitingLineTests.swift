import Engine
import Testing

@testable import Sweep

@Suite("Those who wait")
struct WaitingLineTests {
  @Test("what comes first goes first")
  func fifo() {
    var generator = Generator(seed: 1, stream: "fifo")
    var (line, twin) = (Fifo<Int>(), [Int]())
    for number in 0..<5000 {
      if Bool.random(using: &generator) || generator.unit() < 0.1 {
        line.append(number)
        twin.append(number)
      } else {
        #expect(line.takeFirst() == (twin.isEmpty ? nil : twin.removeFirst()))
      }
      #expect(line.isEmpty == twin.isEmpty)
    }
    while let number = line.takeFirst() { #expect(number == twin.removeFirst()) }
    #expect(twin.isEmpty)
  }

  @Test("anyone may leave, nobody stands in line twice, and nobody is called who has left")
  func line() {
    var generator = Generator(seed: 2, stream: "line")
    var line = WaitingLine<Int>()
    var waiting: Set<Int> = []
    for _ in 0..<5000 {
      let number = Int.random(in: 0..<20, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0:
        line.append(number)
        waiting.insert(number)
      case 1:
        line.remove(number)
        waiting.remove(number)
      default:
        let next = line.takeFirst()
        #expect((next == nil) == waiting.isEmpty)
        if let next { #expect(waiting.remove(next) != nil) }
      }
      #expect(line.isEmpty == waiting.isEmpty)
    }
    var patient = WaitingLine<Int>()
    for number in [3, 1, 2, 3, 1] { patient.append(number) }
    patient.remove(1)
    #expect([patient.takeFirst(), patient.takeFirst(), patient.takeFirst()] == [3, 2, nil])
  }
}
