import Engine
import Foundation
public import Statistics

/// Random numbers for simulations.
public struct Noise {
  private var stream: Generator

  /// The numbers of a seed.
  public init(seed: Int) { stream = Generator(seed: seed, stream: "noise") }

  /// A number from 0 to below 1.
  public mutating func unit() -> Double { stream.unit() }

  /// A standard normal number (Box & Muller 1958).
  public mutating func normal() -> Double {
    (-2 * log(1 - stream.unit())).squareRoot() * cos(2 * Double.pi * stream.unit())
  }

  /// Log-normal times with median 1, of which those above the bound are censored.
  public mutating func times(_ count: Int, bound: Double) -> [SurvivalTime] {
    (0..<count).map { _ in
      let time = exp(normal())
      return SurvivalTime(min(time, bound), isEvent: time <= bound)
    }
  }

  /// The bound above which 30 % of these times lie.
  public static let bound = exp(0.5244005127080407)
}
