/// Akaike's information criterion, corrected for few observations (Hurvich & Tsai 1989).
/// ```
/// AICc = −2 ln L + 2k + 2k(k + 1)/(n − k − 1)
/// ```
/// Smaller is better; differences count. It is `nil` where n is no larger than k + 1.
func correctedAkaike(logLikelihood: Double, parameters k: Int, count n: Int) -> Double? {
  guard n > k + 1 else { return nil }
  return -2 * logLikelihood + 2 * Double(k) + 2 * Double(k * (k + 1)) / Double(n - k - 1)
}
