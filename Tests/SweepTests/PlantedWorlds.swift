import TestSupport

@testable import Sweep

extension PlantedWorld {
  /// Draws a sweep.
  func sweep(_ noise: inout Noise) -> SweepSummary { sweep { noise.normal() } }
}
