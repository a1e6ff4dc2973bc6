import Foundation

/// What the system says about an error of a file, in a few words: `No such file or directory`.
func systemReason(_ error: any Error) -> String {
  let error = error as NSError
  let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error
  return underlying.localizedFailureReason ?? error.localizedDescription
}
