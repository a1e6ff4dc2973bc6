import Foundation
import Testing
import TestSupport

@testable import Statistics

/// What scipy says; `ranks.py` wrote it.
private struct RankFixtures: Decodable {
  struct Sign: Decodable {
    var positive: Int
    var negative: Int
    var p: Double
  }

  struct Agreement: Decodable {
    var x: [Double]
    var y: [Double]
    var tau: Double
  }

  struct Area: Decodable {
    var cases: [Double]
    var controls: [Double]
    var area: Double
    var interval: [Double]
  }

  var sign: [Sign]
  var agreement: [Agreement]
  var area: [Area]

  static func read() throws -> RankFixtures {
    let url = try #require(
      Bundle.module.url(forResource: "ranks", withExtension: "json", subdirectory: "Fixtures"))
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }
}

@Suite("Signs, ranks and areas")
struct RankTests {
  private let peers: RankFixtures

  init() throws { peers = try RankFixtures.read() }

  @Test("the sign test agrees with scipy, and says nothing of nothing")
  func sign() {
    for known in peers.sign {
      let p = SignTest(positive: known.positive, negative: known.negative).pValue ?? .nan
      #expect(abs(p / known.p - 1) < 1e-10, "\(known)")
    }
    #expect(SignTest(positive: 0, negative: 0).pValue == nil)
  }

  @Test("Kendall's tau agrees with scipy")
  func agreement() {
    for known in peers.agreement {
      var agreement = RankAgreement()
      agreement.add(zip(known.x, known.y).map { ($0, $1) })
      #expect(abs((agreement.tau ?? .nan) - known.tau) < 1e-12, "\(known)")
    }
  }

  @Test("observations of two strata are never compared")
  func strata() {
    var agreement = RankAgreement()
    agreement.add([(1, 2), (2, 1)])
    agreement.add([(10, 20), (20, 10)])
    #expect(agreement.tau == -1)
    #expect(agreement.discordant == 2)
    agreement.add([(5, 5)])
    #expect(agreement.discordant == 2)
    var constant = RankAgreement()
    constant.add([(1, 1), (1, 2)])
    #expect(constant.tau == nil)
  }

  @Test("areas under curves and their intervals agree with scipy")
  func area() throws {
    for known in peers.area {
      let area = AreaUnderCurve(cases: known.cases, controls: known.controls)
      #expect(abs((area.value ?? .nan) - known.area) < 1e-12, "\(known)")
      let interval = try #require(area.interval)
      #expect(abs(interval.low - known.interval[0]) < 1e-9, "\(known): \(interval)")
      #expect(abs(interval.high - known.interval[1]) < 1e-9, "\(known): \(interval)")
    }
    #expect(AreaUnderCurve(cases: [], controls: [1]).value == nil)
  }

  @Test("the interval of an area covers it, also where nearly all cases lie above all controls")
  func areaCovers() {
    for (shift, area) in [(0.0, 0.5), (1.0, 0.760249938906523), (2.5, 0.961460035000917)] {
      let coverage = Coverage("an area of \(area), 8 and 8", sets: 2000) { noise in
        let cases = (0..<8).map { _ in noise.normal() + shift }
        let controls = (0..<8).map { _ in noise.normal() }
        return AreaUnderCurve(cases: cases, controls: controls).interval?.has(area)
      }
      #expect(coverage.share > 0.93, "\(area)")
    }
  }
}

@Suite("The median of numbers in intervals")
struct IntervalMedianTests {
  @Test("is that of the numbers where these are known")
  func exact() {
    let squares = (1...9).map { Double($0 * $0) }
    let median = IntervalMedian(squares.map { ($0, $0) })
    #expect(median.bounds == Interval(low: 25, high: 25))
    let ends = CensoredMedian(squares.map { SurvivalTime($0, isEvent: true) }).interval
    #expect(median.interval?.low == ends?.low.number)
    #expect(median.interval?.high == ends?.high.number)
  }

  @Test("lies between the medians of the ends, of which some may be infinite")
  func bounds() {
    let median = IntervalMedian([(-.infinity, 3), (1, 4), (2, .infinity)])
    #expect(median.bounds == Interval(low: 1, high: 4))
    #expect(median.interval == nil)
    let open = IntervalMedian([(-.infinity, 1), (2, 3)])
    #expect(open.bounds == Interval(low: -.infinity, high: 2))
    #expect(IntervalMedian([]).bounds == nil)
  }

  @Test("has an interval that covers it, however wide the intervals of the numbers")
  func covers() {
    for width in [0.01, 1, 3] {
      let coverage = Coverage("a median of 10 numbers in intervals of \(width)", sets: 2000) {
        noise in
        let numbers = (0..<10).map { _ -> (low: Double, high: Double) in
          let low = (noise.normal() / width).rounded(.down) * width
          return (low, low + width)
        }
        return IntervalMedian(numbers).interval?.has(0)
      }
      #expect(coverage.share > 0.93, "\(width)")
    }
  }
}
