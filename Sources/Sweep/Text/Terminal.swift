import Foundation

/// What the system knows of a terminal.
enum Terminal {
  /// The columns of the terminal that a file descriptor leads to, 80 if it does not say; `nil` if there is none.
  static func columns(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) != 0 else { return nil }
    var size = winsize()
    let code = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    return code == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }
}
