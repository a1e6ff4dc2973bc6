import Foundation

/// What other programs say about small data sets; `Fixtures/statistics.py` writes it.
struct PeerFixtures: Decodable {
  struct Survival: Decodable {
    var time: [Double]
    var event: [Int]
    var at: [Double]
    var survival: [Double]
    var low: [Double]
    var high: [Double]
    var median: Double
    var lowerQuartile: Double
    var restrictedMean: Double
  }

  struct LogRank: Decodable {
    var time: [Double]
    var event: [Int]
    var group: [Int]
    var statistic: Double
    var p: Double
    var pairStatistic: Double
    var pairP: Double
  }

  struct Holm: Decodable {
    var p: [Double]
    var corrected: [Double]
  }

  /// An interval; `count` and `total` say of what.
  struct KnownInterval: Decodable {
    var count: Int
    var total: Int?
    var interval: [Double]

    /// Whether the two ends are these.
    func agrees(with low: Double?, _ high: Double?, within tolerance: Double) -> Bool {
      zip([low, high], interval).allSatisfy {
        StatisticsTests.agrees($0 ?? .nan, $1, within: tolerance)
      }
    }
  }

  struct ChiSquared: Decodable {
    var x: Double
    var degrees: Int
    var survival: Double
  }

  struct Normal: Decodable {
    var z: Double
    var logSurvival: Double
    var probability: Double
  }

  struct SurvivalRegression: Decodable {
    var kind: String
    var x: [[Double]]
    var time: [Double]
    var event: [Int]
    var coefficients: [Double]
    var logScale: Double
    var errors: [Double]
    var logLikelihood: Double
  }

  struct LeastSquares: Decodable {
    var a: [Double]
    var b: [Double]
    var z: [Double]
    var y: [Double]
    var coefficients: [Double]
    var errors: [Double]
    var rSquared: Double
    var aicc: Double
    var correlation: Double
    var partial: Double
  }

  struct ClusterLine: Decodable {
    var group: [Int]
    var x: [Double]
    var y: [Double]
    var slope: Double
    var interval: [Double]
  }

  var kaplanMeier: Survival
  var logRank: LogRank
  var holm: Holm
  var wilson: [KnownInterval]
  var chiSquared: [ChiSquared]
  var normal: [Normal]
  var survivalRegression: [SurvivalRegression]
  var leastSquares: LeastSquares
  var medianInterval: [Double]
  var interpolatedMedian: [KnownInterval]
  var clusterLine: ClusterLine

  /// Reads the fixtures.
  static func read() throws -> PeerFixtures {
    let url = Bundle.module.url(
      forResource: "statistics", withExtension: "json", subdirectory: "Fixtures")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      PeerFixtures.self, from: Data(contentsOf: url ?? URL(fileURLWithPath: "statistics.json")))
  }
}

/// Whether two numbers agree to 1e-6, relative where they are large.
func agrees(_ value: Double, _ other: Double, within tolerance: Double = 1e-6) -> Bool {
  abs(value - other) <= tolerance * max(1, abs(other))
}
