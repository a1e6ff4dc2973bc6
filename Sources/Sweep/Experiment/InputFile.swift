import Engine
import Foundation

/// A text file that an experiment is read from.
enum InputFile {
  /// Reads a file of up to so many bytes.
  static func text(at path: String, largestSize: Int) throws(ExperimentError) -> String {
    func unreadable(_ reason: String) -> ExperimentError {
      ExperimentError(file: path, line: nil, problem: .unreadable(reason: reason))
    }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
      defer { try? handle.close() }
      data = try handle.read(upToCount: largestSize + 1) ?? Data()
    } catch {
      throw unreadable(systemReason(error))
    }
    guard data.count <= largestSize else {
      throw unreadable("it is larger than \(largestSize / 1_000_000) MB")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw unreadable("it is not text in UTF-8")
    }
    return text
  }
}
