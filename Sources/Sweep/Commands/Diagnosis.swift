import Foundation

/// What was found out about one thing: a line.
struct Diagnosis: Hashable, CustomStringConvertible {
  let subject: String
  let isSound: Bool
  let text: String

  /// One of two texts.
  init(_ subject: String, _ isSound: Bool, sound: String, defect: String) {
    self = isSound ? .sound(subject, sound) : .defect(subject, defect)
  }

  private init(subject: String, isSound: Bool, text: String) {
    (self.subject, self.isSound, self.text) = (subject, isSound, text)
  }

  static func sound(_ subject: String, _ text: String) -> Diagnosis {
    Diagnosis(subject: subject, isSound: true, text: text)
  }

  static func defect(_ subject: String, _ text: String) -> Diagnosis {
    Diagnosis(subject: subject, isSound: false, text: text)
  }

  var description: String {
    let columns = [isSound ? "ok" : "not ok", subject].map {
      $0.padding(toLength: 11, withPad: " ", startingAt: 0)
    }
    return columns.joined() + singleLine(text)
  }
}
